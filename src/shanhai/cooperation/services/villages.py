"""Verbs of villages and tourism: build a demonstration village, promote, count who came."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import (
    Facility,
    Project,
    Promotion,
    PromotionResult,
    RouteStop,
    ShowVillage,
)
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError, check_order, lines, require_text
from shanhai.cooperation.rules.care import check_done, check_villages, refuse_overlap
from shanhai.cooperation.services.guard import require, today
from shanhai.cooperation.services.keeping import may_change, may_register, put
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import Change, change
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import resolve


@dataclass(frozen=True, slots=True)
class ShowVillageFacts:
    """Everything known of a demonstration village or belt, besides when it was named so."""

    partnership: Partnership
    title: str
    kind: str
    villages: list[Node]
    level: str = ""
    goal: str = ""
    note: str = ""


def register_show_village(actor: User | None, facts: ShowVillageFacts) -> ShowVillage:
    """Register a demonstration village or belt; it is being built until it is named."""
    may_register(actor, ShowVillage, facts, "名称")
    return _write(actor, ShowVillage(), facts, None, "register_show_village", facts.title)


def edit_show_village(
    actor: User | None, show: ShowVillage, facts: ShowVillageFacts, expected: int | None = None,
    why: str = "",
) -> ShowVillage:  # fmt: skip
    """Change what is known of a demonstration village or belt."""
    may_change(actor, show, facts, "名称")
    return _write(actor, show, facts, expected, "edit_show_village", why)


def _write(
    actor: User | None, show: ShowVillage, facts: ShowVillageFacts, expected: int | None,
    verb: str, why: str,
) -> ShowVillage:  # fmt: skip
    kind = work_words()["show_kinds"].get(facts.kind)
    if kind is None:
        raise CooperationError("请选择类型。")
    check_villages(kind, [node.name for node in facts.villages])
    for node in facts.villages:
        if node.level != Level.VILLAGE or side_of(node, [facts.partnership]) != "recipient":
            raise CooperationError(f"“{node.name}”不是受援方的村，请核对。")
    with change(actor, verb, why) as action:
        put(action, show, facts, expected, apart={"villages"})
        show.villages.set(facts.villages)
        action.keep(show)
    return show


def name_show_village(
    actor: User | None, show: ShowVillage, on: date, document: str = "", ended: bool = False
) -> ShowVillage:
    """Say that superiors named it a demonstration village, or that it is one no longer."""
    require(actor, "register", [show.partnership])
    check_done(on, today(), "认定")
    if ended:
        if show.named_on is None or show.ended_on:
            raise CooperationError("还没有认定，或已经取消认定。")
        check_order(show.named_on, on, "取消认定")
    elif show.named_on:
        raise CooperationError(f"已在{show.named_on}认定。")
    with change(actor, "name_show_village", document.strip()) as action:
        if ended:
            show.ended_on = on
        else:
            show.named_on, show.document = on, document.strip()[:80]
        return action.save(show)


def plan_facility(
    actor: User | None, show: ShowVillage, title: str, due: date | None = None,
    project: Project | None = None,
) -> Facility:  # fmt: skip
    """Plan something to be built there, as part of a project or not."""
    require(actor, "register", [show.partnership])
    title = require_text(title, "设施", 120)
    if show.facilities.filter(title=title).exists():
        raise CooperationError(f"“{title}”已经登记。")
    if project and project.partnership_id != show.partnership_id:
        raise CooperationError(f"“{project}”不属于这个结对，请另选项目。")
    with change(actor, "plan_facility", title) as action:
        action.save(show)
        made = Facility.objects.create(of=show, title=title, due=due, project=project)
        action.keep(show)
    return made


def finish_facility(
    actor: User | None, facility: Facility, on: date, households: int | None = None
) -> Facility:
    """Say that it was built, and how many households it serves."""
    show = facility.of
    require(actor, "register", [show.partnership])
    check_done(on, today(), "建成")
    if facility.finished_on:
        raise CooperationError(f"“{facility.title}”已在{facility.finished_on}建成。")
    with change(actor, "finish_facility", facility.title) as action:
        action.save(show)
        facility.finished_on, facility.households = on, households
        facility.save()
        action.keep(show)
    return facility


@dataclass(frozen=True, slots=True)
class PromotionFacts:
    """Everything known of a promotion, besides who came. `stops` are the stops of a route, one a
    line, in their order."""

    partnership: Partnership
    title: str
    kind: str
    direction: str
    place: str = ""
    planned_on: date | None = None
    held_on: date | None = None
    ended_on: date | None = None
    stops: str = ""
    note: str = ""


def register_promotion(actor: User | None, facts: PromotionFacts) -> Promotion:
    """Plan a promotion, or register one that was held or launched."""
    may_register(actor, Promotion, facts, "名称")
    _check_promotion(facts)
    with change(actor, "register_promotion", facts.title) as action:
        return _put_promotion(action, Promotion(), facts)


def edit_promotion(
    actor: User | None, promotion: Promotion, facts: PromotionFacts, expected: int | None = None,
    why: str = "",
) -> Promotion:  # fmt: skip
    """Change what is known of a promotion."""
    may_change(actor, promotion, facts, "名称")
    _check_promotion(facts)
    with change(actor, "edit_promotion", why) as action:
        return _put_promotion(action, promotion, facts, expected)


def _put_promotion(
    action: Change, promotion: Promotion, facts: PromotionFacts, expected: int | None = None
) -> Promotion:
    names = lines(facts.stops)
    put(action, promotion, facts, expected, apart={"stops"})
    promotion.stops.all().delete()
    RouteStop.objects.bulk_create([
        RouteStop(of=promotion, position=position, name=require_text(name, "站点", 120),
                  node=resolve(name, facts.partnership))
        for position, name in enumerate(names)
    ])  # fmt: skip
    action.keep(promotion)
    return promotion


def _check_promotion(facts: PromotionFacts) -> None:
    if facts.kind not in work_words()["promotion_kinds"]:
        raise CooperationError("请选择类型。")
    if facts.direction not in Promotion.Direction.values:
        raise CooperationError("请选择方向。")
    if facts.held_on:
        check_done(facts.held_on, today(), "举办或推出")
    if facts.ended_on and not facts.held_on:
        raise CooperationError("填了结束日期，还要填举办或推出的日期。")
    check_order(facts.held_on, facts.ended_on)


def launch_promotion(actor: User | None, promotion: Promotion, on: date) -> Promotion:
    """Say that a planned event was held, or a route launched."""
    require(actor, "register", [promotion.partnership])
    check_done(on, today(), "举办或推出")
    if promotion.held_on:
        raise CooperationError(f"已在{promotion.held_on}登记，更正请用“修改”。")
    with change(actor, "launch_promotion", str(on)) as action:
        promotion.held_on = on
        return action.save(promotion)


def count_visitors(
    actor: User | None, promotion: Promotion, period: Period, visitors: Amount | None,
    income: Amount | None = None,
) -> list[PromotionResult]:  # fmt: skip
    """Note the visitors and the income of a period. Periods do not overlap: they add up."""
    require(actor, "register", [promotion.partnership])
    told = {kind: one for kind, one in (("visitors", visitors), ("income", income)) if one}
    if not told:
        raise CooperationError("请至少填一个数：游客人次或旅游收入。")
    if promotion.held_on is None:
        raise CooperationError("还没有举办或推出，不会先有游客；请先登记举办。")
    check_done(period.end, today(), f"{period.label}结束")
    if period.start < promotion.held_on.replace(day=1):
        raise CooperationError(f"期间早于举办或推出（{promotion.held_on}），请核对。")
    for kind in told:
        known = [row.period for row in promotion.results.all() if row.kind == kind]
        refuse_overlap(known, period, {"visitors": "游客", "income": "收入"}[kind])
    with change(actor, "count_visitors", period.label) as action:
        action.save(promotion)
        made = []
        for kind, amount in told.items():
            row = PromotionResult(of=promotion, kind=kind)
            row.period, row.amount = period, amount
            row.save()
            made.append(row)
        action.keep(promotion)
    return made
