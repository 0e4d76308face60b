"""Files that are written as a whole or not at all, as other processes read them meanwhile."""

import secrets
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file in a folder that is there, and leaves nothing else. Raises OSError where it cannot."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
