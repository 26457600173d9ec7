"""Labour: vacancies, job fairs, rides to work and stations."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import JobFair, Placement, Ride, Station, Vacancy
from shanhai.cooperation.queries import (
    job_fair_page,
    job_fairs,
    ride_page,
    rides,
    station_page,
    stations,
    vacancies,
    vacancy_page,
)
from shanhai.cooperation.rules.labour import fair_doubts, filled_doubts, seats_doubts
from shanhai.cooperation.services import (
    JobFairFacts,
    edit_job_fair,
    edit_ride,
    edit_station,
    edit_vacancy,
    register_job_fair,
    register_ride,
    register_station,
    register_vacancy,
)
from shanhai.web.labour_forms import (
    JobFairForm,
    RideForm,
    StationForm,
    VacancyForm,
)
from shanhai.web.lists import (
    DATE,
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
from shanhai.web.pages.placements import placement_rows
from shanhai.web.presentation import Words
from shanhai.web.work_forms import columns_of, named, words
from shanhai.web.works import Kind, Number, Shown, addresses, count, running, table


def _wanted(vacancy: Vacancy) -> tuple[str, Words]:
    return running(vacancy, _("招用中"), _("已截止"))


def _staffed(station: Station) -> tuple[str, Words]:
    return running(station, ended=_("已撤销"))


VACANCY_LIST = Listing(
    name="vacancies",
    title=_lazy("岗位需求"),
    rows=lambda request: vacancies(request.user),
    columns=(
        Column("post", _lazy("岗位"), lambda row: row.post, sort="post"),
        Column("state", _lazy("状态"), _wanted, STATE),
        Column("firm", _lazy("用工单位"), lambda row: row.firm.name, sort="firm__name"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("trade", _lazy("工种"), lambda row: row.trade),
        Column("places", _lazy("招用人数"), lambda row: row.places, NUMBER, sort="places"),
        Column("filled", _lazy("已就业"), lambda row: row.filled or 0, NUMBER, sort="filled"),
        Column("wage", _lazy("月工资"), lambda row: row.wage),
        Column("opened_on", _lazy("发布"), lambda row: row.opened_on, DATE, sort="opened_on"),
        Column("closed_on", _lazy("截止"), lambda row: row.closed_on, DATE, sort="closed_on"),
    ),
    filters=(pairing_filter(), Days("opened_on", _lazy("发布"), "opened_on")),
    search=("post__icontains", "firm__name__icontains", "trade__icontains"),
    search_hint=_lazy("岗位、用工单位、工种"),
    url=lambda row: reverse("vacancy", args=[row.pk]),
    buttons=(Button(_lazy("登记岗位"), "vacancy-new", "register"),),
    note=_lazy("招用人数是位置，已就业是人，按就业人员逐人清点。"),
    empty=(_lazy("还没有岗位需求"), _lazy("用工单位要招的岗位登记在这里。")),
)
FAIR_LIST = Listing(
    name="job-fairs",
    title=_lazy("招聘会"),
    rows=lambda request: job_fairs(request.user),
    columns=(
        Column("title", _lazy("招聘会名称"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("held_on", _lazy("日期"), lambda row: row.held_on, DATE, sort="held_on"),
        Column("site", _lazy("举办地"), lambda row: row.site and row.site.name),
        Column("came", _lazy("参会单位"), lambda row: row.came, NUMBER, sort="came"),
        Column("posts", _lazy("提供岗位"), lambda row: row.posts, NUMBER, sort="posts"),
        Column("intentions", _lazy("意向人数"), lambda row: row.intentions, NUMBER,
               sort="intentions"),
        Column("placed", _lazy("已就业"), lambda row: row.placed or 0, NUMBER, sort="placed"),
        Column("visitors", _lazy("参加人次"), lambda row: row.visitors, NUMBER,
               sort="visitors"),
    ),
    filters=(pairing_filter(), Days("held_on", _lazy("日期"), "held_on")),
    search=("title__icontains", "site__name__icontains"),
    search_hint=_lazy("招聘会、举办地"),
    url=lambda row: reverse("job-fair", args=[row.pk]),
    order="-held_on",
    buttons=(Button(_lazy("登记招聘会"), "job-fair-new", "register"),),
    note=_lazy("岗位、意向和就业是三个数，并列不相加。"),
    empty=(_lazy("还没有招聘会"), _lazy("两地一起开的招聘会登记在这里。")),
)  # fmt: skip
RIDE_LIST = Listing(
    name="rides",
    title=_lazy("点对点输送"),
    rows=lambda request: rides(request.user),
    columns=(
        Column("title", _lazy("输送名称"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("mode", _lazy("输送方式"), lambda row: named("ride_modes", row.mode),
               sort="mode"),
        Column("on", _lazy("日期"), lambda row: row.on, DATE, sort="on"),
        Column("start_from", _lazy("出发地"), lambda row: row.start_from and row.start_from.name),
        Column("going_to", _lazy("到达地"), lambda row: row.going_to and row.going_to.name),
        Column("vehicles", _lazy("车次"), lambda row: row.vehicles, NUMBER, sort="vehicles"),
        Column("people", _lazy("所报人数"), lambda row: row.people, NUMBER, sort="people"),
        Column("named", _lazy("名册人数"), lambda row: row.named or 0, NUMBER, sort="named"),
    ),
    filters=(
        pairing_filter(),
        Choice("mode", _lazy("输送方式"), lambda request: words("ride_modes"), "mode"),
        Days("on", _lazy("日期"), "on"),
    ),
    search=("title__icontains", "going_to__name__icontains"),
    search_hint=_lazy("输送、到达地"),
    url=lambda row: reverse("ride", args=[row.pk]),
    order="-on",
    buttons=(Button(_lazy("登记输送"), "ride-new", "register"),),
    empty=(_lazy("还没有输送"), _lazy("专车、专列送去上岗的，逐趟登记在这里。")),
)  # fmt: skip
STATION_LIST = Listing(
    name="stations",
    title=_lazy("劳务协作站"),
    rows=lambda request: stations(request.user),
    columns=(
        Column("title", _lazy("站名"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), _staffed, STATE),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("site", _lazy("所在地"), lambda row: row.site.name, sort="site__name"),
        Column("operator", _lazy("运营单位"), lambda row: row.operator and row.operator.name),
        Column("opened_on", _lazy("设立"), lambda row: row.opened_on, DATE, sort="opened_on"),
        Column("staff", _lazy("工作人员"), lambda row: row.staff, NUMBER, sort="staff"),
    ),
    filters=(pairing_filter(),),
    search=("title__icontains", "site__name__icontains"),
    search_hint=_lazy("站名、所在地"),
    url=lambda row: reverse("station", args=[row.pk]),
    buttons=(Button(_lazy("登记协作站"), "station-new", "register"),),
    empty=(_lazy("还没有劳务协作站"), _lazy("两地设的劳务协作站逐个登记在这里。")),
)


def _persons(found: list[Placement]) -> int:
    return len({row.worker_id for row in found})


def _vacancy_shown(request: HttpRequest, vacancy: Vacancy) -> Shown:
    found = list(vacancy.placements.all())
    filled = _persons(found)
    return Shown(
        facts=[
            (_("用工单位"), vacancy.firm), (_("工种"), vacancy.trade),
            (_("月工资"), vacancy.wage), (_("发布"), vacancy.opened_on),
            (_("截止"), vacancy.closed_on), (_("备注"), vacancy.note),
        ],
        state=_wanted(vacancy),
        numbers=(Number(_("招用人数"), count(vacancy.places, "人"), "planned"),
                 Number(_("已就业"), count(filled, "人"), note=_("同一人只计一次"),
                        to="#placements")),
        doubts=filled_doubts(vacancy.places, filled, vacancy.closed_on, date.today()),
        tables=(placement_rows(found),),
    )  # fmt: skip


def _fair_shown(request: HttpRequest, fair: JobFair) -> Shown:
    found, firms = list(fair.placements.all()), list(fair.firms.all())
    placed, meant = _persons(found), sum(row.intentions or 0 for row in firms)
    came = table(
        _("参会单位"),
        [(_("单位"), TEXT), (_("提供岗位"), NUMBER), (_("意向人数"), NUMBER)],
        [[row.name, row.posts, row.intentions] for row in firms],
        empty=_("没有写明哪些单位参会。"),
        key="firms",
    )
    return Shown(
        facts=[
            (_("日期"), fair.held_on), (_("举办地"), fair.site),
            (_("参加人次"), fair.visitors), (_("备注"), fair.note),
        ],
        numbers=(
            Number(_("参会单位"), count(len(firms), "家"), to="#firms"),
            Number(_("提供岗位"), count(sum(row.posts or 0 for row in firms), "个"), to="#firms"),
            Number(_("意向人数"), count(meant, "人"), "promised", to="#firms"),
            Number(_("已就业"), count(placed, "人"), note=_("同一人只计一次"), to="#placements"),
        ),
        doubts=fair_doubts(meant, placed, fair.held_on, date.today()),
        tables=(came, placement_rows(found)),
    )  # fmt: skip


def _ride_shown(request: HttpRequest, ride: Ride) -> Shown:
    found = list(ride.placements.all())
    known = _persons(found)
    return Shown(
        facts=[
            (_("输送方式"), named("ride_modes", ride.mode)), (_("日期"), ride.on),
            (_("出发地"), ride.start_from), (_("到达地"), ride.going_to),
            (_("车次"), ride.vehicles), (_("备注"), ride.note),
        ],
        numbers=(Number(_("所报人数"), count(ride.people, "人")),
                 Number(_("名册人数"), count(known, "人"), note=_("同一人只计一次"),
                         to="#placements")),
        doubts=seats_doubts(ride.people, known),
        tables=(placement_rows(found),),
    )  # fmt: skip


def _station_shown(request: HttpRequest, station: Station) -> Shown:
    return Shown(
        facts=[
            (_("所在地"), station.site),
            (_("运营单位"), station.operator),
            (_("设立"), station.opened_on),
            (_("撤销日期"), station.closed_on),
            (_("工作人员"), station.staff),
            (_("备注"), station.note),
        ],
        state=_staffed(station),
    )


def _fair_facts(fair: JobFair) -> JobFairFacts:
    return columns_of(JobFairFacts, fair, firms="\n".join(str(row) for row in fair.firms.all()))


VACANCIES = Kind(
    name="vacancy", path="vacancies", word=_lazy("岗位"), listing=VACANCY_LIST,
    rows=lambda: vacancy_page(Vacancy.objects.all()), form=VacancyForm, register=register_vacancy,
    edit=edit_vacancy, show=_vacancy_shown,
)  # fmt: skip
FAIRS = Kind(
    name="job-fair", path="job-fairs", word=_lazy("招聘会"), listing=FAIR_LIST,
    rows=lambda: job_fair_page(JobFair.objects.all()), form=JobFairForm, facts_of=_fair_facts,
    register=register_job_fair, edit=edit_job_fair, show=_fair_shown,
)  # fmt: skip
RIDES = Kind(
    name="ride", path="rides", word=_lazy("输送"), listing=RIDE_LIST,
    rows=lambda: ride_page(Ride.objects.all()), form=RideForm,
    register=register_ride, edit=edit_ride, show=_ride_shown,
)  # fmt: skip
STATIONS = Kind(
    name="station", path="stations", word=_lazy("协作站"), listing=STATION_LIST,
    rows=lambda: station_page(Station.objects.all()), form=StationForm, register=register_station,
    edit=edit_station, show=_station_shown,
)  # fmt: skip

urlpatterns = [
    *addresses(VACANCIES), *addresses(FAIRS), *addresses(RIDES), *addresses(STATIONS),
]  # fmt: skip
