"""Folders where nothing more can be written: a disk that is full, where tests may mount one, or a limit of files."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

SIZE = 16 << 20
"""Bytes of the disk."""

Full = Callable[[], AbstractContextManager[None]]
"""A block in which there is no room."""


@contextmanager
def disk(folder: Path) -> Iterator[Full]:
    """A disk of its own at a folder, and how it is filled. Skips the test where none can be mounted."""
    if not sys.platform.startswith("linux") or not (mount := shutil.which("mount")):
        pytest.skip("there is no way to mount a small disk here")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk may not be mounted here")
    try:
        yield lambda: _filled(folder / "filling")
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def _filled(path: Path) -> Iterator[None]:
    with path.open("wb", buffering=0) as filling, suppress(OSError):
        while True:
            filling.write(bytes(4096))
    yield
    path.unlink()


@contextmanager
def limit(_: Path) -> Iterator[Full]:
    """A limit for files of this process, wherever they are."""
    if sys.platform == "win32":
        pytest.skip("there is no such limit here")
    yield limited


@contextmanager
def limited(size: int = 0) -> Iterator[None]:
    """A block in which no file of this process may grow beyond so many bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
