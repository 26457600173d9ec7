"""The timeline of a partnership: what was signed, held, visited, told, and who joined or led."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.cooperation import queries as cooperation
from shanhai.cooperation.queries.villages import articles
from shanhai.registry.models import ClusterMember, Partnership
from shanhai.web.presentation import Event


def events_of(user: User, partnership: Partnership) -> list[Event]:
    """Everything dated of a partnership, the newest first; undated things last."""
    events = [
        *_begun(partnership),
        *_members(partnership),
        *_agreements(user, partnership),
        *_occasions(user, partnership),
        *_reports(partnership),
        *_articles(user, partnership),
    ]
    return sorted(events, key=lambda event: str(event.when), reverse=True)


def _begun(partnership: Partnership) -> Iterator[Event]:
    if partnership.start:
        yield Event(partnership.start, _("开始结对"), _(partnership.programme.name))
    if partnership.end:
        over = partnership.end < date.today()
        word = _("结对结束") if over else _("结对期满")
        yield Event(partnership.end, word, planned=not over)


def _members(partnership: Partnership) -> Iterator[Event]:
    """Towns that joined, left, or took the lead after the cluster began."""
    rows = ClusterMember.objects.filter(cluster=partnership.helper_id).select_related("member")
    stays = sorted(rows, key=lambda row: (row.start or date.min, row.pk))
    first = stays[0].start if stays else None
    for row in stays:
        if row.start and row.start != first:
            word = _("%s 牵头") if row.lead else _("%s 加入组团")
            if row.lead or not _stayed(row, stays):
                yield Event(row.start, word % row.member.name, side="sea")
        if row.end and row.end < date.today() and not _goes_on(row, stays):
            yield Event(row.end, _("%s 退出组团") % row.member.name, side="sea")


def _stayed(row: ClusterMember, stays: list[ClusterMember]) -> bool:
    """Whether the town was in the cluster right before, in the other part."""
    return any(
        other.member_id == row.member_id and other.end and (row.start - other.end).days == 1
        for other in stays
    )


def _goes_on(row: ClusterMember, stays: list[ClusterMember]) -> bool:
    return any(
        other.member_id == row.member_id and other.start and (other.start - row.end).days == 1
        for other in stays
    )


def _agreements(user: User, partnership: Partnership) -> Iterator[Event]:
    for row in cooperation.agreements(user).filter(partnership=partnership):
        yield Event(row.signed_on or "", row.title, _("签订协议"), url=_record(row.pk))


def _occasions(user: User, partnership: Partnership) -> Iterator[Event]:
    for meeting in cooperation.meetings(user).filter(partnerships=partnership):
        coming = bool(meeting.held_on and meeting.held_on > date.today())
        yield Event(meeting.held_on or "", meeting.title, meeting.place, planned=coming,
                    url=_record(meeting.pk))  # fmt: skip
    for visit in cooperation.visits(user).filter(partnerships=partnership):
        side = "sea" if visit.direction == "to_recipient" else "mountain"
        yield Event(visit.start, visit.title, visit.get_direction_display(), side=side,
                    url=_record(visit.pk))  # fmt: skip


def _reports(partnership: Partnership) -> Iterator[Event]:
    for report in partnership.reports.filter(ref__archived_at=None):
        yield Event(
            report.published or report.received_at.date(),
            report.title,
            _("来文"),
            url=reverse("review", args=[report.pk]),
        )


def _articles(user: User, partnership: Partnership) -> Iterator[Event]:
    for row in articles(user).filter(partnership=partnership):
        yield Event(row.on, row.title, row.medium, url=reverse("article", args=[row.pk]))


def _record(pk: int) -> str:
    return reverse("record", args=[pk])
