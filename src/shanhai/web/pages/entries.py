"""One entry: what both sides say of it, what it rests on, and the steps it goes through."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator
from shanhai.common.keys import Key, Stage
from shanhai.ledger.books import source_words
from shanhai.ledger.donations.queries import INDICATOR
from shanhai.ledger.models import Donation, Entry, Evidence
from shanhai.ledger.queries import (
    Desk,
    editable_columns,
    entry_page,
    entry_states,
    live,
    possible_steps,
    same_matter,
    standing_of,
)
from shanhai.ledger.rules import STANDING_WORDS, LedgerError, Standing
from shanhai.ledger.services import (
    EvidenceFacts,
    add_evidence,
    edit,
    enter,
    facts_of,
    problems,
    state,
)  # fmt: skip
from shanhai.ledger.services import (
    reverse as reverse_entry,
)
from shanhai.ledger.workbooks.cells import CellError, read_amount
from shanhai.ledger.workbooks.post import blob_is_wholly_visible
from shanhai.reconciliation.models import Supply
from shanhai.records.models import ChangeSet, Version
from shanhai.records.rules import StaleVersion, StateError
from shanhai.records.services import attach
from shanhai.registry.models import Node
from shanhai.registry.queries import may, sides, told_ends, visible_to
from shanhai.sources.queries import read_blob
from shanhai.web.access import get_visible, needs
from shanhai.web.asof import entry_on
from shanhai.web.drafts import draft_key, saved
from shanhai.web.entry_form import EntryForm, book_of, initial_of
from shanhai.web.keys import asked_day, trail_url
from shanhai.web.pages.books import ALL, BULK, STANDING_TONES
from shanhai.web.pages.funds import use_of
from shanhai.web.presentation import Rung
from shanhai.web.work_forms import offered_pairings

AROUND = 60
# States in which the two sides say whether they agree.
SPOKEN = ("submitted", "confirmed")
STEP_TONES = {
    **dict.fromkeys(["submit", "check", "confirm", "approve", "lock"], "primary"),
    **dict.fromkeys(["return", "void", "withdraw"], "danger"),
}


def entry_of(request: HttpRequest, pk: int) -> Entry:
    """One entry through the one gate."""
    return get_visible(
        request,
        Entry.objects.select_related(
            "partnership__helper", "partnership__recipient", "helper", "recipient", "office"
        ),
        pk=pk,
    )


def _whole(request: HttpRequest, pk: int) -> Entry:
    """One entry with everything its page tells of it."""
    entry = entry_page(visible_to(request.user, Entry.objects.filter(pk=pk))).first()
    if entry is None:
        raise Http404
    return entry


@needs("view", then=None)
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one entry."""
    entry = _whole(request, pk)
    day = asked_day(request.GET)
    if day:
        return entry_on(request, entry, day)
    return render(request, "entries/page.html", _context(request, entry))


def _gift(user: Any, entry: Entry) -> dict[str, Any]:
    """The gift an entry tells of, or that it may be followed as one."""
    if entry.indicator != INDICATOR or entry.unit != "元" or entry.reverses_id:
        return {}
    told = Donation.objects.filter(told__entry=entry, ref__archived_at=None).first()
    return {"gift": told, "may_follow": told is None and may(user, "enter")
            and entry.state != Entry.State.VOID}  # fmt: skip


def _context(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    user, words = request.user, source_words(settings.VOCABULARY_DIR)
    acting = sides(user, entry.partnership)
    standing = standing_of(entry)
    book = book_of(entry.book)
    key = Key(entry.indicator, entry.helper_id, entry.recipient_id, period=entry.period,
              stage=Stage(entry.stage))  # fmt: skip
    evidence = [_shown_evidence(user, one) for one in entry.evidence.all()]
    files = list(entry.ref.attachments.filter(removed_at=None).select_related("blob"))
    return {
        "entry": entry, "book": book,
        "indicator": indicator(entry.indicator, settings.VOCABULARY_DIR),
        "form_word": words["forms"].get(entry.form, {}).get("name", ""),
        "source_word": words["classes"].get(entry.source_class, {}).get("name", ""),
        "details": [(column.name, entry.details[column.key]) for column in book.details
                    if entry.details.get(column.key)],
        "parties": _parties(entry), "rungs": _rungs(user, entry),
        "trail": trail_url(key, entry.unit),
        "sides": _statements(entry, acting, user), "standing": _(STANDING_WORDS[standing]),
        "apart": standing is Standing.DIFFERS and entry.state in SPOKEN,
        "standing_code": STANDING_TONES.get(standing, "pending"),
        "supply": visible_to(user, Supply.objects.filter(deliveries__entry=entry)).first(),
        **_gift(user, entry),
        "use": use_of(user, entry) if entry.book == "funds" else None,
        "evidence": evidence, "files": files, "evidence_count": len(evidence) + len(files),
        "wanted": book.evidence,
        "steps": [(verb, BULK.get(verb) or _("作废"),
                   STEP_TONES.get(verb, "")) for verb in possible_steps(user, entry)],
        "may_edit": may(user, "supplement") and bool(editable_columns(user, entry)),
        "way": _way(entry), "returned": _returned(entry),
        "late": entry.due is not None and entry.due < date.today(),
        "may_reverse": may(user, "enter") and entry.state == "locked"
        and not entry.reversals.all(),
        "may_add": may(user, "enter"),
        "doubts": [one.message for one in problems(facts_of(entry), entry.units < 0)],
        "crumbs": [(_("台账"), reverse("books")), (_(book.name), reverse("book", args=[book.code])),
                   (entry.title, "")],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayPoint:
    """One state on an entry's way: done, now, or to come; with whom and until when."""

    name: str
    when: str
    office: str
    due: date | None = None


def _way(entry: Entry) -> list[WayPoint]:
    """The way from draft to lock, with the office of each step."""
    states, desk = entry_states(), Desk()
    passes = desk.passes(entry)
    codes = [code for code in states if states[code].get("only", "") in ("", *passes)
             and code not in ("returned", "void")]  # fmt: skip
    at = "draft" if entry.state == "returned" else entry.state
    if at not in codes:
        return []
    return [
        WayPoint(
            _(states["returned" if entry.state == "returned" and code == at else code]["name"]),
            "now" if code == at else "done" if place < codes.index(at) else "ahead",
            str((entry.office if code == at else None) or desk.holder(entry, code) or ""),
            entry.due if code == at else None,
        )
        for place, code in enumerate(codes)
    ]


def _returned(entry: Entry) -> ChangeSet | None:
    """The return by which the entry came to be where it is."""
    newest = Version.objects.filter(ref=entry.pk).order_by("-number").first()
    change_set = newest.change_set if newest else None
    return change_set if change_set and change_set.verb == "return" else None


def _parties(entry: Entry) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for party in entry.parties.all():
        share = Amount.exactly(party.share, entry.unit) if party.share is not None else None
        groups.setdefault(_(party.get_role_display()), []).append((party.name, share))
    return list(groups.items())


def _rungs(user: Any, entry: Entry) -> list[Rung]:
    """The same matter at every stage it is recorded at."""
    rows = same_matter(live(user).exclude(state=Entry.State.VOID), entry.pk)
    amounts: dict[str, Amount] = {}
    sheet = reverse("book", args=[ALL.code])
    for row in rows:
        known = amounts.get(row.stage)
        amounts[row.stage] = row.amount if known is None else known + row.amount
    return [
        Rung(stage.value, amounts.get(stage.value),
             to=f"{sheet}?matter={entry.pk}&stage={stage.value}#entries")
        for stage in Stage
    ]  # fmt: skip


def _statements(entry: Entry, acting: set[str], user: Any) -> list[dict[str, Any]]:
    """For each side: its newest statement on this edition, and whether the user speaks for it."""
    open_now = entry.state in SPOKEN and may(user, "confirm")
    newest = {}
    for one in entry.statements.all():
        if one.edition == entry.edition:
            newest.setdefault(one.side, one)
    return [
        {
            "side": side, "name": getattr(entry, side).name,
            "statement": newest.get(side),
            "amount": Amount.exactly(newest[side].units, entry.unit) if side in newest else None,
            "differs": side in newest and newest[side].units != entry.units,
            "may": open_now and side in acting,
        }
        for side in ("helper", "recipient")
    ]  # fmt: skip


def _shown_evidence(user: Any, one: Evidence) -> dict[str, Any]:
    shown: dict[str, Any] = {"one": one, "url": ""}
    if one.span:
        text, span = one.span.document.text, one.span
        shown |= {
            "before": text[max(0, span.start - AROUND) : span.start],
            "quote": span.quote,
            "after": text[span.end : span.end + AROUND],
            "name": span.document.name,
        }
    elif one.blob and blob_is_wholly_visible(user, one.blob):
        shown["url"] = reverse("evidence-file", args=[one.entry_id, one.pk])
    return shown


@needs("enter")
def entry_new(request: HttpRequest) -> HttpResponse:
    """Record a fact."""
    book = book_of(request.GET.get("book", ""))
    form = EntryForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        book=book,
        initial=first_guess(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = _entered(request.user, form)
        except LedgerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已记下“%s”，现为草稿。") % entry)
            return saved(request, redirect("entry", entry.pk))
    return _form_page(request, form, _("记一条"), reverse("book", args=[book.code]))


@transaction.atomic
def _entered(user: Any, form: EntryForm) -> Entry:
    entry = enter(user, form.entry_facts(), _voucher(form))
    if photo := form.cleaned_data["photo"]:
        attach(user, entry, *photo, _("凭证"))
    return entry


def first_guess(request: HttpRequest) -> dict[str, Any]:
    """What the address tells already, or the user's only partnership."""
    rows = offered_pairings(request.user)
    asked = request.GET.get("partnership", "")
    chosen = list(rows.filter(pk=asked) if asked.isdecimal() else rows[:2])
    if len(chosen) != 1:
        return {}
    pairing = chosen[0]
    ends = told_ends(request.user, pairing)
    return {"partnership": pairing.pk} | {side: node.name for side, node in ends.items()}


def _voucher(form: EntryForm) -> list[EvidenceFacts]:
    number = form.cleaned_data["voucher"]
    return [EvidenceFacts(voucher=number)] if number else []


@needs("supplement")
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an entry says. Someone else's change meanwhile is shown, never overwritten
    unseen: what was typed stays, and saving again is a decision."""
    entry = entry_of(request, pk)
    book = book_of(entry.book)
    allowed = editable_columns(request.user, entry)
    form = EntryForm(request.POST or None, user=request.user, book=book, initial=initial_of(entry))
    form.only(allowed)
    stale, edition = None, entry.edition
    if request.method == "POST" and form.is_valid():
        try:
            edit(
                request.user,
                entry,
                form.entry_facts(),
                form.cleaned_data["expected"],
                request.POST.get("why", ""),
            )
        except StaleVersion as error:
            stale = error
            form.data = form.data.copy()
            form.data["expected"] = str(error.number)
        except LedgerError as error:
            form.add_error(None, str(error))
        else:
            new = _("已改，成为第%s版；双方要重新核对。") % entry.edition
            messages.success(request, new if entry.edition > edition else _("已补充。"))
            return saved(request, redirect("entry", entry.pk))
    return _form_page(request, form, _("修改"), reverse("entry", args=[pk]), entry, stale)


def _form_page(
    request: HttpRequest,
    form: EntryForm,
    title: str,
    back: str,
    entry: Entry | None = None,
    stale: StaleVersion | None = None,
) -> HttpResponse:
    ends = [
        end
        for pairing in form.fields["partnership"].queryset
        for end in (pairing.helper_id, pairing.recipient_id)
    ]
    places = (
        Node.objects.filter(lineage__ancestor__in=ends)
        .exclude(level__in=["organisation", "village"])
        .distinct()
        .order_by("pk")[:200]
    )
    members = Node.objects.filter(clusters__cluster__in=ends).distinct()
    context = {
        "draft": draft_key(request), "refused": bool(form.errors) or stale is not None,
        "form": form, "title": title, "back": back, "entry": entry, "stale": stale,
        "current": initial_of(Entry.objects.get(pk=entry.pk)) if entry and stale else None,
        "places": dict.fromkeys([*members, *places]), "book": form.book,
        "crumbs": [(_("台账"), reverse("books")), (form.book.name,
                    reverse("book", args=[form.book.code])), (title, "")],
    }  # fmt: skip
    bad = bool(form.errors) or stale is not None
    return render(request, "entries/form.html", context, status=422 if bad else 200)


REFUSALS = (LedgerError, StateError, StaleVersion, CellError)


def act(request: HttpRequest, pk: int, action: Any, done: Callable[[], str]) -> HttpResponse:
    """Do something with an entry and say what was done, or say why not."""
    try:
        action()
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done())
    return redirect("entry", pk)


def expected(request: HttpRequest) -> int | None:
    """The version the person had before their eyes."""
    typed = request.POST.get("expected", "")
    return int(typed) if typed.isdecimal() else None


@require_POST
@needs("confirm")
def entry_state(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """What one side says of an entry; what was refused stays typed."""
    entry = entry_of(request, pk)
    typed = {name: request.POST.get(name, "").strip() for name in ("value", "why")}
    try:
        units = _stated(entry, typed["value"])
        state(request.user, entry, side, units, typed["why"], expected(request))
    except REFUSALS as error:
        refused = {"side": side, "error": str(error), **typed}
        context = _context(request, _whole(request, pk)) | {"refused": refused}
        return render(request, "entries/page.html", context, status=422)
    messages.success(request, _("已记下这一方的意见。"))
    return redirect("entry", pk)


def _stated(entry: Entry, typed: str) -> int:
    """The number a side states; nothing typed is the one recorded. Pages show money in whichever
    unit the reader likes, so a sum without its unit could mean either."""
    if not typed:
        return entry.units
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)
    units, named = read_amount(typed, entry.unit, 1, words)
    if entry.unit == "元" and units and not named:
        sentence = _("“%(typed)s”没有写单位：请写“%(typed)s万元”或“%(typed)s元”。")
        raise CellError(sentence % {"typed": typed})
    return units


@require_POST
@needs("enter")
def entry_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the reversal of a locked entry."""
    entry = entry_of(request, pk)
    return act(
        request,
        pk,
        lambda: reverse_entry(request.user, entry, request.POST.get("why", "")),
        lambda: _("已起草冲销，提交后生效。"),
    )


@require_POST
@needs("enter")
def entry_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a voucher number under an entry."""
    entry = entry_of(request, pk)

    def add() -> None:
        number = request.POST.get("voucher", "").strip()
        if not number:
            raise LedgerError(_("请填写凭证号。"))
        add_evidence(
            request.user, entry, EvidenceFacts(voucher=number, note=request.POST.get("note", ""))
        )

    return act(request, pk, add, lambda: _("已补上凭证。"))


@needs("view")
def evidence_file(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """The file an entry rests on, for whoever may see all of it."""
    entry = entry_of(request, pk)
    one = entry.evidence.select_related("blob").filter(pk=evidence, blob__isnull=False).first()
    if one is None or not blob_is_wholly_visible(request.user, one.blob):
        raise Http404
    name = entry.imported.name if entry.imported else one.blob_id[:12]
    return FileResponse(io.BytesIO(read_blob(one.blob_id)), as_attachment=True, filename=name)


urlpatterns = [
    path("entries/new", entry_new, name="entry-new"),
    path("entries/<int:pk>/", entry_detail, name="entry"),
    path("entries/<int:pk>/edit/", entry_edit, name="entry-edit"),
    path("entries/<int:pk>/state/<str:side>/", entry_state, name="entry-state"),
    path("entries/<int:pk>/reverse/", entry_reverse, name="entry-reverse"),
    path("entries/<int:pk>/evidence/", entry_evidence, name="entry-evidence"),
    path("entries/<int:pk>/evidence/<int:evidence>/", evidence_file, name="evidence-file"),
]
