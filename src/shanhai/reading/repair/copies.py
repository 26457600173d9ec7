"""Telling copies of one report on mirrored and hijacked pages."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from shanhai.reading.repair.pieces import Repaired

# The path a government site's publishing system gives an article; mirrors keep it.
_ARTICLE = re.compile(r"(?:content/post_|/art/|/t\d{8}_|content_|c_)[\w/]*?(\d{5,})(?:\.s?html?)?$")
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def article_key(address: str) -> str:
    """The number an article keeps on every mirror, or "" when its address gives none."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    found = _ARTICLE.search(path)
    return found[1] if found else ""


def text_key(mended: Repaired) -> str:
    """The same for copies of one text, whatever damage, marks and layout each of them has."""
    letters = "".join(_LETTER.findall(mended.text))
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()
