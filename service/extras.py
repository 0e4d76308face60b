"""What the extras need, whether it is there, and how it is installed: packages for some archives and outputs only."""

import sys
from collections.abc import Mapping
from importlib.util import find_spec

NEEDED: Mapping[str, Mapping[str, str]] = {
    "report": {
        "datasketch": "datasketch",
        "jinja2": "jinja2",
        "lxml": "lxml",
        "pygal": "pygal",
        "docx": "python-docx",
    },
    "pdf": {"weasyprint": "weasyprint"},
    "adb": {"hoardy_adb": "hoardy-adb"},
    "encrypted": {"pyzipper": "pyzipper"},
    "iphone": {"iphone_backup_decrypt": "iphone-backup-decrypt"},
    "parquet": {"pyarrow": "pyarrow"},
}
"""By extra, what it imports and the package that brings it.

importlib.metadata knows the packages, but not what each is imported as, and nothing where jingxin is not installed.
"""


def missing(extra: str) -> tuple[str, ...]:
    """The packages of an extra that are not there."""
    return tuple(package for name, package in NEEDED[extra].items() if find_spec(name) is None)


def command(extra: str) -> str:
    """What installs the packages of an extra for the Python that runs, whatever folder it is typed in.

    jingxin itself is not named: it is on no index, where a package of that name would be somebody else's, and the
    folder or wheel that it was installed from may be gone.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"{python} -m pip install {packages(extra)}"


def packages(extra: str) -> str:
    """The packages of an extra, as pip is given them."""
    return " ".join(NEEDED[extra].values())


def remedy(extra: str) -> str:
    """The part of a sentence that says what to do where an extra is missing."""
    return f"run {command(extra)}"
