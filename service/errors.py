"""Everything that can go wrong in service/.

ServiceError                    has the HTTP status it answers with and the exit code it ends the command line with
├── InputError                  what was sent or typed cannot be used
│   ├── NoColumnError           a table lacks a column that was asked for
│   └── TooLargeError           a text, a batch or a body is over its limit
├── ArchiveError                an archive cannot be read at all
│   ├── LackingError            an extra that it needs is not installed
│   ├── LockedError             it is encrypted, and its password is missing, wrong or of no use
│   │   └── LackingKeyError     it is encrypted, and the extra that opens it is not installed; a LackingError too
│   └── NotAnArchiveError       the file is something else than an archive of messages
├── PageError                   something a person did on a page cannot be done; says so in Chinese
│   ├── ForeignError            another site sent the form
│   ├── BusyError               as many reports run as may
│   ├── UnequippedError         what reports are made with is not installed
│   ├── FullError               there is no room for what was given
│   └── GoneError               there is no such report, or there is none any more
└── StoppedError                somebody pressed Ctrl-C, or deleted what was being made
"""


class ServiceError(Exception):
    """Says in one sentence what was wrong, where, and what to do."""

    status = 500
    exit_code = 1


class InputError(ServiceError):
    """What was sent or typed cannot be used."""

    status = 422
    exit_code = 2


class NoColumnError(InputError):
    """A table lacks a column that was asked for; others of the same archive may have it."""


class TooLargeError(InputError):
    """A text, a batch or a body is over its limit."""

    status = 413


class ArchiveError(ServiceError):
    """An archive cannot be read at all."""

    status = 422
    exit_code = 3


class LockedError(ArchiveError):
    """An archive is encrypted, and what opens it is missing or wrong."""


class LackingError(ArchiveError):
    """An archive needs an extra that is not installed; a sentence, and the extra's name."""

    def __init__(self, sentence: str, extra: str) -> None:
        super().__init__(sentence, extra)
        self.extra = extra

    def __str__(self) -> str:
        return str(self.args[0])


class LackingKeyError(LackingError, LockedError):
    """An archive is encrypted, and the extra that opens it is not installed."""


class NotAnArchiveError(ArchiveError):
    """The file is something else than an archive of messages; the sentence names it and says what to do."""

    status = 415
    exit_code = 4


class PageError(ServiceError):
    """Something a person did on a page cannot be done; a title and a Chinese sentence that says what to do."""

    status = 422
    title = "这样不行"


class ForeignError(PageError):
    """Another site sent the form."""

    status = 403
    title = "请从本页面提交"


class BusyError(PageError):
    """As many reports run as may."""

    status = 503
    title = "现在有点忙"


class UnequippedError(PageError):
    """What reports are made with is not installed."""

    status = 503
    title = "这里还不能整理报告"


class FullError(PageError):
    """There is no room for what was given."""

    status = 507
    title = "现在存不下"


class GoneError(PageError):
    """There is no such report, or there is none any more."""

    status = 404
    title = "这份报告已经不在了"


class StoppedError(ServiceError):
    """Somebody pressed Ctrl-C, or deleted what was being made; the sentence says what is complete up to there."""

    exit_code = 130
