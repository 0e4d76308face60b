"""Builds the part in C beside its sources, where there is a compiler; without one Python does the same, only slower.

`python hatch_build.py` does so by itself, and says in a sentence if it could not.
"""

import os
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from model.native import FOLDER, LIBRARY, fingerprint  # noqa: E402 - it stands beside this file

FLAGS = ("-std=c99", "-O3", "-fPIC", "-shared", "-ffp-contract=off", "-fno-math-errno")
"""Python rounds after each step of a sum, and so must C."""

SLOWER = "so texts are judged in Python, some times slower"


class BuildLibrary(BuildHookInterface):  # type: ignore[type-arg]
    """Gives a wheel the library, and then the name of the platform that it was built for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds the library before files are gathered."""
        if self.target_name != "wheel":
            return
        if problem := build():
            self.app.display_warning(problem)
        elif version != "editable":
            build_data["pure_python"] = False
            build_data["artifacts"].append(f"/model/{LIBRARY.name}")
            build_data["tag"] = f"py3-none-{_platform()}"


def build() -> str | None:
    """Builds the library; gives None, or a sentence that says why there is none."""
    LIBRARY.unlink(missing_ok=True)
    if not (compiler := _compiler()):
        return f"no C compiler found (CC, cc, gcc, clang or ziglang), {SLOWER}"
    draft = LIBRARY.with_name(f".{LIBRARY.name}.{os.getpid()}")
    command = [*compiler, *FLAGS, f'-DSOURCES="{fingerprint()}"', "-o", str(draft), *_sources(), "-lm"]
    try:
        subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        draft.unlink(missing_ok=True)
        said = getattr(error, "stderr", None) or error
        return f"{shlex.join(compiler)} could not build {LIBRARY.name}, {SLOWER}; it said: {said}"
    draft.replace(LIBRARY)
    return None


def _sources() -> list[str]:
    return sorted(map(str, FOLDER.glob("*.c")))


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
