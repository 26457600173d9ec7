"""Programmes as they stand: the given ones from the vocabulary, and what the office wrote itself.

What the office writes under the name of something given takes its place; taken away again, the
given one stands there as before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.registry.models import Programme, ProgrammeRound, TaskList


@dataclass(frozen=True, slots=True)
class RoundWords:
    """One round: its years, `last` None while it runs. `own`: the office wrote it."""

    name: str
    first: int
    last: int | None = None
    own: bool = False

    def holds(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)

    def overlaps(self, other: "RoundWords") -> bool:
        later = max(self.first, other.first)
        return self.holds(later) and other.holds(later)


@dataclass(frozen=True, slots=True)
class TaskWords:
    """One list of tasks of a year: where it is used, and its items. `own`: the office wrote it."""

    year: int
    name: str
    where: str = ""
    points: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeWords:
    """A programme with its rounds and lists. `row` is its record once anything rests on it;
    `given`: the vocabulary has it."""

    code: str
    name: str
    given: bool
    row: Programme | None
    rounds: tuple[RoundWords, ...] = ()
    lists: tuple[TaskWords, ...] = ()

    @property
    def archived(self) -> bool:
        return self.row is not None and self.row.ref.archived_at is not None

    def of_year(self, year: int) -> list[TaskWords]:
        return [one for one in self.lists if one.year == year]


def given_programmes() -> dict[str, Any]:
    """The programmes of the vocabulary, as it has them."""
    return vocabulary.load("partnerships", settings.VOCABULARY_DIR)["programmes"]


def programmes() -> dict[str, ProgrammeWords]:
    """Every programme by its code, those out of the lists too: the given ones first."""
    given = given_programmes()
    rows = Programme.objects.select_related("ref").prefetch_related("rounds", "task_lists")
    known = {row.code: row for row in rows.order_by("pk")}
    return {code: _words(code, given.get(code), known.get(code)) for code in (*given, *known)}


def _words(code: str, given: dict[str, Any] | None, row: Programme | None) -> ProgrammeWords:
    told = given or {}
    name = told.get("name") or (row.name if row else code)
    rounds = {one.name: one for one in [*_given_rounds(told), *_own_rounds(row)]}
    lists = {(one.year, one.name): one for one in [*_given_lists(told), *_own_lists(row)]}
    return ProgrammeWords(
        code, name, given is not None, row,
        tuple(sorted(rounds.values(), key=lambda one: one.first)),
        tuple(sorted(lists.values(), key=lambda one: one.year)),
    )  # fmt: skip


def _given_rounds(told: dict[str, Any]) -> Iterable[RoundWords]:
    return (RoundWords(one["name"], one["from"], one.get("to")) for one in told.get("rounds", []))


def _own_rounds(row: Programme | None) -> Iterable[RoundWords]:
    rounds: Iterable[ProgrammeRound] = row.rounds.all() if row else ()
    return (RoundWords(one.name, one.first, one.last, own=True) for one in rounds)


def _given_lists(told: dict[str, Any]) -> Iterable[TaskWords]:
    for year, lists in told.get("tasks", {}).items():
        for one in lists:
            points = tuple(point["name"] for point in one.get("points", []))
            yield TaskWords(year, one["name"], one.get("where", ""), points)


def _own_lists(row: Programme | None) -> Iterable[TaskWords]:
    lists: Iterable[TaskList] = row.task_lists.all() if row else ()
    return (
        TaskWords(one.year, one.name, one.where, tuple(one.points.splitlines()), own=True)
        for one in lists
    )


def programme_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Codes and names of the programmes a pairing may belong to, and of the `chosen` one."""
    told = programmes().values()
    return [(one.code, one.name) for one in told if not one.archived or one.code == chosen]
