"""Industry: the parks and workshops the two sides built, and the enterprises brought."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Park, Venture, Workshop
from shanhai.cooperation.queries import (
    park_page,
    parks,
    venture_page,
    ventures,
    workshop_page,
    workshops,
)
from shanhai.cooperation.rules.industry import RUNGS, Investment, doubts, newest, unread
from shanhai.cooperation.services import (
    ReadingFacts,
    edit_park,
    edit_venture,
    edit_workshop,
    reach_rung,
    read,
    register_park,
    register_venture,
    register_workshop,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.investments.queries import ARRIVED, PROMISED, entries_of, money_of
from shanhai.ledger.investments.services import (
    bring_investment,
    link_investment,
    promise_investment,
)
from shanhai.records.past.queries import current_day
from shanhai.records.services import attach
from shanhai.web.industry_forms import (
    ArrivedForm,
    LinkForm,
    ParkForm,
    PromisedForm,
    ReadingForm,
    RungForm,
    VentureForm,
    WorkshopForm,
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
from shanhai.web.presentation import Rung, yuan
from shanhai.web.work_forms import named, words
from shanhai.web.works import (
    Kind,
    Number,
    Part,
    Shown,
    Step,
    Table,
    addresses,
    count,
    entries_table,
    running,
    table,
)


@transaction.atomic
def _read(user: Any, record: Any, form: ReadingForm) -> None:
    facts = dict(form.cleaned_data)
    photo = facts.pop("photo")
    read(user, record, ReadingFacts(**facts))
    if photo:
        attach(user, record, *photo, facts["note"][:200] or _("%s读数") % facts["on"])


READ = Part("read", _lazy("登记读数"), ReadingForm, _read, _lazy("已登记读数。"))


_LAST = (
    Column("jobs", _lazy("就业人数"), lambda row: row.jobs, NUMBER, sort="jobs"),
    Column("output", _lazy("年产值"), lambda row: yuan(row.output), FIGURE, sort="output"),
    Column("rent", _lazy("年租金"), lambda row: yuan(row.rent), FIGURE, shown=False),
    Column("read_on", _lazy("最近读数"), lambda row: row.read_on, DATE, sort="read_on"),
)
_PLACE = (
    Column("state", _lazy("状态"), running, STATE),
    Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
    Column("site", _lazy("所在地"), lambda row: row.site.name, sort="site__name"),
    Column("opened_on", _lazy("建成或认定"), lambda row: row.opened_on, DATE, sort="opened_on"),
)
_SEARCH = ("title__icontains", "site__name__icontains")

PARK_LIST = Listing(
    name="parks",
    title=_lazy("园区"),
    rows=lambda request: parks(request.user),
    columns=(
        Column("title", _lazy("园区名称"), lambda row: row.title, sort="title"),
        Column("kind", _lazy("类型"), lambda row: named("park_kinds", row.kind), sort="kind"),
        *_PLACE,
        Column("firms", _lazy("入驻企业"), lambda row: row.firms or 0, NUMBER, sort="firms"),
        *_LAST,
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("park_kinds"), "kind"),
        Days("opened_on", _lazy("建成或认定"), "opened_on"),
    ),
    search=_SEARCH,
    search_hint=_lazy("园区、所在地"),
    url=lambda row: reverse("park", args=[row.pk]),
    buttons=(Button(_lazy("登记园区"), "park-new", "register"),),
    note=_lazy("入驻企业按登记逐户清点，来文里的数与它核对。"),
    empty=(_lazy("还没有园区"), _lazy("共建的农业园、工业园、飞地和基地登记在这里。")),
)
WORKSHOP_LIST = Listing(
    name="workshops",
    title=_lazy("帮扶车间"),
    rows=lambda request: workshops(request.user),
    columns=(
        Column("title", _lazy("车间名称"), lambda row: row.title, sort="title"),
        Column("kind", _lazy("类型"), lambda row: named("workshop_kinds", row.kind), sort="kind"),
        *_PLACE,
        Column("firm", _lazy("经营单位"), lambda row: row.firm and row.firm.name, shown=False),
        Column("posts", _lazy("岗位数"), lambda row: row.posts, NUMBER),
        Column("disabled", _lazy("其中残疾人"), lambda row: row.disabled, NUMBER),
        *_LAST,
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("workshop_kinds"), "kind"),
    ),
    search=_SEARCH,
    search_hint=_lazy("车间、所在地"),
    url=lambda row: reverse("workshop", args=[row.pk]),
    buttons=(Button(_lazy("登记车间"), "workshop-new", "register"),),
    note=_lazy("岗位不是人：岗位数是提供的位置，就业人数是在岗的人。"),
    empty=(_lazy("还没有车间"), _lazy("就业帮扶车间和残疾人就业车间登记在这里。")),
)


def _rung(venture: Venture) -> tuple[str, str]:
    tones = {"intent": "draft", "signed": "promised", "started": "open", "producing": "confirmed",
             "stopped": "void"}  # fmt: skip
    return tones.get(venture.rung, "plain"), named("venture_rungs", venture.rung)


def _with_money(found: list[Venture]) -> None:
    known = money_of(found)
    for venture in found:
        venture.promised = known[venture.pk].get(PROMISED)
        venture.arrived = known[venture.pk].get(ARRIVED)


VENTURE_LIST = Listing(
    name="ventures",
    title=_lazy("引进企业"),
    rows=lambda request: ventures(request.user),
    columns=(
        Column("title", _lazy("投资项目"), lambda row: row.title, sort="title"),
        Column("rung", _lazy("进度"), _rung, STATE, sort="rung"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("firm", _lazy("企业"), lambda row: row.firm.name, sort="firm__name"),
        Column("park", _lazy("落地园区"), lambda row: row.park and row.park.title),
        Column("promised", _lazy("签约投资"), lambda row: yuan(row.promised), FIGURE),
        Column("arrived", _lazy("到位投资"), lambda row: yuan(row.arrived), FIGURE),
        Column("formerly_poor", _lazy("其中脱贫人口"), lambda row: row.formerly_poor, NUMBER,
               shown=False),
        *_LAST,
    ),
    filters=(
        pairing_filter(),
        Choice("rung", _lazy("进度"), lambda request: words("venture_rungs"), "rung"),
    ),
    search=("title__icontains", "firm__name__icontains", "product__icontains"),
    search_hint=_lazy("项目、企业、产品"),
    url=lambda row: reverse("venture", args=[row.pk]),
    complete=_with_money,
    buttons=(Button(_lazy("登记引进企业"), "venture-new", "register"),),
    note=_lazy("意向、签约、开工、投产逐级登记；签约投资和到位投资并列，不相加。"),
    empty=(_lazy("还没有引进企业"), _lazy("招商推介来的企业，从意向起登记在这里。")),
)  # fmt: skip


def _readings(record: Any) -> Table:
    rows = [
        [str(row.on), row.jobs, row.formerly_poor, row.disabled, yuan(row.output),
         yuan(row.rent), row.note]
        for row in record.ref.readings.all()
    ]  # fmt: skip
    return table(
        _("读数"),
        [(_("日期"), TEXT), (_("就业人数"), NUMBER), (_("其中脱贫人口"), NUMBER),
         (_("其中残疾人"), NUMBER), (_("年产值"), FIGURE), (_("年租金"), FIGURE),
         (_("说明"), TEXT)],
        rows, parts=("read",), note=_("后一次取代前一次，不相加"), empty=_("还没有读数。"),
        key="readings",
    )  # fmt: skip


def _numbers(record: Any) -> tuple[Number, ...]:
    readings = list(record.ref.readings.all())
    jobs = newest([(row.on, row.jobs) for row in readings])
    output = newest([(row.on, row.output) for row in readings])
    rent = newest([(row.on, row.rent) for row in readings])
    since = _("截至 %s") % readings[0].on if readings else ""
    return (
        Number(_("就业人数"), count(jobs, "人"), note=since, to="#readings"),
        Number(_("年产值"), yuan(output), note=since, to="#readings"),
        Number(_("年租金"), yuan(rent), note=since, to="#readings"),
    )


def _site_doubts(record: Any) -> list[str]:
    readings = list(record.ref.readings.all())
    last = readings[0].on if readings else record.opened_on
    if record.closed_on or last is None:
        return []
    return unread(last, current_day(), work_words()["reading_within"])


def _site_facts(record: Any, kinds: str) -> list[tuple[Any, Any]]:
    return [
        (_("类型"), named(kinds, record.kind)),
        (_("所在地"), record.site),
        (_("建成或认定"), record.opened_on),
        (_("停办"), record.closed_on),
        (_("产权归属"), record.owner),
        (_("收益用途"), record.income_use),
    ]


def _park_shown(request: HttpRequest, park: Park) -> Shown:
    rows, inside = [], set()
    for one in park.tenants.all():
        there = one.entered_on and one.entered_on <= current_day() and (
            one.left_on is None or one.left_on > current_day())  # fmt: skip
        inside |= {one.firm_id} if there else set()
        rows.append([
            (one.title, reverse("venture", args=[one.pk])), one.firm.name, _rung(one),
            one.entered_on, one.left_on, one.jobs,
        ])  # fmt: skip
    tenants = table(
        _("入驻企业"),
        [(_("投资项目"), TEXT), (_("企业"), TEXT), (_("进度"), STATE), (_("入驻"), DATE),
         (_("退出"), DATE), (_("就业人数"), NUMBER)],
        rows, empty=_("还没有企业入驻。在引进企业里选这个园区，就列在这里。"), key="tenants",
    )  # fmt: skip
    firms = count(len(inside), "家")
    extra = [(_("面积（亩）"), park.mu), (_("共建方"), park.partners), (_("备注"), park.note)]
    return Shown(
        facts=[*_site_facts(park, "park_kinds"), *extra],
        state=running(park),
        numbers=(
            Number(_("入驻企业"), firms, note=_("在园的逐户清点"), to="#tenants"),
            *_numbers(park),
        ),
        doubts=_site_doubts(park),
        tables=(tenants, _readings(park)),
    )


def _workshop_shown(request: HttpRequest, workshop: Workshop) -> Shown:
    extra = [
        (_("经营单位"), workshop.firm), (_("认定文号"), workshop.document),
        (_("岗位数"), workshop.posts), (_("备注"), workshop.note),
    ]  # fmt: skip
    return Shown(
        facts=[*_site_facts(workshop, "workshop_kinds"), *extra],
        state=running(workshop),
        numbers=_numbers(workshop),
        doubts=_site_doubts(workshop),
        tables=(_readings(workshop),),
    )


def _venture_shown(request: HttpRequest, venture: Venture) -> Shown:
    _with_money([venture])
    known = {row.rung: row for row in venture.steps.all()}
    readings = list(venture.ref.readings.all())
    told = Investment(
        {rung: row.on for rung, row in known.items()}, venture.promised or 0,
        venture.arrived or 0, bool(venture.park), readings[0].on if readings else None,
    )  # fmt: skip
    shown = [code for code in (*RUNGS, "stopped") if code in RUNGS or code in known]
    way = [
        Step(named("venture_rungs", code), known[code].on if code in known else None,
             "passed" if code in known else "to-come", known[code].note if code in known else "")
        for code in shown
    ]  # fmt: skip
    return Shown(
        facts=[
            (_("企业"), venture.firm),
            (_("来源地"), venture.origin),
            (_("引进途径"), venture.lead), (_("产品"), venture.product),
            (_("落地园区"), venture.park),
            (_("入驻"), venture.entered_on), (_("退出"), venture.left_on),
            (_("联农方式"), venture.link), (_("备注"), venture.note),
        ],
        state=_rung(venture),
        numbers=_numbers(venture)[:2],
        ladder=[
            Rung("promised", yuan(venture.promised), to="#money"),
            Rung("arrived", yuan(venture.arrived), to="#money"),
        ],
        doubts=doubts(told, current_day(), work_words()["reading_within"]),
        way=way, first=("rung",),
        tables=(entries_table(
            _("投资"), entries_of(request.user, venture), parts=("promised", "arrived", "link"),
            note=_("金额都在引进企业台账"), empty=_("还没有记投资额。"), key="money",
        ), _readings(venture)),
    )  # fmt: skip


PARKS = Kind(
    name="park", path="parks", word=_lazy("园区"), listing=PARK_LIST,
    rows=lambda: park_page(Park.objects.all()), form=ParkForm, register=register_park,
    edit=edit_park, show=_park_shown, parts=(READ,),
)  # fmt: skip
WORKSHOPS = Kind(
    name="workshop", path="workshops", word=_lazy("车间"), listing=WORKSHOP_LIST,
    rows=lambda: workshop_page(Workshop.objects.all()), form=WorkshopForm,
    register=register_workshop, edit=edit_workshop, show=_workshop_shown, parts=(READ,),
)  # fmt: skip
VENTURES = Kind(
    name="venture", path="ventures", word=_lazy("引进企业"), listing=VENTURE_LIST,
    rows=lambda: venture_page(Venture.objects.all()), form=VentureForm, register=register_venture,
    edit=edit_venture, show=_venture_shown,
    parts=(
        Part("rung", _lazy("登记进度"), RungForm, lambda user, venture, form: reach_rung(
            user, venture, form.chosen, *form.said("on", "note")), _lazy("已登记进度。")),
        Part("promised", _lazy("记签约投资额"), PromisedForm, lambda user, venture, form:
             promise_investment(user, venture, *form.said("money", "voucher")),
             _lazy("已记为台账草稿，提交后计入统计。"), "enter"),
        Part("arrived", _lazy("记到位投资"), ArrivedForm, lambda user, venture, form:
             bring_investment(user, venture, *form.said("money", "on", "voucher")),
             _lazy("已记为台账草稿，提交后计入统计。"), "enter"),
        Part("link", _lazy("关联台账记录"), LinkForm, lambda user, venture, form:
             link_investment(user, venture, form.chosen), _lazy("已关联。"), "enter"),
        READ,
    ),
)  # fmt: skip

urlpatterns = [*addresses(PARKS), *addresses(WORKSHOPS), *addresses(VENTURES)]
