"""What a figure was measured on: processor, cores, system, Python and the packages that matter."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def described(packages: Sequence[str]) -> str:
    """One line that says what ran, and how busy the machine was."""
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{_processor()}, {os.cpu_count()} cores{load}; Python {platform.python_version()}, {versions}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.is_file() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def resident(pid: int) -> int:
    """The bytes of memory that a process and those it started hold; 0 where there is no /proc to ask."""
    total = 0
    try:
        total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(map(resident, map(int, (task / "children").read_text().split())))
    except (OSError, IndexError):
        pass
    return total


def seconds(pid: int) -> float:
    """The processor time that a process and those it started have taken; 0 where there is no /proc to ask."""
    total = 0.0
    try:
        spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(map(seconds, map(int, (task / "children").read_text().split())))
    except (OSError, IndexError):
        pass
    return total
