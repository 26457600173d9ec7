"""Verbs of industry: register parks, workshops and enterprises, take a rung, read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from shanhai.accounts.models import User
from shanhai.cooperation.models import Park, Reading, Venture, VentureStep, Workshop
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.rules.industry import check_reading, check_rung
from shanhai.cooperation.services.guard import filled, on_a_side, refuse_twin, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership

S = TypeVar("S", Park, Workshop)


@dataclass(frozen=True, slots=True)
class ParkFacts:
    """Everything known of a park."""

    partnership: Partnership
    title: str
    kind: str
    site: Node
    opened_on: date | None = None
    closed_on: date | None = None
    mu: int | None = None
    partners: str = ""
    owner: str = ""
    income_use: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """Everything known of a workshop."""

    partnership: Partnership
    title: str
    kind: str
    site: Node
    opened_on: date | None = None
    closed_on: date | None = None
    firm: Node | None = None
    document: str = ""
    posts: int | None = None
    owner: str = ""
    income_use: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VentureFacts:
    """Everything known of an enterprise brought, besides its rungs and its money."""

    partnership: Partnership
    title: str
    firm: Node
    origin: Node | None = None
    lead: str = ""
    product: str = ""
    link: str = ""
    park: Park | None = None
    entered_on: date | None = None
    left_on: date | None = None
    note: str = ""


def register_park(actor: User | None, facts: ParkFacts) -> Park:
    """Register a park. A reverse enclave lies with the helper, an enclave with the recipient."""
    return _register(actor, Park(), facts, "register_park")


def edit_park(
    actor: User | None, park: Park, facts: ParkFacts, expected: int | None = None, why: str = ""
) -> Park:
    """Change what is known of a park."""
    return _edit(actor, park, facts, expected, why, "edit_park")


def register_workshop(actor: User | None, facts: WorkshopFacts) -> Workshop:
    """Register a workshop."""
    return _register(actor, Workshop(), facts, "register_workshop")


def edit_workshop(
    actor: User | None, workshop: Workshop, facts: WorkshopFacts, expected: int | None = None,
    why: str = "",
) -> Workshop:  # fmt: skip
    """Change what is known of a workshop."""
    return _edit(actor, workshop, facts, expected, why, "edit_workshop")


def _register(actor: User | None, site: S, facts: Any, verb: str) -> S:
    require(actor, "register", [facts.partnership])
    refuse_twin(type(site), facts.title, partnership=facts.partnership)
    _check_site(type(site), facts)
    with change(actor, verb, facts.title) as action:
        return action.save(filled(site, facts))


def _edit(actor: User | None, site: S, facts: Any, expected: int | None, why: str, verb: str) -> S:
    require(actor, "register", [site.partnership, facts.partnership])
    _check_site(type(site), facts)
    with change(actor, verb, why) as action:
        return action.save(filled(site, facts), expected)


def _check_site(model: type, facts: Any) -> None:
    require_text(facts.title, "名称")
    kinds: Mapping[str, Any] = work_words()["park_kinds" if model is Park else "workshop_kinds"]
    if facts.kind not in kinds:
        raise CooperationError("请选择类型。")
    check_order(facts.opened_on, facts.closed_on, "停办日期")
    if facts.opened_on and facts.opened_on > today():
        raise CooperationError(f"{facts.opened_on}还没有到，请在建成或认定之后登记。")
    on_a_side(facts.site, [facts.partnership], "所在地")
    side = kinds[facts.kind].get("side")
    if side and side_of(facts.site, [facts.partnership]) != side:
        word = {"helper": "帮扶方", "recipient": "受援方"}[side]
        raise CooperationError(
            f"{kinds[facts.kind]['name']}设在{word}，“{facts.site.name}”不在{word}，请核对。"
        )


def register_venture(actor: User | None, facts: VentureFacts) -> Venture:
    """Register an enterprise brought, at the first rung."""
    require(actor, "register", [facts.partnership])
    refuse_twin(
        Venture, facts.title, said=f"“{facts.firm.name}”的",
        partnership=facts.partnership, firm=facts.firm,
    )  # fmt: skip
    _check_venture(facts)
    with change(actor, "register_venture", facts.title) as action:
        return action.save(filled(Venture(), facts))


def edit_venture(
    actor: User | None, venture: Venture, facts: VentureFacts, expected: int | None = None,
    why: str = "",
) -> Venture:  # fmt: skip
    """Change what is known of an enterprise brought."""
    require(actor, "register", [venture.partnership, facts.partnership])
    _check_venture(facts)
    with change(actor, "edit_venture", why) as action:
        return action.save(filled(venture, facts), expected)


def _check_venture(facts: VentureFacts) -> None:
    require_text(facts.title, "项目")
    check_order(facts.entered_on, facts.left_on, "退出日期")
    if facts.park is None:
        return
    if facts.park.partnership_id != facts.partnership.pk:
        raise CooperationError(f"“{facts.park}”不属于这个结对，请另选园区。")
    if facts.entered_on is None:
        raise CooperationError("选了落地园区，请填写入驻日期。")
    if facts.park.opened_on and facts.entered_on < facts.park.opened_on:
        raise CooperationError(
            f"入驻（{facts.entered_on}）早于园区建成（{facts.park.opened_on}），请核对。"
        )


def reach_rung(
    actor: User | None, venture: Venture, rung: str, on: date, note: str = ""
) -> Venture:
    """Say that an investment reached a rung of 意向 → 签约 → 开工 → 投产, or was stopped."""
    require(actor, "register", [venture.partnership])
    names = {code: row["name"] for code, row in work_words()["venture_rungs"].items()}
    known = {row.rung: row.on for row in venture.steps.all()}
    check_rung(names, known, rung, on, today())
    if rung == "stopped" and not note.strip():
        raise CooperationError("终止要写明原因。")
    with change(actor, "reach_rung", note.strip()) as action:
        reached = [*known, rung]
        order = list(names)
        venture.rung = max(reached, key=order.index)
        action.save(venture)
        VentureStep.objects.create(venture=venture, rung=rung, on=on, note=note.strip()[:300])
        action.keep(venture)
    return venture


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """What was read on a day; a year's output and rent in 1/10,000 元."""

    on: date
    jobs: int | None = None
    formerly_poor: int | None = None
    disabled: int | None = None
    output: int | None = None
    rent: int | None = None
    note: str = ""


def read(actor: User | None, record: Park | Workshop | Venture, facts: ReadingFacts) -> Reading:
    """Note what was read of a park, a workshop or an enterprise. One reading a day."""
    require(actor, "register", [record.partnership])
    numbers = (facts.jobs, facts.output, facts.rent)
    if all(number is None for number in numbers):
        raise CooperationError("请至少填一个数：就业人数、产值或租金。")
    since = record.entered_on if isinstance(record, Venture) else record.opened_on
    parts = [("脱贫人口", facts.formerly_poor), ("残疾人", facts.disabled)]
    check_reading(facts.on, since, facts.jobs, parts, today())
    if record.ref.readings.filter(on=facts.on).exists():
        raise CooperationError(f"{facts.on}的读数已经登记，请改用另一天。")
    with change(actor, "read", str(facts.on)) as action:
        action.save(record)
        values = {one.name: getattr(facts, one.name) for one in fields(facts)}
        made = Reading.objects.create(of=record.ref, **values)
        action.keep(record)
    return made
