"""会议: the meetings of both sides, what they decided, and what the next one starts from."""

from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.claims.models import Report
from shanhai.cooperation import services
from shanhai.cooperation.models import Gift, Meeting, Point
from shanhai.cooperation.queries import (
    agreements,
    carried_into,
    count_items,
    following_meeting,
    meeting_page,
    meetings,
    name_of,
    previous_meeting,
    raised_from,
    times_carried,
)
from shanhai.ledger.queries import live
from shanhai.reconciliation.tellings.attending import roll
from shanhai.records.models import Ref
from shanhai.registry.queries import may
from shanhai.web.access import get_visible, needs
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import act, asked_pairing, crumbs_below, form_page, told_by, write
from shanhai.web.occasion_forms import MeetingForm, named

OFFERED = 30

MEETINGS = Listing(
    name="meetings",
    title=_lazy("会议"),
    note=_lazy("联席会议、座谈会、调度会；没办完的议定事项会自己带进下一次。"),
    rows=lambda request: meetings(request.user),  # type: ignore[arg-type]
    columns=(
        Column("title", _lazy("会议"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("kind", _lazy("类型"), lambda row: _(name_of("meetings", row.kind))),
        Column("level", _lazy("层级"), lambda row: _(name_of("levels", row.level)), shown=False),
        Column("held_on", _lazy("日期"), lambda row: row.held_on, DATE, sort="held_on"),
        Column("place", _lazy("地点"), lambda row: row.place),
        Column("decided", _lazy("议定事项"), lambda row: row.decided, NUMBER),
        Column("left", _lazy("未核实"), lambda row: row.left, NUMBER),
    ),
    filters=(
        pairing_filter("partnerships"),
        Choice("kind", _lazy("类型"), lambda request: named("meetings"), "kind"),
        Choice("level", _lazy("层级"), lambda request: named("levels"), "level"),
        Days("held_on", _lazy("日期"), "held_on"),
    ),
    search=("title__icontains", "place__icontains", "minutes__icontains"),
    order="-held_on",
    url=lambda row: reverse("meeting", args=[row.pk]),
    complete=count_items,
    buttons=(Button(_lazy("登记会议"), "meeting-new", "register"),),
    empty=(_lazy("还没有会议"), _lazy("开过的和要开的会登记在这里。")),
    icon="people",
)


@needs("view")
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings within reach."""
    return show(request, MEETINGS, "occasions/list.html", section="meetings", crumbs=_crumbs())


_crumbs = partial(crumbs_below, _lazy("会议"), "meetings")


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    return get_visible(request, rows, pk=pk)


@needs("view")
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: who was there, what was decided, what was still open when it began."""
    rows = Meeting.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    meeting = get_visible(request, meeting_page(rows), pk=pk)
    return render(request, "occasions/meeting.html", _context(request, meeting))


def _context(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    user: Any = request.user
    carried = list(carried_into(user, meeting))
    times = times_carried(carried, meeting.held_on or date.today())
    people = list(meeting.attendees.all())
    points = list(meeting.points.all())
    signed = list(meeting.agreements.all())
    writes = may(user, "register")
    return {
        "meeting": meeting, "kind": name_of("meetings", meeting.kind),
        "level": name_of("levels", meeting.level),
        "planned": meeting.held_on is not None and meeting.held_on > date.today(),
        "sides": [[one for one in people if one.side == side] for side in ("helper", "recipient")],
        "above": [one for one in people if one.side == "above"],
        "points": [(word, found) for kind, word in Point.Kind.choices
                   if (found := [one.text for one in points if one.kind == kind])],
        "signed": signed, "gifts": list(meeting.gifts.all()),
        "signable": _signable(user, meeting, signed) if writes else [],
        "entries": _entries(user, meeting) if writes else [],
        "raised": list(raised_from(user, meeting.pk)),
        "carried": [(item, times.get(item.pk, 0)) for item in carried],
        "previous": previous_meeting(user, meeting),
        "next": following_meeting(user, meeting),
        "writes": writes, "enters": may(user, "enter"), "live": meeting.ref.archived_at is None,
        "crumbs": _crumbs((meeting.title, "")),
    }  # fmt: skip


def _signable(user: Any, meeting: Meeting, signed: list[Any]) -> list[Any]:
    """Agreements of these partnerships not yet said to be signed here."""
    rows = agreements(user).filter(partnership__in=meeting.partnerships.all())
    return list(rows.exclude(pk__in=[row.pk for row in signed]).order_by("-signed_on")[:OFFERED])


def _entries(user: Any, meeting: Meeting) -> list[Any]:
    """Entries of these partnerships that a gift of this meeting may have become."""
    if not any(gift.entry_id is None for gift in meeting.gifts.all()):
        return []
    rows = live(user).filter(partnership__in=meeting.partnerships.all())
    if meeting.held_on:
        rows = rows.filter(period_end__gte=meeting.held_on)
    return list(rows.exclude(ref__gifts__isnull=False).order_by("period_end", "pk")[:OFFERED])


@needs("register")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Register a meeting, held or planned."""
    pairing = asked_pairing(request)
    initial = {"partnership": pairing.pk if pairing else None}
    initial |= told_by(request, "title", "kind", "held_on", "place") | _told_roll(request)
    form = MeetingForm(request.POST or None, user=request.user, initial=initial)  # type: ignore[arg-type]

    def verb() -> Meeting:
        facts = form.given()
        return services.register_meeting(request.user, facts)  # type: ignore[arg-type]

    title, back = _("登记会议"), reverse("meetings")
    return write(request, form, verb, _("已登记“%s”。"), "meeting") or form_page(
        request, form, title, back, _crumbs((title, "")), _("开过的会和要开的会都登记在这里。")
    )


def _told_roll(request: HttpRequest) -> dict[str, str]:
    """Who was there, as the report an address names tells it; whoever registers the meeting looks
    it through. The names stand in no address."""
    asked = request.GET.get("report", "")
    if request.method != "GET" or not asked.isdecimal():
        return {}
    rows = Report.objects.select_related("document", "partnership")
    return asdict(roll(get_visible(request, rows, pk=int(asked)), request.GET.get("title", "")))


@needs("register")
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a meeting."""
    meeting = _meeting(request, pk)
    known = services.meeting_facts(meeting)
    shown = MeetingForm.shown(known, meeting.version)
    form = MeetingForm(request.POST or None, user=request.user, initial=shown)

    def verb() -> Meeting:
        version, why = form.cleaned_data["expected"], request.POST.get("why", "")
        facts = replace(form.given(), agreements=known.agreements)
        return services.edit_meeting(request.user, meeting, facts, version, why)  # type: ignore[arg-type]

    back = reverse("meeting", args=[pk])
    crumbs = _crumbs((meeting.title, back), (_("修改"), ""))
    return write(request, form, verb, _("已改好“%s”。"), "meeting") or form_page(
        request, form, _("修改会议"), back, crumbs, editing=True
    )


@require_POST
@needs("register")
def meeting_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an agreement was signed at a meeting."""
    meeting = _meeting(request, pk)
    asked = request.POST.get("agreement", "")
    found = agreements(request.user).filter(pk=int(asked) if asked.isdecimal() else 0).first()  # type: ignore[arg-type]
    if found is None:
        messages.error(request, _("请选择会上签署的是哪一份协议。"))
        return redirect("meeting", pk)
    return act(
        request,
        lambda: services.sign_at(request.user, meeting, found),  # type: ignore[arg-type]
        _("已记下会上签署的协议。"),
        "meeting",
        pk,
    )


@require_POST
@needs("register")
def gift_link(request: HttpRequest, pk: int, gift: int) -> HttpResponse:
    """Say which entry a gift became, or take that back."""
    meeting = _meeting(request, pk)
    row = Gift.objects.filter(meeting=meeting, pk=gift).first()
    if row is None:
        raise Http404
    asked = request.POST.get("entry", "")
    entry: Ref | None = None
    if asked:
        found = live(request.user).filter(pk=int(asked) if asked.isdecimal() else 0).first()  # type: ignore[arg-type]
        if found is None:
            raise Http404
        entry = found.ref
    done = _("已关联到台账记录。") if entry else _("已取消关联。")
    return act(
        request,
        lambda: services.link_gift(request.user, row, entry),  # type: ignore[arg-type]
        done,
        "meeting",
        pk,
    )


urlpatterns = [
    path("cooperation/meetings/", meeting_list, name="meetings"),
    path("cooperation/meetings/new/", meeting_new, name="meeting-new"),
    path("cooperation/meetings/<int:pk>/", meeting_detail, name="meeting"),
    path("cooperation/meetings/<int:pk>/edit/", meeting_edit, name="meeting-edit"),
    path("cooperation/meetings/<int:pk>/sign/", meeting_sign, name="meeting-sign"),
    path("cooperation/meetings/<int:pk>/gifts/<int:gift>/", gift_link, name="gift-link"),
]
