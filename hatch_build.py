"""Builds the parts in C beside their sources, where there is a compiler; without one Python does the same, only slower.

`python hatch_build.py` does so by itself, and says in a sentence if it could not.
"""

import os
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from model import native as of_model  # noqa: E402 - they stand beside this file
from service import native as of_service  # noqa: E402

FLAGS = ("-std=c99", "-O2", "-ftree-vectorize", "-fPIC", "-shared", "-ffp-contract=off", "-fno-math-errno")
"""Python rounds after each step of a sum, and so must C. With gcc 12 and -O3 a text of the exam took 23 µs, so 20."""

PARTS = (
    (of_model, "so texts are judged in Python, some times slower"),
    (of_service, "so large archives are read in Python"),
)
"""What is built, and what comes of it where it cannot be."""


class BuildLibrary(BuildHookInterface):  # type: ignore[type-arg]
    """Gives a wheel the libraries that could be built, and then the name of the platform that they were built for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the libraries before files are gathered."""
        if self.target_name != "wheel":
            return
        if problem := build():
            self.app.display_warning(problem)
        built = [part.LIBRARY for part, _ in PARTS if part.LIBRARY.exists()]
        if built and version != "editable":
            build_data["pure_python"] = False
            build_data["artifacts"] += [f"/{library.relative_to(ROOT).as_posix()}" for library in built]
            build_data["tag"] = f"py3-none-{_platform()}"


def build() -> str | None:
    """Builds the libraries; gives None, or a sentence for each that there is not, which says why."""
    return "\n".join(filter(None, (_built(*part) for part in PARTS))) or None


def _built(part: ModuleType, slower: str) -> str | None:
    part.LIBRARY.unlink(missing_ok=True)
    if not (compiler := _compiler()):
        return f"no C compiler found (CC, cc, gcc, clang or ziglang), {slower}"
    draft = part.LIBRARY.with_name(f".{part.LIBRARY.name}.{os.getpid()}")
    sources = sorted(map(str, part.FOLDER.glob("*.c")))
    command = [*compiler, *FLAGS, f'-DSOURCES="{part.fingerprint()}"', "-o", str(draft), *sources, "-lm"]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        draft.unlink(missing_ok=True)
        said = getattr(error, "stderr", None) or error
        return f"{shlex.join(compiler)} could not build {part.LIBRARY.name}, {slower}; it said: {said}"
    draft.replace(part.LIBRARY)
    return None


def _compiler() -> list[str] | None:
    """The first compiler that is there."""
    if sys.platform == "win32":
        return None
    if named := os.environ.get("CC"):
        return shlex.split(named)
    for name in ("cc", "gcc", "clang"):
        if found := shutil.which(name):
            return [found]
    return [sys.executable, "-m", "ziglang", "cc"] if find_spec("ziglang") else None


def _platform() -> str:
    """The name of this platform in a wheel's; a wheel built here need not run on older systems."""
    from packaging.tags import sys_tags

    return next(tag.platform for tag in sys_tags() if "linux_" not in tag.platform or tag.platform.startswith("linux_"))


if __name__ == "__main__":
    sys.exit(build())
