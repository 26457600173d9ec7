"""Mending damaged text without losing the place: every mended character knows its source.

Nothing is guessed: what cannot be recovered is flagged and stays as it stands, and a number that
damage may have touched is withheld from readers.
"""

from __future__ import annotations

from shanhai.reading.model import Mended
from shanhai.reading.repair.columns import broken_lines
from shanhai.reading.repair.copies import article_key, text_key
from shanhai.reading.repair.inline import inline
from shanhai.reading.repair.letters import simplify, traditional
from shanhai.reading.repair.lines import inserted, special
from shanhai.reading.repair.pieces import FLAGGED, REMOVED, Repaired, joined, listed
from shanhai.reading.repair.withheld import withheld, without
from shanhai.reading.repair.wording import quality, reworded

__all__ = ["FLAGGED", "Repaired", "article_key", "quality", "repair", "text_key"]


def repair(raw: str) -> Repaired:
    """Simplify and mend a text; never raises, linear in its length."""
    simple, changed = simplify(raw)
    found = [*inline(raw), *inserted(raw), *special(raw), *broken_lines(raw), *reworded(simple)]
    found = _standing(sorted(found, key=lambda edit: (edit.start, -edit.end)))
    masks = withheld(raw, found)
    changing = _apart([edit for edit in found if edit.kind not in FLAGGED])
    flags = [edit for edit in found if edit.kind in FLAGGED]
    edits = without(changing, masks)
    text, pieces = joined(simple, edits)
    if changed and any(edit.mended for edit in edits):
        text, _ = simplify(text)  # what they became too
    repairs = sorted([*edits, *flags], key=lambda edit: (edit.start, -edit.end))
    if changed and traditional(joined(raw, edits)[0]):
        repairs.append(listed(0, len(raw), "traditional", ""))
    return Repaired(text, pieces, [piece.at for piece in pieces], tuple(repairs))


def _standing(edits: list[Mended]) -> list[Mended]:
    """Ordered edits without those inside a stretch that is taken out anyway."""
    made: list[Mended] = []
    until = 0
    for edit in edits:
        if edit.start >= until:
            made.append(edit)
            until = edit.end if edit.kind in REMOVED else until
    return made


def _apart(edits: list[Mended]) -> list[Mended]:
    """Ordered edits that do not overlap: the first and longest stays."""
    made: list[Mended] = []
    at = 0
    for edit in edits:
        if edit.start >= at:
            made.append(edit)
            at = edit.end
    return made
