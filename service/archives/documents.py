"""Reads an XML document of messages: each record by a function of the format, and what is broken as Skipped."""

from collections.abc import Callable, Iterator

from service.archives.decoding import decide, utf8
from service.archives.elements import Break, Element, elements
from service.archives.mending import mended, without_data
from service.archives.records import Given, message_of
from service.archives.source import Options, Source
from service.errors import NotAnArchiveError
from service.messages import Message, Place, Skipped

UNFINISHED = "the file breaks within this message; its text may be incomplete"


def messages(
    source: Source,
    options: Options,
    records: tuple[str, ...],
    given_of: Callable[[Element], Given],
    wrapper: str | None = None,
) -> Iterator[Message | Skipped]:
    """Every element named in `records`; of a file that was cut off, what there is, and where it stops."""
    encoding = decide(source, options.encoding)
    yield from encoding.warning(source)
    number = 0
    try:
        for found in elements(mended(without_data(utf8(source, encoding))), records, wrapper):
            if isinstance(found, Break):  # where nothing was lost, the break belongs to the message before it
                yield from (Skipped(Place(source.name, number + lost), _why(found)) for lost in _lost(found))
                number += found.lost
                continue
            number += 1
            place = Place(source.name, number)
            if found.tag in records:
                yield message_of(given_of(found), place, options.timezone)
            else:
                yield Skipped(place, f"<{found.tag[:40]}> is not a message")
    except NotAnArchiveError as error:
        raise NotAnArchiveError(f"{source.name}: {error}") from None


def _lost(broken: Break) -> range:
    return range(1, broken.lost + 1) if broken.lost else range(1)


def _why(broken: Break) -> str:
    if broken.at_end:
        return f"the file is cut off in line {broken.line} ({broken.problem}); what was to follow is missing"
    return f"broken XML in line {broken.line} ({broken.problem}); reading went on with the next message"
