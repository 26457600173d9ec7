"""Where the compiled reader lies, when it was made of this very source.

``make compile`` leaves it in a folder named by the digest of the source. Anything made of another
source is never looked at: what runs is always what is written here.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

READER = Path(__file__).resolve().parent
FOLDER = READER / "native"


def digest(reader: Path = READER) -> str:
    """What tells one state of the reader's source from every other."""
    made = hashlib.sha256()
    for path in sorted(reader.rglob("*.py")):
        made.update(f"{path.relative_to(reader).as_posix()}\0".encode())
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def folder() -> str | None:
    """The folder of the compiled modules, or None where there is none of this source.

    SHANHAI_READER asks for the source itself (python), or for modules not yet put in place.
    """
    if asked := os.environ.get("SHANHAI_READER"):
        return None if asked == "python" else asked
    if not FOLDER.is_dir():
        return None
    made = FOLDER / digest()
    return str(made) if made.is_dir() else None
