"""Office files are zip archives that carry the hour of their making; this takes it out."""

import io
import zipfile
from datetime import datetime

MADE = datetime(2025, 4, 1, 9, 0)


def settled(data: bytes) -> bytes:
    """The same archive, byte for byte the same whenever it is made."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return written.getvalue()
