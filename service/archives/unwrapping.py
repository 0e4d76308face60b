"""Decrypts an Android backup with hoardy-adb, a program of its own that stands beside this one.

hoardy-adb is under GPL-3.0-or-later and this project under Apache-2.0: it is therefore never imported and never comes
with the default install. It is started as a command, told by its documented options what to read, and gives back a tar.
"""

import shutil
import subprocess
import sys
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from service.archives.source import CHUNK, Source
from service.errors import LackingKeyError, LockedError
from service.extras import remedy

CIPHER = b"AES-256"

MOST_ROUNDS = 10_000_000
"""Rounds by which a password is made a key; Android takes 10,000, and a stranger could ask for days of them."""

_WRONG = b"wrong passphrase"
_MISSING = (
    f"is an encrypted Android backup; to read it, {remedy('adb')} and give its password, or back up again without a "
    "password"
)


def command() -> list[str]:
    """How hoardy-adb is started. Raises LackingKeyError if it is not there."""
    if find_spec("hoardy_adb") is not None:
        return [sys.executable, "-P", "-m", "hoardy_adb"]
    if found := shutil.which("hoardy-adb"):
        return [found]
    raise LackingKeyError(_MISSING, "adb")


class Decrypted:
    """The tar that an encrypted backup holds from `start` on, as a stream.

    Raises LackingKeyError if the program is missing, and LockedError if the password is wrong.
    """

    def __init__(self, source: Source, start: int, password: str) -> None:
        self._stack = ExitStack()
        try:
            self._begin(source, start, password)
        except BaseException:
            self.close()
            raise

    def _begin(self, source: Source, start: int, password: str) -> None:
        path = self._stack.enter_context(source.local()) if not start else self._behind(source, start)
        self._said: IO[bytes] = self._stack.enter_context(TemporaryFile())  # noqa: SIM115 - the stack closes it
        self._running = self._stack.enter_context(
            subprocess.Popen(
                # /dev/stdin, as other users of the machine could read a password among the arguments
                [*command(), "unwrap", "--passfile", "/dev/stdin", str(path.absolute()), "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=CHUNK,
            )
        )
        self._stack.callback(self._running.kill)
        assert self._running.stdin
        assert self._running.stdout
        self._tar = self._running.stdout
        with suppress(BrokenPipeError), self._running.stdin as asked:
            asked.write(password.encode("utf-8", "surrogateescape"))
        self._first = self._tar.read(1)
        if not self._first:
            self._check()

    def _behind(self, source: Source, start: int) -> Path:
        """A copy of what follows the lines that MIUI puts in front."""
        copy = Path(self._stack.enter_context(TemporaryDirectory(prefix="jingxin-"))) / "copy.ab"
        with source.open() as stream, copy.open("wb") as target:
            stream.read(start)
            shutil.copyfileobj(stream, target, CHUNK)
        return copy

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end. Raises ValueError where the backup is damaged."""
        first, self._first = self._first, b""
        data = first + self._tar.read(size - len(first))
        if not data:
            self._check()
        return data

    def _check(self) -> None:
        """Asks a program that gives nothing more whether all went well."""
        if self._running.wait():
            self._said.seek(0)
            said = self._said.read(CHUNK)
            if _WRONG in said:
                raise LockedError("is encrypted, and the password given is not the right one")
            raise ValueError(" ".join(said.decode("utf-8", "replace").split())[-80:])

    def close(self) -> None:
        """Ends the program, and removes what was copied for it."""
        self._stack.close()
