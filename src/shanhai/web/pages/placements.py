"""Who found work: the list with persons counted once, and one placement with its checks."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Placement
from shanhai.cooperation.queries import (
    count_workers,
    courses_of,
    in_work,
    placement_page,
    placements,
    steady,
    worker_of,
)
from shanhai.cooperation.rules.labour import WORK_WORDS, Work, standing
from shanhai.cooperation.rules.postings import masked
from shanhai.cooperation.services import (
    PlacementFacts,
    check_placement,
    edit_placement,
    forget_worker,
    leave,
    register_placement,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.subsidies.queries import subsidies_of
from shanhai.ledger.subsidies.services import subsidise
from shanhai.registry.queries import visible_to
from shanhai.web.keys import on_day
from shanhai.web.labour_forms import (
    CheckForm,
    ForgetWorkerForm,
    LeaveForm,
    PlacementForm,
    SubsidyForm,
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
from shanhai.web.presentation import yuan
from shanhai.web.work_forms import columns_of, named, words
from shanhai.web.works import Kind, Part, Shown, Step, Table, addresses, table

WORK_TONES = {Work.WORKING: "open", Work.DUE: "waiting", Work.STEADY: "confirmed",
              Work.LEFT: "closed"}  # fmt: skip
# For the English of the words above.
WORK_NAMES = (_lazy("在岗"), _lazy("待回访"), _lazy("稳岗满半年"), _lazy("已离岗"))


def work_state(row: Placement) -> tuple[str, str]:
    """Where a placement stands, as a mark and a word."""
    work = standing(row.end, row.due_on, row.checked_on, date.today())
    return WORK_TONES[work], _(WORK_WORDS[work])


def _standing(rows: QuerySet[Placement], chosen: str) -> QuerySet[Placement]:
    return in_work(rows, chosen, date.today())


def _poor() -> list[str]:
    """The standings of those who were poor."""
    return [code for code, row in work_words()["worker_statuses"].items() if row.get("poor")]


def _asked(key: str) -> Callable[[HttpRequest], list[tuple[str, str]]]:
    """A filter offered only where it is asked for, so that it can be taken off."""
    return lambda request: [("1", _("是"))] if request.GET.get(key) else []


LISTING = Listing(
    name="placements",
    title=_lazy("就业人员"),
    rows=lambda request: placements(request.user),
    columns=(
        Column("firm", _lazy("用工单位"), lambda row: row.firm.name, sort="firm__name"),
        Column("state", _lazy("状态"), work_state, STATE),
        Column("person", _lazy("姓名"), lambda row: masked(row.worker.name)),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("destination", _lazy("去向"), lambda row: named("destinations", row.destination),
               sort="destination"),
        Column("post", _lazy("岗位"), lambda row: row.post),
        Column("start", _lazy("入职"), lambda row: row.start, DATE, sort="start"),
        Column("due_on", _lazy("满半年"), lambda row: row.due_on, DATE, sort="due_on"),
        Column("checked_on", _lazy("最近在岗回访"), lambda row: row.checked_on, DATE,
               sort="checked_on"),
        Column("end", _lazy("离岗"), lambda row: row.end, DATE, sort="end"),
        Column("status", _lazy("身份"), lambda row: named("worker_statuses", row.worker.status),
               shown=False),
        Column("home", _lazy("户籍村"), lambda row: row.worker.home and row.worker.home.name,
               shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("standing", _lazy("状态"),
               lambda request: [(work.value, _(word)) for work, word in WORK_WORDS.items()],
               _standing),
        Choice("destination", _lazy("去向"), lambda request: words("destinations"),
               "destination"),
        Choice("status", _lazy("身份"), lambda request: words("worker_statuses"),
               "worker__status"),
        Choice("poor", _lazy("脱贫人口"), _asked("poor"),
               lambda rows, _yes: rows.filter(worker__status__in=_poor())),
        Choice("steady", _lazy("稳岗满半年"), _asked("steady"), lambda rows, _yes: steady(rows)),
        Days("start", _lazy("入职"), "start"),
    ),
    search=("firm__name__icontains", "post__icontains"),
    search_hint=_lazy("用工单位、岗位"),
    url=lambda row: reverse("placement", args=[row.pk]),
    order="-start",
    buttons=(Button(_lazy("登记就业"), "placement-new", "register"),),
    note=_lazy("一人一条；换了单位的先登记离岗再登一条，还是一个人，几份来文提到也只计一次。"),
    empty=(_lazy("还没有就业人员"), _lazy("输送、介绍和就近就业的人，逐人登记在这里。")),
)  # fmt: skip


def _began(year: int, **asked: Any) -> str:
    """The list of those who began in a year."""
    days = {"start_from": date(year, 1, 1), "start_to": date(year, 12, 31)}
    return on_day(f"?{urlencode(days | asked)}")


def _summary(request: HttpRequest) -> list[Table]:
    """Persons by year of beginning, each once."""
    codes = [code for code, _name in words("destinations")]
    rows = [
        [(str(one.year), _began(one.year)), one.people,
         (one.formerly_poor, _began(one.year, poor=1)),
         *((one.by[code], _began(one.year, destination=code)) for code in codes),
         (one.steady, _began(one.year, steady=1))]
        for one in count_workers(placements(request.user), codes, _poor())
    ]  # fmt: skip
    made = table(
        _("分年度、分去向的人数"),
        [(_("年度"), TEXT), (_("人数"), NUMBER), (_("其中脱贫人口"), NUMBER),
         *((named("destinations", code), NUMBER) for code in codes), (_("稳岗满半年"), NUMBER)],
        rows,
        note=_("您看得到的全部人员，不随筛选变化；同一人一年只计一次，换过去向的，各去向都有他"),
    )  # fmt: skip
    return [made] if rows else []


def placement_rows(found: list[Placement]) -> Table:
    """The placements that came of something, on its page."""
    rows = [
        [(row.firm.name, reverse("placement", args=[row.pk])), work_state(row),
         masked(row.worker.name), named("destinations", row.destination), row.start, row.end]
        for row in found
    ]  # fmt: skip
    return table(
        _("就业人员"),
        [(_("用工单位"), TEXT), (_("状态"), STATE), (_("姓名"), TEXT), (_("去向"), TEXT),
         (_("入职"), DATE), (_("离岗"), DATE)],
        rows, empty=_("还没有人由此就业。在登记就业时选到这里，就列出来。"),
        key="placements",
    )  # fmt: skip


def _shown(request: HttpRequest, placement: Placement) -> Shown:
    user: Any = request.user
    worker, today = placement.worker, date.today()
    name, number = worker_of(user, worker)
    work = standing(placement.end, placement.due_on, placement.checked_on, today)
    doubts = []
    if work == Work.DUE:
        doubts.append(_("%s已满半年，还没有回访，请核实是否还在岗。") % placement.due_on)
    if worker.name and not worker.mark:
        doubts.append(_("没有证件号，无法查重，请补填。"))
    checks = table(
        _("回访"), [(_("日期"), TEXT), (_("结果"), TEXT), (_("说明"), TEXT)],
        [[str(row.on), _("在岗") if row.there else _("不在岗"), row.note]
         for row in placement.checks.all()],
        parts=("check",), note=_("满半年之后回访在岗，才算稳岗"), empty=_("还没有回访。"),
    )  # fmt: skip
    is_steady = bool(placement.checked_on and placement.checked_on >= placement.due_on)
    way = [
        Step(_("入职"), placement.start, "passed"),
        Step(_("满半年"), placement.due_on, "passed" if is_steady else "to-come",
             _("已回访在岗") if is_steady else ""),
    ]  # fmt: skip
    if placement.end:
        way.append(Step(_("离岗"), placement.end, "here"))
    return Shown(
        facts=[
            (_("姓名"), name), (_("证件号"), number),
            (_("户籍村"), worker.home),
            (_("身份"), named("worker_statuses", worker.status)),
            (_("用工单位"), placement.firm),
            (_("去向"), named("destinations", placement.destination)),
            (_("岗位"), placement.post),
            (_("岗位需求"), placement.vacancy),
            (_("招聘会"), placement.fair),
            (_("点对点输送"), placement.ride),
            (_("备注"), placement.note),
        ],
        state=(WORK_TONES[work], _(WORK_WORDS[work])), doubts=doubts, way=way,
        first=("leave", "forget"),
        tables=(checks, _trained(user, placement), _subsidies(user, placement)),
    )  # fmt: skip


def _trained(user: Any, placement: Placement) -> Table:
    rows = [
        [(row.title, reverse("course", args=[row.pk])), row.trade, row.end]
        for row in courses_of(user, placement)
    ]
    return table(_("参加过的培训"), [(_("班名"), TEXT), (_("工种"), TEXT), (_("结业"), DATE)], rows,
                 empty=_("没有在培训班名册里。"))  # fmt: skip


def _subsidies(user: Any, placement: Placement) -> Table:
    found = list(subsidies_of(placement))
    entries = type(found[0].entry).objects.filter(pk__in=[row.entry_id for row in found]) if (
        found) else None  # fmt: skip
    seen = set(visible_to(user, entries).values_list("pk", flat=True)) if found else set()
    rows = [
        [named("subsidy_kinds", row.kind), yuan(row.units), row.on,
         row.entry.title if row.entry_id in seen else ""]
        for row in found
    ]  # fmt: skip
    return table(
        _("补贴"), [(_("补贴"), TEXT), (_("金额"), FIGURE), (_("发放日期"), DATE),
                  (_("资金来源"), TEXT)],
        rows, parts=("subsidy",), note=_("是资金项目台账里一笔资金的一份，不另计"),
        empty=_("还没有登记补贴。"),
    )  # fmt: skip


def _facts_of(placement: Placement) -> PlacementFacts:
    worker = placement.worker
    return columns_of(PlacementFacts, placement, name=worker.name, number="", home=worker.home,
                      status=worker.status)  # fmt: skip


def _checked(user: Any, placement: Placement, form: CheckForm) -> object:
    on, there, note = form.said("on", "there", "note")
    return check_placement(user, placement, on, there == "yes", note)


PLACEMENTS = Kind(
    name="placement", path="placements", word=_lazy("就业人员"), listing=LISTING,
    rows=lambda: placement_page(Placement.objects.all()), form=PlacementForm,
    facts_of=_facts_of, register=register_placement, edit=edit_placement, show=_shown,
    summary=_summary, photos=False,
    parts=(
        Part("check", _lazy("登记回访"), CheckForm, _checked, _lazy("已登记回访。")),
        Part("leave", _lazy("登记离岗"), LeaveForm, lambda user, placement, form: leave(
            user, placement, *form.said("on", "why")), _lazy("已登记离岗。")),
        Part("subsidy", _lazy("登记补贴"), SubsidyForm, lambda user, placement, form: subsidise(
            user, placement, form.chosen, *form.said("kind", "money", "on")),
            _lazy("已登记补贴。"), "enter"),
        Part("forget", _lazy("删去个人信息"), ForgetWorkerForm, lambda user, placement, form:
             forget_worker(user, placement, *form.said("why")), _lazy("已删去个人信息。")),
    ),
)  # fmt: skip

urlpatterns = addresses(PLACEMENTS)
