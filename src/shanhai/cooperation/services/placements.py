"""Verbs of placements: register one, check it, end it; the person kept apart."""

from dataclasses import dataclass
from datetime import date, timedelta

from shanhai.accounts.models import User
from shanhai.cooperation.models import JobFair, Placement, PlacementCheck, Ride, Vacancy, Worker
from shanhai.cooperation.queries.sides import within
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.rules.labour import (
    HALF_YEAR,
    born,
    check_age,
    check_visit,
    person_number,
)
from shanhai.cooperation.services.guard import filled, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.cooperation.services.workers import Who, elsewhere, person, tell
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import overlapping

_APART = {"name", "number", "home", "status"}


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """Everything known of a placement. `name`, `number` (of the identity card), `home` and
    `status` are the person's and kept apart; an empty number leaves a known one as it is."""

    partnership: Partnership
    firm: Node
    destination: str
    start: date
    name: str
    number: str = ""
    home: Node | None = None
    status: str = ""
    post: str = ""
    end: date | None = None
    vacancy: Vacancy | None = None
    fair: JobFair | None = None
    ride: Ride | None = None
    note: str = ""


def register_placement(actor: User | None, facts: PlacementFacts) -> Placement:
    """Register that a person found work. The same number is the same person, counted once."""
    require(actor, "register", [facts.partnership])
    _check(facts)
    number = _number(facts)
    with change(actor, "register_placement") as action:
        worker = person(facts.partnership, _who(facts), number)
        _refuse_twin(worker, facts, None)
        return action.save(_filled(Placement(worker=worker), facts))


def edit_placement(
    actor: User | None, placement: Placement, facts: PlacementFacts, expected: int | None = None,
    why: str = "",
) -> Placement:  # fmt: skip
    """Change what is known of a placement. A number that was not known yet joins it to the person
    who has it."""
    require(actor, "register", [placement.partnership, facts.partnership])
    forgotten = not placement.worker.name and not facts.name.strip()
    _check(facts, named=not forgotten)
    number = _number(facts)
    with change(actor, "edit_placement", why) as action:
        if number:
            placement.worker = person(facts.partnership, _who(facts), number, placement.worker)
        elif not forgotten:
            _refuse_renaming(placement, facts)
            tell(placement.worker, _who(facts))
        _refuse_twin(placement.worker, facts, placement)
        return action.save(_filled(placement, facts), expected)


def _filled(placement: Placement, facts: PlacementFacts) -> Placement:
    filled(placement, facts, _APART)
    placement.due_on = facts.start + timedelta(days=HALF_YEAR)
    return placement


def _who(facts: PlacementFacts) -> Who:
    return Who(facts.name, facts.home, facts.status)


def _number(facts: PlacementFacts) -> str:
    if not facts.number.strip():
        return ""
    number = person_number(facts.number)
    check_age(born(number), facts.start)
    return number


def _check(facts: PlacementFacts, *, named: bool = True) -> None:
    if named:
        require_text(facts.name, "姓名", 40)
    words = work_words()
    if facts.destination not in words["destinations"]:
        raise CooperationError("请选择去向。")
    if facts.status and facts.status not in words["worker_statuses"]:
        raise CooperationError("请选择身份。")
    check_order(facts.start, facts.end, "离岗日期")
    if facts.start > today():
        raise CooperationError(f"{facts.start}还没有到，请在入职之后登记。")
    for one, what in ((facts.vacancy, "岗位需求"), (facts.fair, "招聘会"),
                      (facts.ride, "点对点输送")):  # fmt: skip
        if one is not None and one.partnership_id != facts.partnership.pk:
            raise CooperationError(f"{what}“{one}”不属于这个结对，请另选。")
    if facts.vacancy is not None and facts.vacancy.firm_id != facts.firm.pk:
        raise CooperationError(f"岗位“{facts.vacancy}”不是“{facts.firm.name}”的，请核对。")
    _check_destination(facts, words["destinations"])


def _check_destination(facts: PlacementFacts, known: dict[str, dict[str, str]]) -> None:
    """A firm in the county is no place at the helper, and the other way round."""
    pairing, firm = facts.partnership, facts.firm
    ends = (("county", pairing.recipient_id, "受援方"), ("helper", pairing.helper_id, "帮扶方"))
    for code, end, side in ends:
        if within(firm.pk, end) and facts.destination != code:
            raise CooperationError(
                f"“{firm.name}”在{side}，去向应选“{known[code]['name']}”，请核对。"
            )
    if facts.destination == "county" and not within(firm.pk, pairing.recipient_id):
        raise CooperationError(f"“{firm.name}”不在受援县，去向不是县内，请核对。")


def _refuse_renaming(placement: Placement, facts: PlacementFacts) -> None:
    """A person whom others registered too keeps the name they know."""
    worker = placement.worker
    renamed = bool(worker.name) and worker.name != facts.name.strip()
    if renamed and elsewhere(worker, placement.partnership):
        raise CooperationError("这个人还登记在别的结对里，姓名不能在这里改，请由管理员处理。")


def _refuse_twin(worker: Worker, facts: PlacementFacts, own: Placement | None) -> None:
    """One person does not work in two places at once. Where else is not said: it may be out of
    the actor's reach."""
    others = Placement.objects.filter(worker=worker, ref__archived_at=None)
    others = others.exclude(pk=own.pk) if own else others
    if overlapping(others, facts.start, facts.end).exists():
        raise CooperationError(
            "这个人这段时间已有另一条就业登记，同一个人只计一次；换了单位的，请先给前一条登记离岗。"
        )


def check_placement(
    actor: User | None, placement: Placement, on: date, there: bool, note: str = ""
) -> PlacementCheck:
    """Say what was found when somebody asked whether a person still works there. Who does not
    has left."""
    require(actor, "register", [placement.partnership])
    check_visit(placement.start, placement.end, on, today())
    if placement.checks.filter(on=on).exists():
        raise CooperationError(f"{on}的回访已经登记。")
    with change(actor, "check_placement", note.strip()) as action:
        if not there:
            placement.end = on
        action.save(placement)
        made = PlacementCheck.objects.create(
            placement=placement, on=on, there=there, note=note.strip()[:300]
        )
        action.keep(placement)
    return made


def leave(actor: User | None, placement: Placement, on: date, why: str = "") -> Placement:
    """Say that a person left the firm."""
    require(actor, "register", [placement.partnership])
    if placement.end:
        raise CooperationError(f"{placement.end}已经离岗。")
    if on < placement.start:
        raise CooperationError(f"离岗（{on}）早于入职（{placement.start}），请核对。")
    if on > today():
        raise CooperationError(f"{on}还没有到，请在离岗之后登记。")
    last = placement.checks.filter(there=True).first()
    if last and on < last.on:
        raise CooperationError(f"离岗（{on}）早于最近一次在岗回访（{last.on}），请核对。")
    with change(actor, "leave", why.strip()) as action:
        placement.end = on
        return action.save(placement)


def forget_worker(actor: User | None, placement: Placement, why: str) -> None:
    """Take a person's data away for good. The fingerprint stays, so that they are still counted
    once; nobody can read who it was."""
    require(actor, "register", [placement.partnership])
    if not why.strip():
        raise CooperationError("请写明为什么删去个人信息。")
    worker = placement.worker
    if not worker.name:
        raise CooperationError("这里没有个人信息。")
    if elsewhere(worker, placement.partnership):
        raise CooperationError("这个人还登记在别的结对里，请由管理员处理。")
    with change(actor, "forget_person", why.strip()) as action:
        worker.name, worker.head, worker.tail, worker.home = "", "", "", None
        worker.save()
        action.save(placement)
