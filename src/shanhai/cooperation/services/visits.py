"""Verbs of visits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import Visit, VisitParty, VisitStop
from shanhai.cooperation.rules import (
    CooperationError,
    check_order,
    check_person_times,
    lines,
    party_line,
    require_text,
    stop_line,
)
from shanhai.cooperation.services.guard import joined, placed, refuse_twin, require
from shanhai.records.services import Change, change
from shanhai.registry.models import Partnership


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Everything known of a visit. `parties` are lines “单位[，人次]” of those who travelled,
    `stops` are lines “[日期，]地点[，接待单位]”."""

    partnerships: Sequence[Partnership]
    direction: str
    title: str
    start: date
    end: date | None = None
    leader: str = ""
    batches: int = 1
    person_times: int | None = None
    parties: str = ""
    stops: str = ""
    purpose: str = ""
    outcome: str = ""
    staff_called_on: str = ""


def register_visit(actor: User | None, facts: VisitFacts) -> Visit:
    """Register a visit; towns that travelled together make one."""
    require(actor, "register", facts.partnerships)
    _refuse_twin(facts, None)
    with change(actor, "register_visit", facts.title) as action:
        return _write(action, Visit(), facts)


def edit_visit(
    actor: User | None, visit: Visit, facts: VisitFacts, expected: int | None = None, why: str = ""
) -> Visit:
    """Change what is known of a visit. Partnerships the actor does not see stay in it.

    Raises CooperationError, or StaleVersion when someone wrote since version `expected`.
    """
    require(actor, "register", facts.partnerships)
    pairings = joined(actor, visit, facts.partnerships)
    _refuse_twin(facts, visit)
    with change(actor, "edit_visit", why) as action:
        return _write(action, visit, replace(facts, partnerships=pairings), expected)


def visit_facts(visit: Visit) -> VisitFacts:
    """What is known of a visit now."""
    return VisitFacts(
        list(dict.fromkeys([visit.partnership, *visit.partnerships.all()])),
        visit.direction,
        visit.title,
        visit.start,
        visit.end,
        visit.leader,
        visit.batches,
        visit.person_times,
        "\n".join(
            row.node.name + ("" if row.person_times is None else f"，{row.person_times}")
            for row in visit.parties.select_related("node")
        ),
        "\n".join(str(row) for row in visit.stops.all()),
        visit.purpose,
        visit.outcome,
        visit.staff_called_on,
    )


def _refuse_twin(facts: VisitFacts, own: Visit | None) -> None:
    refuse_twin(
        Visit, facts.title, own, f"{facts.start}的",
        partnerships__in=facts.partnerships, start=facts.start, direction=facts.direction,
    )  # fmt: skip


def _write(action: Change, visit: Visit, facts: VisitFacts, expected: int | None = None) -> Visit:
    if not facts.partnerships:
        raise CooperationError("请选择互访属于哪个结对。")
    if facts.direction not in Visit.Direction.values:
        raise CooperationError("请选择互访的方向：帮扶方赴受援方，还是受援方赴帮扶方。")
    if facts.batches < 1:
        raise CooperationError("批次至少是1。")
    end = facts.end or facts.start
    check_order(facts.start, end)
    visit.partnership = facts.partnerships[0]
    visit.direction, visit.start, visit.end = facts.direction, facts.start, end
    visit.title = require_text(facts.title, "互访名称")
    visit.leader = facts.leader.strip()[:120]
    visit.batches, visit.person_times = facts.batches, facts.person_times
    visit.purpose, visit.outcome = facts.purpose.strip(), facts.outcome.strip()
    visit.staff_called_on = facts.staff_called_on.strip()[:200]
    parties, stops = _parties(facts), _stops(facts, end)
    action.save(visit, expected)
    action.tie(visit, "partnerships", facts.partnerships)
    for rows, model in ((parties, VisitParty), (stops, VisitStop)):
        model.objects.filter(visit=visit).delete()
        for row in rows:
            row.visit = visit
        model.objects.bulk_create(rows)
    action.keep(visit)
    return visit


def _parties(facts: VisitFacts) -> list[VisitParty]:
    rows = []
    for position, line in enumerate(lines(facts.parties)):
        party = party_line(line)
        node, _side = placed(party.place, facts.partnerships, "同行单位")
        rows.append(VisitParty(position=position, node=node, person_times=party.person_times))
    check_person_times(facts.person_times, [row.person_times for row in rows])
    return rows


def _stops(facts: VisitFacts, end: date) -> list[VisitStop]:
    found = [stop_line(line, facts.start, end) for line in lines(facts.stops)]
    return [
        VisitStop(position=position, on=stop.on, place=stop.place, host=stop.host)
        for position, stop in enumerate(found)
    ]
