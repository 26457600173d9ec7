"""Courses for workers, and the rosters of who took them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Course
from shanhai.cooperation.queries import course_page, courses
from shanhai.cooperation.rules.labour import seats_doubts
from shanhai.cooperation.rules.postings import masked
from shanhai.cooperation.services import edit_course, register_course
from shanhai.cooperation.services.rosters import enrol, strike_off
from shanhai.web.labour_forms import CourseForm, RosterForm, StrikeForm
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    TEXT,
    Button,
    Column,
    Days,
    Listing,
    pairing_filter,
)
from shanhai.web.work_forms import named
from shanhai.web.works import Kind, Number, Part, Shown, addresses, count, table

COURSE_LIST = Listing(
    name="courses",
    title=_lazy("劳务培训"),
    rows=lambda request: courses(request.user),
    columns=(
        Column("title", _lazy("班名"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("trade", _lazy("工种"), lambda row: row.trade, sort="trade"),
        Column("organiser", _lazy("主办单位"), lambda row: row.organiser and row.organiser.name),
        Column("start", _lazy("开班"), lambda row: row.start, DATE, sort="start"),
        Column("end", _lazy("结业"), lambda row: row.end, DATE, shown=False),
        Column("hours", _lazy("学时"), lambda row: row.hours, NUMBER, sort="hours"),
        Column("people", _lazy("培训人数"), lambda row: row.people, NUMBER, sort="people"),
        Column("named", _lazy("名册人数"), lambda row: row.named or 0, NUMBER, sort="named"),
        Column("certificates", _lazy("取证人数"), lambda row: row.certificates, NUMBER,
               sort="certificates"),
    ),
    filters=(pairing_filter(), Days("start", _lazy("开班"), "start")),
    search=("title__icontains", "trade__icontains"),
    search_hint=_lazy("班名、工种"),
    url=lambda row: reverse("course", args=[row.pk]),
    order="-start",
    buttons=(Button(_lazy("登记培训班"), "course-new", "register"),),
    empty=(_lazy("还没有劳务培训"), _lazy("给务工人员办的技能培训班登记在这里。")),
)  # fmt: skip


def _course_shown(request: HttpRequest, course: Course) -> Shown:
    trainees = list(course.trainees.all())
    return Shown(
        facts=[
            (_("工种"), course.trade), (_("主办单位"), course.organiser),
            (_("地点"), course.site), (_("开班"), course.start),
            (_("结业"), course.end), (_("学时"), course.hours), (_("备注"), course.note),
        ],
        numbers=(
            Number(_("培训人数"), count(course.people, "人")),
            Number(_("取证人数"), count(course.certificates, "人")),
            Number(_("名册人数"), count(len(trainees) or None, "人"), note=_("同一人只计一次"),
                   to="#roster"),
        ),
        doubts=seats_doubts(course.people, len(trainees)),
        tables=(table(
            _("名册"),
            [(_("姓名"), TEXT), (_("户籍村"), TEXT), (_("身份"), TEXT), (_("取证"), TEXT)],
            [[masked(row.worker.name), row.worker.home and row.worker.home.name,
              named("worker_statuses", row.worker.status), _("已取证") if row.certified else ""]
             for row in trainees],
            parts=("enrol", "strike"), empty=_("还没有登记学员。"), key="roster",
        ),),
    )  # fmt: skip


COURSES = Kind(
    name="course", path="courses", word=_lazy("培训班"), listing=COURSE_LIST,
    rows=lambda: course_page(Course.objects.all()), form=CourseForm, register=register_course,
    edit=edit_course, show=_course_shown,
    parts=(
        Part("enrol", _lazy("登记学员"), RosterForm, lambda user, course, form: enrol(
            user, course, *form.said("roster")), _lazy("已登记学员。")),
        Part("strike", _lazy("从名册删去"), StrikeForm, lambda user, course, form: strike_off(
            user, form.chosen, *form.said("why")), _lazy("已从名册删去。")),
    ),
)  # fmt: skip

urlpatterns = addresses(COURSES)
