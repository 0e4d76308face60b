"""Runs a program on a stranger's file in a process of its own and with limits: an abort is caught by no `except`."""

import subprocess
import sys
from pathlib import Path

MEMORY = 2 << 30
SECONDS = 120
WRITTEN = 2 << 30
"""What such a program may use: bytes of memory, seconds of processor time, bytes of any one file that it writes."""

REFUSED = 3
"""The exit code with which a program says on stderr what is wrong; Python itself ends with 1 and 2."""

PATIENCE = 300
"""Seconds after which it is ended, whatever it waits for."""


def run(program: Path, file: Path, folder: Path) -> str | None:
    """Runs `program FILE FOLDER`, and returns what went wrong, or None."""
    command = [sys.executable, "-I", str(program), str(file.absolute()), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return "it takes too long"
    if not done.returncode:
        return None
    if done.returncode != REFUSED:
        return "it is damaged or too large"
    return " ".join(done.stderr.decode("utf-8", "replace").split())[-100:]


def confine() -> None:
    """Sets the limits for the process that calls it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
