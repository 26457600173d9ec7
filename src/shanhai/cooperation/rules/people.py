"""A list of people as it is typed: one a line, in the order of rank."""

from dataclasses import dataclass

from shanhai.cooperation.rules.texts import CooperationError, fields


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list of people: the place or organisation, the post, the name if given."""

    place: str
    post: str
    name: str = ""


def person_line(line: str) -> PersonLine:
    """`单位，职务` or `单位，职务，姓名`. Raises CooperationError when no post is given."""
    parts = fields(line)
    if len(parts) not in (2, 3):
        raise CooperationError(
            f"“{line.strip()}”请写成“单位，职务”或“单位，职务，姓名”，一行一人。"
        )
    return PersonLine(parts[0][:120], parts[1][:120], parts[2][:40] if len(parts) == 3 else "")
