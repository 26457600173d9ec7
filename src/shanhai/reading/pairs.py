"""Who is paired with whom, where a text tells of several pairs."""

from __future__ import annotations

import re
from bisect import bisect_left

from shanhai.reading.actors import Actor

# what stands between the two of a pair
_PAIRED = re.compile(r"[—·•\-－~]{1,2}|[对与]|(?:结对|对口)?(?:帮扶|支援|协作)|结对|牵手|携手")
_HEADING = re.compile(r"^[^\n。；]{2,40}$", re.MULTILINE)


class Pairs:
    """The pairs of a text (朝阳区对玉树市、丰台区对囊谦县), and the headings that name one."""

    def __init__(self, text: str, actors: list[Actor], title_end: int) -> None:
        self._recipients = _paired(text, actors)
        self._headings: list[tuple[int, str]] = []
        if len(self._recipients) > 1:
            self._headings = self._headed_by(text, actors, title_end)

    def of(self, helper: str) -> str | None:
        """The recipient a helper is paired with, where there are several pairs; or None."""
        return self._recipients.get(helper) if len(self._recipients) > 1 else None

    def headed(self, start: int) -> list[str]:
        """The helper, alone in a list, whose part of the text a paragraph belongs to; or []."""
        at = bisect_left(self._headings, (start, "")) - 1
        return [self._headings[at][1]] if at >= 0 and self._headings[at][1] else []

    def _headed_by(self, text: str, actors: list[Actor], title_end: int) -> list[tuple[int, str]]:
        """Where each heading ends, with the helper of the pair it names, or ''."""
        starts = [a.start for a in actors]
        made: list[tuple[int, str]] = []
        for match in _HEADING.finditer(text, title_end):
            low, high = bisect_left(starts, match.start()), bisect_left(starts, match.end())
            names = {a.name for a in actors[low:high] if a.side == "helper" and a.place}
            only = next(iter(names)) if len(names) == 1 else ""
            made.append((match.end(), only if only in self._recipients else ""))
        return made


def _paired(text: str, actors: list[Actor]) -> dict[str, str]:
    """Each helper with the one recipient it is paired with."""
    found: dict[str, set[str]] = {}
    for one, other in zip(actors, actors[1:], strict=False):
        if {one.side, other.side} != {"helper", "recipient"} or not (one.place and other.place):
            continue
        if _PAIRED.fullmatch(text, one.end, other.start):
            helper, recipient = (one, other) if one.side == "helper" else (other, one)
            found.setdefault(helper.name, set()).add(recipient.name)
    return {name: next(iter(to)) for name, to in found.items() if len(to) == 1}
