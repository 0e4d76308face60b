"""Everything that can go wrong in service/.

ServiceError                    has the HTTP status it answers with and the exit code it ends the command line with
├── InputError                  what was sent or typed cannot be used
│   └── TooLargeError           a text, a batch or a body is over its limit
├── ArchiveError                an archive cannot be read at all
│   └── NotAnArchiveError       the file is something else than an archive of messages
└── StoppedError                somebody pressed Ctrl-C
"""


class ServiceError(Exception):
    """Says in one sentence what was wrong, where, and what to do."""

    status = 500
    exit_code = 1


class InputError(ServiceError):
    """What was sent or typed cannot be used."""

    status = 422
    exit_code = 2


class TooLargeError(InputError):
    """A text, a batch or a body is over its limit."""

    status = 413


class ArchiveError(ServiceError):
    """An archive cannot be read at all."""

    status = 422
    exit_code = 3


class NotAnArchiveError(ArchiveError):
    """The file is something else than an archive of messages; the sentence names it and says what to do."""

    status = 415
    exit_code = 4


class StoppedError(ServiceError):
    """Somebody pressed Ctrl-C; the sentence says what is complete up to there."""

    exit_code = 130
