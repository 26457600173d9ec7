"""The pack of a meeting: what it starts from, for the page and for Word. It begins with what the
last meeting left open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils import translation

from shanhai.accounts.models import User
from shanhai.cooperation.models import ActionItem, Commitment, Delivery, Meeting, Point, Visit
from shanhai.cooperation.queries import (
    agreements,
    carried_into,
    commitments,
    previous_meeting,
    times_carried,
    visits,
    words,
)
from shanhai.cooperation.rules import overdue
from shanhai.ledger.models import Entry, Evidence
from shanhai.reconciliation.promises.queries import Kept, kept
from shanhai.records.models import Record
from shanhai.registry.models import Agreement
from shanhai.registry.queries import visible_to
from shanhai.reporting.rules import Piece, in_words
from shanhai.reporting.services import ROWS_NAMED, entry_note
from shanhai.reporting.word import Letter, Section, render

STAGE_WORDS = {"arrived": "到位", "used": "使用"}


@dataclass(frozen=True, slots=True)
class Pack:
    """What a meeting starts from. `carried` are items with how many meetings they went through,
    `promises` are commitments beside what was recorded of them, `given` the entries of each that
    the user may see."""

    meeting: Meeting
    previous: Meeting | None
    decisions: list[str]
    carried: list[tuple[ActionItem, int]]
    promises: list[tuple[Commitment, Kept]]
    expiring: list[Agreement]
    visits: list[Visit]
    agenda: list[str]
    given: dict[int, list[Entry]]


def pack(user: User, meeting: Meeting) -> Pack:
    """Everything the user may see of what a meeting starts from."""
    day = meeting.held_on or date.today()
    pairings = meeting.partnerships.all()
    previous = previous_meeting(user, meeting)
    carried = list(carried_into(user, meeting))
    times = times_carried(carried, day)
    signed = agreements(user).filter(partnership__in=pairings)
    promises = list(
        commitments(user).filter(agreement__in=signed.values("pk")).order_by("due", "pk")
    )
    done = kept(promises)
    soon = day + timedelta(days=words()["expires_within"])
    since = previous.held_on if previous else None
    made = visits(user).filter(partnerships__in=pairings, start__lte=day).distinct()
    return Pack(
        meeting,
        previous,
        _points(previous, Point.Kind.DECISION),
        [(item, times.get(item.pk, 0)) for item in carried],
        [(one, done[one.pk]) for one in promises if _matters(one, done[one.pk], day)],
        list(signed.filter(end__gte=day, end__lte=soon).order_by("end")),
        list((made.filter(start__gt=since) if since else made).order_by("start")),
        _points(meeting, Point.Kind.AGENDA),
        _given(user, promises),
    )


def _given(user: User, promises: list[Commitment]) -> dict[int, list[Entry]]:
    links = Delivery.objects.filter(commitment__in=promises).order_by("pk")
    whose = dict(links.values_list("entry", "commitment"))
    rows = visible_to(user, Entry.objects.filter(pk__in=whose)).prefetch_related(
        Prefetch("evidence", Evidence.objects.select_related("span__document"))
    )
    given: dict[int, list[Entry]] = {}
    for entry in rows.order_by("period_end", "pk"):
        given.setdefault(whose[entry.pk], []).append(entry)
    return given


def _matters(promise: Commitment, done: Kept, day: date) -> bool:
    """A promise of an agreement that ended is only told while it is not kept."""
    end = promise.agreement.end
    return not done.whole or end is None or end >= day


def _points(meeting: Meeting | None, kind: str) -> list[str]:
    if meeting is None:
        return []
    return [point.text for point in meeting.points.filter(kind=kind)]


@translation.override("zh-hans")  # a document is Chinese, whatever its reader reads
def pack_word(found: Pack, address: Callable[[Record], str] = lambda record: "") -> bytes:
    """The pack as a Word document in the layout of official papers. Each line leads to the page of
    what it tells of, where its numbers stand again; a comment says what they rest on."""
    meeting = found.meeting
    helpers = [row.helper.name for row in meeting.partnerships.select_related("helper")]
    when = _day(meeting.held_on) if meeting.held_on else "日期未定"
    place = f"，{meeting.place}" if meeting.place else ""
    told: list[tuple[str, list[tuple[str, Record | None]]]] = [
        ("上次会议议定的内容", [(line, found.previous) for line in found.decisions]),
        ("未了事项", [(item_line(item, times), item) for item, times in found.carried]),
        ("协议承诺的兑现", [(promise_line(one, done), one) for one, done in found.promises]),
        ("即将到期的协议", [(f"{one.title}，{_day(one.end)}到期", one) for one in found.expiring]),
        ("上次会议以来的互访", [(visit_line(one), one) for one in found.visits]),
        ("本次议程", [(line, meeting) for line in found.agenda]),
    ]
    sections = [Section(heading, *_paragraphs(lines)) for heading, lines in told if lines]
    leading = [one for _, lines in told for _, one in lines if one is not None]
    links = {str(one.pk): address(one) for one in leading}
    notes = {
        str(one.pk): _note(one, found.given.get(one.pk, []), links[str(one.pk)]) for one in leading
    }
    return render(
        Letter(
            f"{meeting.title}会议材料",
            f"会议时间：{when}{place}。以下各项取自系统现有登记，截至{_day(date.today())}。",
            sections,
            "以上材料供会议使用。",
            "、".join(dict.fromkeys(helpers)),
            _day(date.today()),
        ),
        notes,
        links,
    )


def _paragraphs(
    lines: list[tuple[str, Record | None]],
) -> tuple[list[Piece], list[list[Piece]]]:
    told = [
        [Piece(f"{number}. {line}。", str(one.pk) if one else "")]
        for number, (line, one) in enumerate(lines, 1)
    ]
    return told[0], told[1:]


def _note(one: Record, given: list[Entry], address: str) -> str:
    """What a line rests on: the register, the entries that delivered, and where to look further."""
    notes = [f"{one._meta.verbose_name}登记"]
    notes += [entry_note(entry) for entry in given[:ROWS_NAMED]]
    if len(given) > ROWS_NAMED:
        notes.append(f"等，另有{len(given) - ROWS_NAMED}笔")
    return "\n".join([*notes, *([f"来历：{address}"] if address else [])])


def item_line(item: ActionItem, times: int) -> str:
    """One open item in words: what, whose, until when, how it stands."""
    parts = [f"{item.title}（{item.owner.name}）"]
    if item.due:
        parts.append(f"时限{_day(item.due)}")
    late = overdue(item.due, item.state, date.today())
    parts.append("已逾期" if late else str(item.get_state_display()))
    if times > 1:
        parts.append(f"已带过{times}次会议")
    return "，".join(parts)


def promise_line(commitment: Commitment, done: Kept) -> str:
    """One promise in words, each rung by itself."""
    given = [
        f"{STAGE_WORDS[stage]}{in_words(done.rungs[stage])}"
        for stage in STAGE_WORDS
        if stage in done.rungs
    ]
    told = "，".join(given) or "台账还没有兑现的记录"
    return f"{commitment.title}（{commitment.owner.name}）：承诺{in_words(done.promised)}，{told}"


def visit_line(visit: Visit) -> str:
    """One visit in words, and what came of it."""
    many = "" if visit.person_times is None else f"，{visit.person_times}人次"
    outcome = visit.outcome.splitlines()[0].rstrip("。") if visit.outcome else "还没有写下成果"
    return f"{_day(visit.start)}，{visit.title}{many}：{outcome}"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
