"""Verbs of programmes: the programme itself, its rounds, and the task lists of its years."""

from collections.abc import Iterable
from itertools import count

from shanhai.accounts.models import User
from shanhai.common.pinyin import initials
from shanhai.records.queries import pointing_at
from shanhai.records.services import change
from shanhai.registry.models import Programme, ProgrammeRound, TaskList
from shanhai.registry.queries import ProgrammeWords, RoundWords, TaskWords, programmes
from shanhai.registry.rules import RegistryError, held_words


def register_programme(actor: User | None, code: str) -> Programme:
    """The programme of a code, registered when it was not yet. One out of the lists takes on
    nothing new."""
    told = programmes().get(code)
    if told is None:
        raise RegistryError(f"没有“{code}”这一项目类别。")
    if told.archived:
        raise RegistryError(f"项目类别“{told.name}”已移出列表，请先移回，或选别的类别。")
    return _registered(actor, told)


def _registered(actor: User | None, told: ProgrammeWords) -> Programme:
    """The record of a programme, made when only the vocabulary has it."""
    if told.row:
        return told.row
    with change(actor, "register_programme", told.name) as action:
        return action.save(Programme(code=told.code, name=told.name))


def add_programme(actor: User | None, name: str, note: str = "") -> Programme:
    """Register a programme that the vocabulary does not have."""
    known = programmes()
    _refuse_known(name, known.values())
    stem = initials(name) or "own"
    codes = (stem if number == 1 else f"{stem}{number}" for number in count(1))
    code = next(one for one in codes if one not in known)
    with change(actor, "register_programme", name) as action:
        return action.save(Programme(code=code, name=name, note=note))


def edit_programme(
    actor: User | None, code: str, name: str, note: str, why: str = "",
    expected: int | None = None,
) -> Programme:  # fmt: skip
    """Change what is written of a programme. The name of a given one is the vocabulary's."""
    known = programmes()
    told = known[code]
    if told.given and name != told.name:
        raise RegistryError(f"“{told.name}”是词表里的项目类别，名称在词表里改。")
    _refuse_known(name, (one for one in known.values() if one.code != code))
    with change(actor, "edit", why.strip()) as action:
        row = _registered(actor, told)
        row.name, row.note = name, note
        return action.save(row, expected if told.row else None)


def _refuse_known(name: str, others: Iterable[ProgrammeWords]) -> None:
    for one in others:
        if one.name == name:
            where = "，已移出列表，可以移回" if one.archived else ""
            raise RegistryError(f"已有“{name}”这一项目类别{where}。")


def archive_programme(actor: User | None, code: str, why: str = "") -> Programme:
    """Take a programme out of the lists; never one that pairings stand in."""
    told = programmes()[code]
    held = pointing_at(told.row) if told.row else {}
    if held:
        raise RegistryError(
            f"“{told.name}”还有{held_words(held)}，不能移出列表。先给这些结对改项目类别或移出列表。"
        )
    with change(actor, "archive", why.strip() or told.name) as action:
        row = _registered(actor, told)
        action.archive(row)
    return row


def restore_programme(actor: User | None, code: str, why: str = "") -> Programme:
    """Put a programme back into the lists."""
    told = programmes()[code]
    row = _registered(actor, told)
    with change(actor, "restore", why.strip() or told.name) as action:
        action.restore(row)
    return row


def write_round(
    actor: User | None, code: str, said: RoundWords, was: str = "", why: str = ""
) -> Programme:
    """Write a round of a programme, new or in place of the one called `was`."""
    told = programmes()[code]
    if said.last is not None and said.last < said.first:
        raise RegistryError(
            f"“{said.name}”的结束年份（{said.last}）早于开始年份（{said.first}），请核对。"
        )
    for one in told.rounds:
        if one.name == was:
            continue
        if one.name == said.name:
            raise RegistryError(f"“{told.name}”已有“{said.name}”这一轮次，请直接修改那一轮。")
        if one.overlaps(said):
            span = f"{one.first}—{one.last or '今'}"
            raise RegistryError(
                f"与“{one.name}”（{span}）的年份重叠，请改年份，或先给那一轮填结束年份。"
            )
    _refuse_renaming(was, said.name, any(one.name == was and not one.own for one in told.rounds))
    with change(actor, "write_round", why.strip() or said.name) as action:
        row = _registered(actor, told)
        row.rounds.update_or_create(
            name=was or said.name,
            defaults={"name": said.name, "first": said.first, "last": said.last},
        )
        action.save(row)
    return row


def drop_round(actor: User | None, code: str, name: str) -> Programme:
    """Take away a round the office wrote; a given one of its name stands there again."""
    row = programmes()[code].row
    found = ProgrammeRound.objects.filter(programme=row, name=name).first() if row else None
    if row is None or found is None:
        raise RegistryError(f"“{name}”是词表里的轮次，不能去掉；可以改它的年份。")
    with change(actor, "drop_round", name) as action:
        found.delete()
        action.save(row)
    return row


def write_tasks(
    actor: User | None, code: str, said: TaskWords, was: str = "", why: str = ""
) -> Programme:
    """Write a task list of a year, new or in place of the one called `was`."""
    told = programmes()[code]
    of_year = {one.name: one for one in told.of_year(said.year)}
    if said.name != was and said.name in of_year:
        raise RegistryError(f"{said.year}年已有“{said.name}”，请直接修改那一张清单。")
    _refuse_renaming(was, said.name, was in of_year and not of_year[was].own)
    with change(actor, "write_tasks", why.strip() or f"{said.year}年{said.name}") as action:
        row = _registered(actor, told)
        row.task_lists.update_or_create(
            year=said.year, name=was or said.name,
            defaults={"name": said.name, "where": said.where, "points": "\n".join(said.points)},
        )  # fmt: skip
        action.save(row)
    return row


def drop_tasks(actor: User | None, code: str, year: int, name: str) -> Programme:
    """Take away a list the office wrote; a given one of its name stands there again."""
    row = programmes()[code].row
    found = TaskList.objects.filter(programme=row, year=year, name=name).first() if row else None
    if row is None or found is None:
        raise RegistryError(f"“{name}”是词表里的清单，不能去掉；可以改它的条目。")
    with change(actor, "drop_tasks", f"{year}年{name}") as action:
        found.delete()
        action.save(row)
    return row


def _refuse_renaming(was: str, name: str, given: bool) -> None:
    if given and was != name:
        raise RegistryError(f"“{was}”是词表里的名称，不能改名；要用别的名称，请另加一条。")
