"""Reads what is packed: ZIP, gzip and tar files, `adb backup` and MIUI's `.bak`, each file inside by its own reader."""

from collections.abc import Iterator

from service.archives import streams, tars, zips
from service.archives.catalogue import PLAIN, told
from service.archives.members import Budget, Member
from service.archives.source import Options, Source, refused
from service.errors import ArchiveError, InputError, LackingError, LockedError, NotAnArchiveError, ServiceError
from service.messages import Message, Place, Skipped

NAME = "ZIP, gzip, tar and Android backup"

_STARTS = (zips.MAGIC, tars.ANDROID, tars.MIUI)
_ENDINGS = (".gz", ".gzip", ".zz")
_LISTED = 3


def recognises(head: bytes) -> bool:
    """Whether it is packed, and no spreadsheet."""
    packed = head.startswith(_STARTS) or tars.is_tar(head) or streams.is_stream(head)
    return packed and not zips.is_office(head)


def read(source: Source, options: Options) -> Iterator[Message | Skipped]:
    """Every record of every archive inside, as `outer.zip!inner.xml`; a file that is no archive is Skipped.

    Raises NotAnArchiveError if there is no archive at all, LockedError if that is for want of a password, and
    LackingError if it is for want of an extra.
    """
    walk = _Walk(options)
    held: list[Skipped] = []
    for record in walk.records(source, 1):
        if not walk.found and isinstance(record, Skipped):
            held.append(record)
            continue
        yield from held
        held.clear()
        yield record
    if not walk.found and walk.lacking:
        raise _named(walk.lacking, source)
    if not walk.found and walk.locked and len(held) == 1:
        raise LockedError(f"{source.name} {held[0].why}")
    if not walk.found:
        kind = LockedError if walk.locked else NotAnArchiveError
        raise kind(f"{source.name} holds no archive of messages{_listed(source, held)}")
    yield from held


def _named(error: ArchiveError, source: Source) -> ArchiveError:
    """The same error with the file's name in front, unless it stands there already."""
    name = "" if str(error).startswith(source.name) else f"{source.name} "
    return type(error)(f"{name}{error}", *error.args[1:])


def _listed(source: Source, held: list[Skipped]) -> str:
    """What it holds instead, the first few."""
    if not held:
        return "; it is empty: export the messages again"
    named = [f"{skip.place.source.removeprefix(source.name + '!')}: {skip.why}" for skip in held[:_LISTED]]
    more = f", and {len(held) - _LISTED:,} more" if len(held) > _LISTED else ""
    return f" ({'; '.join(named)}{more})"


class _Walk:
    """Goes through a container and those packed into it.

    `found` says if any archive was, `locked` if one is locked, and `lacking` what was said of one that needs an extra.
    """

    def __init__(self, options: Options) -> None:
        self.found = False
        self.locked = False
        self.lacking: LackingError | None = None
        self._options = options
        self._budget = Budget(options)

    def records(self, source: Source, level: int) -> Iterator[Message | Skipped]:
        """Every record inside, in order."""
        try:
            for member in self._members(source):
                if isinstance(member, Skipped):
                    yield member
                else:
                    yield from self._of(member, level)
                    source.position = min(source.size, source.position + member.size)
        except ArchiveError as error:
            if level == 1 and not self.found:
                raise _named(error, source) from None
            self._note(error)
            yield refused(source.name, error)

    def _note(self, error: ServiceError) -> None:
        self.locked |= isinstance(error, LockedError)
        if isinstance(error, LackingError):
            self.lacking = self.lacking or error

    def _members(self, source: Source) -> Iterator[Member | Skipped]:
        head = source.head()
        if head.startswith(zips.MAGIC):
            yield from zips.entries(source, self._options, self._budget)
        elif head.startswith((tars.ANDROID, tars.MIUI)):
            yield from tars.backup(source, self._options, self._budget)
        elif tars.is_tar(head):
            yield from tars.files(source, self._options, self._budget)
        else:
            name = source.path.name
            inner = name[: name.rfind(".")] if name.lower().endswith(_ENDINGS) else "unpacked"
            yield Member(
                source, inner, lambda: streams.Inflated(source.open()), packed=source.size, budget=self._budget
            )

    def _of(self, member: Member, level: int) -> Iterator[Message | Skipped]:
        """Every record of a file inside."""
        instead: Skipped | None = None
        try:
            yield from self._read(member, level)
        except (ArchiveError, InputError) as error:
            self._note(error)
            why = str(error).removeprefix(f"{member.name} is ").removeprefix(f"{member.name}: ")
            instead = refused(member.name, error, why)
        if member.problem:
            yield Skipped(Place(member.name, 0), member.problem)
        elif instead:
            yield instead

    def _read(self, member: Member, level: int) -> Iterator[Message | Skipped]:
        head = member.head()
        if recognises(head):
            if level >= self._options.nesting:
                raise ArchiveError(
                    f"is packed more than {self._options.nesting} times; unpack it and give what is inside"
                )
            yield from self.records(member, level + 1)
            return
        reader = told(member, head, PLAIN)
        for record in reader.read(member, self._options):
            self.found = True
            yield record
        self.found = True
