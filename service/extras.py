"""How the extras are installed: the packages that only some archives and outputs need."""


def command(extra: str) -> str:
    """What installs an extra in the folder that jingxin was installed from.

    jingxin is on no index: there a package of that name would be somebody else's.
    """
    return f".venv/bin/pip install -e '.[{extra}]'"


def remedy(extra: str) -> str:
    """The part of a sentence that says what to do where an extra is missing."""
    return f"run {command(extra)} in the folder of jingxin"
