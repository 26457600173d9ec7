"""Education and health: activities of schools and hospitals, teams, classes for the other side."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Activity, SpecialClass, Team
from shanhai.cooperation.queries.care import (
    activities,
    activity_page,
    class_page,
    classes,
    here_on,
    members_of_team,
    pair_of,
    team_page,
    teams,
)
from shanhai.cooperation.rules.care import doubts_of_plan
from shanhai.cooperation.rules.postings import masked
from shanhai.cooperation.services import (
    bring_technique,
    edit_activity,
    edit_class,
    edit_team,
    hold_activity,
    open_class,
    receive_equipment,
    register_activity,
    register_team,
    take_in,
    waive,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.web.care_forms import (
    ActivityForm,
    ClassForm,
    EquipmentForm,
    HoldForm,
    IntakeForm,
    TeamForm,
    TechniqueForm,
    WaiverForm,
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
from shanhai.web.pages.records import ref_url
from shanhai.web.presentation import period_words
from shanhai.web.work_forms import named, words
from shanhai.web.works import Kind, Number, Part, Shown, Step, addresses, count, running, table


def held(row: Any) -> tuple[str, str]:
    """Whether something planned was done."""
    if row.held_on:
        return "confirmed", _("已开展")
    late = row.planned_on and row.planned_on < date.today()
    return ("overdue", _("逾期未登记")) if late else ("draft", _("计划中"))


def in_state(rows: QuerySet, chosen: str) -> QuerySet:
    """Rows that were done, are planned, or are late."""
    if chosen == "held":
        return rows.filter(held_on__isnull=False)
    waiting = rows.filter(held_on=None)
    return waiting.filter(planned_on__lt=date.today()) if chosen == "late" else waiting


HELD_STATES = [("held", _lazy("已开展")), ("planned", _lazy("计划中")),
               ("late", _lazy("逾期未登记"))]  # fmt: skip


def _field(kind: str) -> str:
    return str(work_words()["activity_kinds"].get(kind, {}).get("field", ""))


def _of_field(rows: QuerySet[Activity], chosen: str) -> QuerySet[Activity]:
    kinds = work_words()["activity_kinds"]
    return rows.filter(kind__in=[code for code, row in kinds.items() if row["field"] == chosen])


ACTIVITY_LIST = Listing(
    name="activities",
    title=_lazy("教育医疗活动"),
    rows=lambda request: activities(request.user),
    columns=(
        Column("title", _lazy("活动名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), held, STATE),
        Column("field", _lazy("领域"), lambda row: named("activity_fields", _field(row.kind))),
        Column("kind", _lazy("类型"), lambda row: named("activity_kinds", row.kind), sort="kind"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("helper_unit", _lazy("帮扶单位"), lambda row: row.helper_unit.name),
        Column("recipient_unit", _lazy("受援单位"), lambda row: row.recipient_unit.name),
        Column("day", _lazy("日期"), lambda row: row.day, DATE, sort="day"),
        Column("people", _lazy("派出人数"), lambda row: row.people, NUMBER, sort="people"),
        Column("sessions", _lazy("课时或场次"), lambda row: row.sessions, NUMBER),
        Column("served", _lazy("受益人次"), lambda row: row.served, NUMBER, sort="served"),
    ),
    filters=(
        pairing_filter(),
        Choice("state", _lazy("状态"), HELD_STATES, in_state),
        Choice("field", _lazy("领域"), lambda request: words("activity_fields"), _of_field),
        Choice("kind", _lazy("类型"), lambda request: words("activity_kinds"), "kind"),
        Days("day", _lazy("日期"), "day"),
    ),
    search=("title__icontains", "helper_unit__name__icontains", "recipient_unit__name__icontains"),
    search_hint=_lazy("活动、学校、医院"),
    url=lambda row: reverse("activity", args=[row.pk]),
    buttons=(Button(_lazy("登记活动"), "activity-new", "register"),),
    note=_lazy("送教、同课异构、跟岗、义诊、远程会诊都在这里；计划的先登记，开展后填结果。"),
    empty=(_lazy("还没有活动"), _lazy("结对学校和医院一起做的事，从计划起登记在这里。")),
)


def _activity_shown(request: HttpRequest, activity: Activity) -> Shown:
    pair = pair_of(request.user, activity)  # type: ignore[arg-type]
    health = _field(activity.kind) == "health"
    pairs = table(
        _("单位结对"),
        [(_("结对"), TEXT), (_("起"), DATE)],
        [[(str(pair), reverse("partnership", args=[pair.pk])), pair.start]] if pair else [],
        empty=_("这两家单位还没有登记结对。"),
    )
    return Shown(
        facts=[
            (_("领域"), named("activity_fields", _field(activity.kind))),
            (_("类型"), named("activity_kinds", activity.kind)),
            (_("帮扶单位"), activity.helper_unit),
            (_("受援单位"), activity.recipient_unit),
            (_("成效和备注"), activity.note),
        ],
        state=held(activity),
        numbers=(
            Number(_("派出人数"), count(activity.people, "人")),
            Number(_("课时或场次"), count(activity.sessions, "场")),
            Number(_("诊疗人次") if health else _("受益学生"), count(activity.served, "人次")),
        ) if activity.held_on else (),
        doubts=doubts_of_plan(activity.planned_on, activity.held_on, date.today()),
        way=[
            Step(_("计划"), activity.planned_on, "passed" if activity.planned_on else "to-come"),
            Step(_("开展"), activity.held_on, "passed" if activity.held_on else "to-come"),
        ],
        first=("hold",), tables=(pairs,),
    )  # fmt: skip


def _there(team: Team) -> tuple[str, str]:
    today = date.today()
    if team.start is None or team.start > today:
        return "draft", _("拟派")
    if team.end and team.end < today:
        return "closed", _("已期满")
    return "confirmed", _("在驻")


def _standing(rows: QuerySet[Team], chosen: str) -> QuerySet[Team]:
    here = here_on(rows, date.today())
    return here if chosen == "here" else rows.exclude(pk__in=here.values("pk"))


TEAM_LIST = Listing(
    name="teams",
    title=_lazy("帮扶团队"),
    rows=lambda request: teams(request.user),
    columns=(
        Column("title", _lazy("团队名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), _there, STATE),
        Column("kind", _lazy("类型"), lambda row: named("team_kinds", row.kind), sort="kind"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("unit", _lazy("驻在单位或镇"), lambda row: row.unit.name, sort="unit__name"),
        Column("start", _lazy("进驻"), lambda row: row.start, DATE, sort="start"),
        Column("end", _lazy("期满"), lambda row: row.end, DATE, sort="end"),
        Column("document", _lazy("文号"), lambda row: row.document, shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("team_kinds"), "kind"),
        Choice("standing", _lazy("状态"), [("here", _lazy("在驻")), ("away", _lazy("不在驻"))],
               _standing),
        Days("start", _lazy("进驻"), "start"),
    ),
    search=("title__icontains", "unit__name__icontains"),
    search_hint=_lazy("团队、单位、镇"),
    url=lambda row: reverse("team", args=[row.pk]),
    buttons=(Button(_lazy("登记团队"), "team-new", "register"),),
    note=_lazy("教育、医疗组团式帮扶和驻镇帮镇扶村工作队；人员在人才选派里一人一条，这里清点。"),
    empty=(_lazy("还没有团队"), _lazy("派驻学校、医院和镇的团队登记在这里。")),
)  # fmt: skip


def _team_shown(request: HttpRequest, team: Team) -> Shown:
    people = list(members_of_team(request.user, team))  # type: ignore[arg-type]
    person = [getattr(row, "person", None) for row in people]
    members = table(
        _("成员"),
        [(_("派出单位"), TEXT), (_("姓名"), TEXT), (_("人员类别"), TEXT), (_("报到"), DATE),
         (_("期满"), DATE)],
        [[(row.from_unit.name, reverse("posting", args=[row.pk])),
          masked(who.name) if who else "", named("posting_categories", row.category), row.start,
          row.end] for row, who in zip(people, person, strict=True)],
        note=_("由人才选派里派往这里的人清点"), empty=_("人才选派里还没有派往这里的人。"),
        key="members",
    )  # fmt: skip
    techniques = table(
        _("新技术新专科"),
        [(_("名称"), TEXT), (_("开展日期"), DATE), (_("已开展例数"), NUMBER)],
        [[row.title, row.on, row.cases] for row in team.techniques.all()],
        parts=("technique",), empty=_("还没有登记。"), key="techniques",
    )  # fmt: skip
    equipment = table(
        _("设备"),
        [(_("设备"), TEXT), (_("台套数"), NUMBER), (_("到货日期"), DATE), (_("来源"), TEXT)],
        [[row.title, row.number, row.on,
          (str(row.paid_by), ref_url(row.paid_by)) if row.paid_by else ""]
         for row in team.equipment.all()],
        parts=("equipment",), empty=_("还没有登记。"),
    )  # fmt: skip
    return Shown(
        facts=[
            (_("类型"), named("team_kinds", team.kind)), (_("驻在单位或镇"), team.unit),
            (_("进驻"), team.start), (_("期满"), team.end), (_("文号"), team.document),
            (_("目标任务"), team.goal), (_("备注"), team.note),
        ],
        state=_there(team),
        numbers=(
            Number(_("成员"), count(len(people), "人"), note=_("逐人清点"), to="#members"),
            Number(_("新技术新专科"), count(len(team.techniques.all()), "个"), to="#techniques"),
        ),
        tables=(members, techniques, equipment),
    )  # fmt: skip


CLASS_LIST = Listing(
    name="classes",
    title=_lazy("协作班"),
    rows=lambda request: classes(request.user),
    columns=(
        Column("title", _lazy("班名"), lambda row: row.title, sort="title"),
        Column("state", _lazy("状态"), running, STATE),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("school", _lazy("办班学校"), lambda row: row.school.name, sort="school__name"),
        Column("major", _lazy("专业"), lambda row: row.major),
        Column("students", _lazy("累计招生"), lambda row: row.students, NUMBER, sort="students"),
        Column("opened_on", _lazy("开班"), lambda row: row.opened_on, DATE, sort="opened_on"),
        Column("closed_on", _lazy("停办"), lambda row: row.closed_on, DATE, shown=False),
    ),
    filters=(pairing_filter(), Days("opened_on", _lazy("开班"), "opened_on")),
    search=("title__icontains", "school__name__icontains", "major__icontains"),
    search_hint=_lazy("班名、学校、专业"),
    url=lambda row: reverse("specialclass", args=[row.pk]),
    buttons=(Button(_lazy("登记协作班"), "specialclass-new", "register"),),
    note=_lazy("为对方学生开的班，如“德江班”“铜仁班”；招生和减免按年登记，各年相加。"),
    empty=(_lazy("还没有协作班"), _lazy("为对方学生开的班登记在这里。")),
)


def _class_shown(request: HttpRequest, one: SpecialClass) -> Shown:
    intakes, waivers = list(one.intakes.all()), list(one.waivers.all())
    students = sum(row.students for row in intakes) if intakes else None
    fees = None
    for row in waivers:
        fees = row.amount if fees is None else fees + row.amount
    return Shown(
        facts=[
            (_("办班学校"), one.school), (_("专业"), one.major), (_("开班"), one.opened_on),
            (_("停办"), one.closed_on), (_("备注"), one.note),
        ],
        state=running(one),
        numbers=(
            Number(_("累计招生"), count(students, "人"), note=_("各年相加"), to="#intakes"),
            Number(_("累计减免费用"), fees, note=_("各年相加"), to="#waivers"),
        ),
        tables=(
            table(_("招生"), [(_("期间"), TEXT), (_("招生人数"), NUMBER)],
                  [[str(period_words(row.period)), row.students] for row in intakes],
                  parts=("intake",), empty=_("还没有登记招生。"), key="intakes"),
            table(_("减免费用"), [(_("期间"), TEXT), (_("金额"), FIGURE)],
                  [[str(period_words(row.period)), row.amount] for row in waivers],
                  parts=("waive",), empty=_("还没有登记减免。"), key="waivers"),
        ),
    )  # fmt: skip


ACTIVITIES = Kind(
    name="activity", path="activities", word=_lazy("教育医疗活动"), listing=ACTIVITY_LIST,
    rows=lambda: activity_page(Activity.objects.all()), form=ActivityForm,
    register=register_activity, edit=edit_activity, show=_activity_shown,
    parts=(
        Part("hold", _lazy("登记结果"), HoldForm, lambda user, activity, form: hold_activity(
            user, activity, *form.said("on", "people", "sessions", "served", "note")),
            _lazy("已登记结果。")),
    ),
)  # fmt: skip
TEAMS = Kind(
    name="team", path="teams", word=_lazy("帮扶团队"), listing=TEAM_LIST,
    rows=lambda: team_page(Team.objects.all()), form=TeamForm, register=register_team,
    edit=edit_team, show=_team_shown,
    parts=(
        Part("technique", _lazy("登记新技术"), TechniqueForm, lambda user, team, form:
             bring_technique(user, team, *form.said("title", "on", "cases")),
             _lazy("已登记新技术。")),
        Part("equipment", _lazy("登记设备"), EquipmentForm, lambda user, team, form:
             receive_equipment(user, team, *form.said("title", "number", "on"), form.paid_by),
             _lazy("已登记设备。")),
    ),
)  # fmt: skip
CLASSES = Kind(
    name="specialclass", path="classes", word=_lazy("协作班"), listing=CLASS_LIST,
    rows=lambda: class_page(SpecialClass.objects.all()), form=ClassForm, register=open_class,
    edit=edit_class, show=_class_shown,
    parts=(
        Part("intake", _lazy("登记招生"), IntakeForm, lambda user, one, form: take_in(
            user, one, *form.said("students", "first", "last")), _lazy("已登记招生。")),
        Part("waive", _lazy("登记减免"), WaiverForm, lambda user, one, form: waive(
            user, one, form.amount, *form.said("first", "last")), _lazy("已登记减免。")),
    ),
)  # fmt: skip

urlpatterns = [*addresses(ACTIVITIES), *addresses(TEAMS), *addresses(CLASSES)]
