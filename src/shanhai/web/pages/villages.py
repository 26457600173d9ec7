"""Demonstration villages and belts, and the promotion of culture and tourism."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period, PeriodError
from shanhai.cooperation.models import Promotion, PromotionResult, RouteStop, ShowVillage
from shanhai.cooperation.queries.villages import (
    promotion_page,
    promotions,
    results_of,
    show_village_page,
    show_villages,
)
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.care import doubts_of_plan
from shanhai.cooperation.services import (
    PromotionFacts,
    ShowVillageFacts,
    count_visitors,
    edit_promotion,
    edit_show_village,
    finish_facility,
    launch_promotion,
    name_show_village,
    plan_facility,
    register_promotion,
    register_show_village,
)
from shanhai.web.care_forms import (
    DIRECTIONS,
    FacilityForm,
    FinishForm,
    LaunchForm,
    NamingForm,
    PromotionForm,
    ShowVillageForm,
    VisitorsForm,
)
from shanhai.web.lists import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    TEXT,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
)
from shanhai.web.pages.care import HELD_STATES, held, in_state
from shanhai.web.presentation import period_words
from shanhai.web.work_forms import columns_of, named, words
from shanhai.web.works import Kind, Number, Part, Shown, Step, Table, addresses, count, table


def _named(row: ShowVillage) -> tuple[str, str]:
    if row.ended_on:
        return "closed", _("已取消")
    return ("confirmed", _("已认定")) if row.named_on else ("open", _("创建中"))


def _naming(rows: QuerySet[ShowVillage], chosen: str) -> QuerySet[ShowVillage]:
    return rows.filter(named_on__isnull=chosen == "building")


VILLAGE_LIST = Listing(
    name="show-villages",
    title=_lazy("示范村和示范带"),
    rows=lambda request: show_villages(request.user),
    columns=(
        Column("title", _lazy("名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), _named, STATE),
        Column("kind", _lazy("类型"), lambda row: named("show_kinds", row.kind), sort="kind"),
        Column("level", _lazy("级别"), lambda row: named("levels", row.level)),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("villages", _lazy("所含村"), lambda row: "、".join(
            one.name for one in row.villages.all())),
        Column("planned", _lazy("计划设施"), lambda row: row.facilities_planned, NUMBER),
        Column("built", _lazy("建成设施"), lambda row: row.built, NUMBER, sort="built"),
        Column("named_on", _lazy("认定"), lambda row: row.named_on, DATE, sort="named_on"),
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("show_kinds"), "kind"),
        Choice("state", _lazy("状态"), [("named", _lazy("已认定")), ("building", _lazy("创建中"))],
               _naming),
        Days("named_on", _lazy("认定"), "named_on"),
    ),
    search=("title__icontains", "goal__icontains"),
    search_hint=_lazy("名称、建设内容"),
    url=lambda row: reverse("showvillage", args=[row.pk]),
    buttons=(Button(_lazy("登记示范村"), "showvillage-new", "register"),),
    note=_lazy("认定了的示范村才计数；创建中的先登记，设施从计划到建成逐个登记。"),
    empty=(_lazy("还没有示范村"), _lazy("两边一起创建的示范村、示范带登记在这里。")),
)  # fmt: skip


def _village_shown(request: HttpRequest, show: ShowVillage) -> Shown:
    facilities = list(show.facilities.all())
    built = [row for row in facilities if row.finished_on]
    late = [row.title for row in facilities
            if row.finished_on is None and row.due and row.due < date.today()]  # fmt: skip
    rows = [
        [row.title, row.due, row.finished_on, row.households,
         (str(row.project), reverse("project", args=[row.project_id])) if row.project else ""]
        for row in facilities
    ]  # fmt: skip
    return Shown(
        facts=[
            (_("类型"), named("show_kinds", show.kind)), (_("级别"), named("levels", show.level)),
            (_("所含村"), "、".join(one.name for one in show.villages.all())),
            (_("认定文号"), show.document), (_("建设内容"), show.goal), (_("备注"), show.note),
        ],
        state=_named(show),
        numbers=(
            Number(_("建成设施"), count(len(built), "个"), note=_("计划 %s 个") % len(facilities),
                   to="#facilities"),
            Number(_("受益户"), count(max(
                (row.households for row in built if row.households is not None), default=None),
                "户"), note=_("取最多的一个设施，不相加"), to="#facilities"),
        ),
        doubts=[_("“%s”过了计划的日子还没有登记建成。") % title for title in late],
        way=[
            Step(_("登记创建"), None, "passed"),
            Step(_("认定"), show.named_on, "passed" if show.named_on else "to-come"),
            *([Step(_("取消认定"), show.ended_on, "passed")] if show.ended_on else []),
        ],
        first=("name",),
        tables=(table(
            _("设施"),
            [(_("设施"), TEXT), (_("计划建成"), DATE), (_("建成"), DATE), (_("受益户"), NUMBER),
             (_("建设项目"), TEXT)],
            rows, parts=("facility", "finish"), empty=_("还没有登记设施。"), key="facilities",
        ),),
    )  # fmt: skip


def _sum(rows: list[PromotionResult], kind: str) -> Amount | None:
    whole: Amount | None = None
    for row in rows:
        if row.kind == kind:
            whole = row.amount if whole is None else whole + row.amount
    return whole


def _with_results(found: list[Promotion]) -> None:
    told = results_of(found)
    for row in found:
        row.visitors = _sum(told[row.pk], "visitors")  # type: ignore[attr-defined]
        row.income = _sum(told[row.pk], "income")  # type: ignore[attr-defined]


PROMOTION_LIST = Listing(
    name="promotions",
    title=_lazy("文旅推介"),
    rows=lambda request: promotions(request.user),
    columns=(
        Column("title", _lazy("名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), held, STATE),
        Column("kind", _lazy("类型"), lambda row: named("promotion_kinds", row.kind), sort="kind"),
        Column("direction", _lazy("方向"), lambda row: _(row.get_direction_display())),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("place", _lazy("地点或线路"), lambda row: row.place),
        Column("day", _lazy("日期"), lambda row: row.day, DATE, sort="day"),
        Column("visitors", _lazy("游客"), lambda row: row.visitors, FIGURE),
        Column("income", _lazy("旅游收入"), lambda row: row.income, FIGURE),
    ),
    filters=(
        pairing_filter(),
        Choice("state", _lazy("状态"), HELD_STATES, in_state),
        Choice("kind", _lazy("类型"), lambda request: words("promotion_kinds"), "kind"),
        Choice("direction", _lazy("方向"), DIRECTIONS, "direction"),
        Days("day", _lazy("日期"), "day"),
    ),
    search=("title__icontains", "place__icontains"),
    search_hint=_lazy("名称、地点、线路"),
    url=lambda row: reverse("promotion", args=[row.pk]),
    complete=_with_results,
    buttons=(Button(_lazy("登记推介"), "promotion-new", "register"),),
    note=_lazy("“粤客游黔”“黔友探粤”的推介、线路和组团；游客和收入按期间登记，期间不重叠，相加。"),
    empty=(_lazy("还没有文旅推介"), _lazy("推介活动、旅游线路和组团游登记在这里。")),
)


def _stops(stops: list[RouteStop]) -> Table:
    rows = [
        [(f"{place}. {stop.name}", reverse("place", args=[stop.node_id]) if stop.node else ""),
         stop.node and stop.node.parent and stop.node.parent.name]
        for place, stop in enumerate(stops, 1)
    ]  # fmt: skip
    return table(_("沿线各站"), [(_("站点"), TEXT), (_("所在"), TEXT)], rows)


def _promotion_shown(request: HttpRequest, promotion: Promotion) -> Shown:
    results, stops = list(promotion.results.all()), list(promotion.stops.all())
    return Shown(
        facts=[
            (_("类型"), named("promotion_kinds", promotion.kind)),
            (_("方向"), _(promotion.get_direction_display())), (_("地点或线路"), promotion.place),
            (_("结束"), promotion.ended_on), (_("备注"), promotion.note),
        ],
        state=held(promotion),
        numbers=(
            Number(_("游客"), _sum(results, "visitors"), note=_("各期间相加"), to="#results"),
            Number(_("旅游收入"), _sum(results, "income"), note=_("各期间相加"), to="#results"),
        ) if promotion.held_on else (),
        doubts=doubts_of_plan(promotion.planned_on, promotion.held_on, date.today()),
        way=[
            Step(_("计划"), promotion.planned_on, "passed" if promotion.planned_on else "to-come"),
            Step(_("举办或推出"), promotion.held_on,
                 "passed" if promotion.held_on else "to-come"),
        ],
        first=("launch",),
        tables=(*([_stops(stops)] if stops else []), table(
            _("游客和收入"),
            [(_("期间"), TEXT), (_("内容"), TEXT), (_("数量"), FIGURE)],
            [[str(period_words(row.period)), named("promotion_results", row.kind), row.amount]
             for row in results],
            parts=("visitors",), empty=_("还没有登记游客和收入。"), key="results",
        ),),
    )  # fmt: skip


def _visitors(user: Any, promotion: Promotion, form: Any) -> object:
    try:
        period = Period(*form.said("since", "until"))
    except PeriodError as error:
        raise CooperationError(str(error)) from error
    return count_visitors(user, promotion, period, *form.told)


VILLAGES = Kind(
    name="showvillage", path="show-villages", word=_lazy("示范村"), listing=VILLAGE_LIST,
    rows=lambda: show_village_page(ShowVillage.objects.all()), form=ShowVillageForm,
    facts_of=lambda row: columns_of(ShowVillageFacts, row, villages=list(row.villages.all())),
    register=register_show_village, edit=edit_show_village, show=_village_shown,
    parts=(
        Part("facility", _lazy("添加设施"), FacilityForm, lambda user, show, form: plan_facility(
            user, show, *form.said("title", "due", "project")), _lazy("已添加设施。")),
        Part("finish", _lazy("登记建成"), FinishForm, lambda user, show, form: finish_facility(
            user, form.chosen, *form.said("on", "households")), _lazy("已登记建成。")),
        Part("name", _lazy("登记认定"), NamingForm, lambda user, show, form: name_show_village(
            user, show, *form.said("on", "document"), form.cleaned_data.get("ended", False)),
            _lazy("已登记认定。")),
    ),
)  # fmt: skip
PROMOTIONS = Kind(
    name="promotion", path="promotions", word=_lazy("文旅推介"), listing=PROMOTION_LIST,
    rows=lambda: promotion_page(Promotion.objects.all()), form=PromotionForm,
    facts_of=lambda row: columns_of(
        PromotionFacts, row, stops="\n".join(stop.name for stop in row.stops.all())),
    register=register_promotion, edit=edit_promotion, show=_promotion_shown,
    parts=(
        Part("launch", _lazy("登记举办或推出"), LaunchForm, lambda user, promotion, form:
             launch_promotion(user, promotion, *form.said("on")), _lazy("已登记。")),
        Part("visitors", _lazy("登记游客和收入"), VisitorsForm, _visitors, _lazy("已登记。")),
    ),
)  # fmt: skip

urlpatterns = [*addresses(VILLAGES), *addresses(PROMOTIONS)]
