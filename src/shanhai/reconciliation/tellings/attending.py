"""Who a report tells as taking part in an occasion, as the forms of meetings ask for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shanhai.claims.models import Report
from shanhai.claims.queries import Person, people
from shanhai.cooperation.queries import side_of
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve

_PLACE_ENDS = re.compile("[省市县区州旗盟镇乡]")
_LEAST = 2  # characters the name of a place has


@dataclass(frozen=True, slots=True)
class Roll:
    """What the form of a meeting is filled in with."""

    chair: str = ""
    attendees: str = ""


def roll(report: Report, name: str) -> Roll:
    """Who was at the meeting a report tells of by this name: the post of who presided, and a line
    “单位，职务，姓名” for everybody whose place is known and lies on either side."""
    there = people(report, name)
    chair = next((one.title for one in there if one.role == "presided"), "")
    return Roll(chair[:120], "\n".join(_lines(there, report.partnership)))


def _lines(there: Sequence[Person], pairing: Partnership) -> list[str]:
    made: list[str] = []
    last: Node | None = None
    known: dict[str, Node | None] = {}
    for one in there:
        place, post = _placed(one.title, pairing, known)
        if place is None and last is not None and last.name[-1] in one.title:
            place = last  # 清溪镇党委书记某某、镇长某某
        if place is not None and post:
            made.append(f"{place.name}，{post}，{one.name}")
            last = place
    return made


def _placed(
    title: str, pairing: Partnership, known: dict[str, Node | None]
) -> tuple[Node | None, str]:
    """The longest place on either side that a title opens with, and the post behind it."""
    for match in reversed(list(_PLACE_ENDS.finditer(title))):
        name = title[: match.end()]
        if len(name) < _LEAST or "、" in name:
            continue
        if name not in known:
            node = resolve(name, pairing)
            known[name] = node if node is not None and side_of(node, [pairing]) else None
        if (place := known[name]) is not None:
            post = title[match.end() :]
            return place, match[0] + post if post.startswith(("委", "长", "领导")) else post
    return None, title
