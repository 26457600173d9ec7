"""The one machinery of the pages of objects: list, form, page, and what is added on the page.

A kind of object is declared once (see pages/projects.py) and answers with `addresses(KIND)`:

    PROJECTS = Kind(
        name="project",               # the Ref's kind; addresses are project, project-new …
        path="projects",
        word=_lazy("项目"),
        listing=LISTING,              # web/lists.py
        rows=lambda: project_page(Project.objects.all()),
        form=ProjectForm, register=register_project, edit=edit_project,
        show=shown,                   # request, object → Shown: what stands on its page
        parts=(Part("step", _lazy("登记进度"), StepForm, take_step, _lazy("已登记。")), …),
    )

Every object is fetched through the one gate; every verb's refusal is shown where it was asked for,
with what was typed. History, comments and files come from records/panel.html.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.models import PointColumns
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services import archive, restore
from shanhai.cooperation.services.points import locate
from shanhai.ledger.models import Entry
from shanhai.ledger.rules import LedgerError
from shanhai.records.models import Attachment, Record
from shanhai.records.past.queries import current_day, day_looked_at
from shanhai.records.rules import StaleVersion
from shanhai.records.services import attach
from shanhai.registry.queries import may
from shanhai.web.access import get_visible, needs
from shanhai.web.list_page import Cell, written_cell
from shanhai.web.listing import DATE, FIGURE, NUMBER, STATE, TEXT, Listing
from shanhai.web.lists import show as show_list
from shanhai.web.object_form import asked_pairing, asks_pairing, fill_again, write
from shanhai.web.pages.records import record_url
from shanhai.web.presentation import STAGE_WORDS, Linked, Rung, Words
from shanhai.web.work_forms import ObjectForm, PartForm, PhotoForm, PointForm, columns_of

# Where on the page of an object its history, comments and files stand.
PAPERS = "#papers"
REFUSALS = (CooperationError, LedgerError, StaleVersion)


@dataclass(frozen=True, slots=True)
class Part:
    """Something added to an object on its page: a form, and the verb it gives to."""

    key: str
    word: Words
    form: type[PartForm]
    act: Callable[[Any, Any, PartForm], object]
    done: Words
    verb: str = "register"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong to an object, and what may be added to them (keys of parts). `key` names
    the table on its page, for the numbers at the head that come of its rows."""

    title: Words
    headings: Sequence[tuple[Words, str]]
    rows: Sequence[Sequence[Cell]]
    parts: Sequence[str] = ()
    empty: Words = ""
    note: Words = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way an object goes: passed, where it stands, or still to come."""

    word: Words
    on: Any = None
    standing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One number at the head of a page: what a trail adds up to, or what rows elsewhere (`to`)
    make; else it was recorded of the object itself, and its papers tell of it."""

    label: Words
    amount: Amount | None
    stage: str = ""
    trail: str = ""
    note: Words = ""
    to: str = PAPERS


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the page of an object."""

    facts: Sequence[tuple[Words, Any]]
    state: tuple[str, Words] | None = None
    numbers: Sequence[Number] = ()
    ladder: Sequence[Rung] = ()
    doubts: Sequence[str] = ()
    way: Sequence[Step] = ()
    first: Sequence[str] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object as declared; see above."""

    name: str
    path: str
    word: Words
    listing: Listing
    rows: Callable[[], Any]
    form: type[ObjectForm]
    register: Callable[..., Any]
    edit: Callable[..., Any]
    show: Callable[[HttpRequest, Any], Shown]
    facts_of: Callable[[Any], Any] | None = None  # as it stands; without it, its columns
    parts: Sequence[Part] = ()
    photos: bool = True  # not of a person
    verb: str = "register"
    edit_form: type[ObjectForm] | None = None
    summary: Callable[[HttpRequest], Sequence[Table]] | None = None
    archive: Callable[[Any, Any, str], object] = archive
    restore: Callable[[Any, Any, str], object] = restore

    def parts_of(self, record: Any) -> Sequence[Part]:
        """What is added on the page of an object: its own parts, and what every one has."""
        located = isinstance(record, PointColumns)
        return (*self.parts, *[PHOTO] * self.photos, *[POINT] * located)


def _photo(user: Any, record: Any, form: PartForm) -> object:
    name, content, media_type = form.cleaned_data["photo"]
    return attach(user, record, name, content, media_type, form.cleaned_data["caption"])


PHOTO = Part("photo", _lazy("添加照片"), PhotoForm, _photo, _lazy("已添加照片。"))
POINT = Part(
    "point", _lazy("登记位置"), PointForm,
    lambda user, record, form: locate(user, record, *form.said("longitude", "latitude")),
    _lazy("已登记位置。"),
)  # fmt: skip


def _photos(record: Any) -> list[Attachment]:
    """The photos of an object, oldest first."""
    rows = record.ref.attachments.filter(removed_at=None, blob__media_type__startswith="image/")
    return list(rows)


def _facts(record: Any, facts: Sequence[tuple[Words, Any]]) -> list[tuple[Words, Any]]:
    """Facts as they are shown: what has a page of its own leads there."""
    where: Any = ""
    if isinstance(record, PointColumns) and record.longitude is not None:
        words = _("东经 %(lon)s，北纬 %(lat)s") % {"lon": record.longitude, "lat": record.latitude}
        where = Linked(words, f"{record_url(record.partnership)}#spots")  # the map it stands on
    return [
        (name, Linked(str(value), record_url(value))
         if isinstance(value, Record) else value)
        for name, value in [*facts, (_("位置"), where)]
    ]  # fmt: skip


def count(number: int | None, unit: str) -> Amount | None:
    """So many, or nothing."""
    return None if number is None else Amount.exactly(number * SCALE, unit)


def running(row: Any, word: Words = "", ended: Words = "") -> tuple[str, Words]:
    """Whether what was opened one day still goes on, as a mark and a word."""
    if row.closed_on and row.closed_on <= current_day():
        return "closed", ended or _("已停办")
    return "confirmed", word or _("在办")


def table(
    title: Words,
    headings: Sequence[tuple[Words, str]],
    rows: Sequence[Sequence[Any]],
    **options: Any,
) -> Table:
    """A table from plain values; a pair (value, address) is a link. A number without one leads
    where the row leads, or to the papers of the object whose page this is."""
    return Table(title, headings, [_row(headings, row) for row in rows], **options)


def _row(headings: Sequence[tuple[Words, str]], row: Sequence[Any]) -> list[Cell]:
    own, cells = PAPERS, []
    for (heading, kind), value in zip(headings, row, strict=True):
        url = own if kind in (NUMBER, FIGURE) else ""
        if isinstance(value, tuple) and kind != STATE:
            value, url = value
        own = url if not cells and url else own
        cells.append(Cell(kind, written_cell(value), heading, url))
    return cells


def entries_table(title: Words, entries: Iterable[Entry], **options: Any) -> Table:
    """What the ledger has of an object's money."""
    rows = [
        [(entry.title, reverse("entry", args=[entry.pk])), str(STAGE_WORDS.get(entry.stage, "")),
         entry.amount, entry.period_end, entry.voucher, (entry.state, entry.get_state_display())]
        for entry in entries
    ]  # fmt: skip
    return table(
        title,
        [(_("事项"), TEXT), (_("阶段"), TEXT), (_("金额"), FIGURE), (_("日期"), DATE),
         (_("凭证号"), TEXT), (_("状态"), STATE)],
        rows, **options,
    )  # fmt: skip


def addresses(kind: Kind) -> list[URLPattern]:
    """The addresses of a kind: list, new, page, edit, its parts, out of the lists and back."""
    views = _Views(kind)
    there = f"{kind.path}/<int:pk>/"
    return [
        path(f"{kind.path}/", needs("view")(views.listed), name=kind.listing.name),
        path(f"{kind.path}/new", needs(kind.verb)(views.new), name=f"{kind.name}-new"),
        path(there, needs("view")(views.page), name=kind.name),
        path(f"{there}edit/", needs(kind.verb)(views.edit), name=f"{kind.name}-edit"),
        path(f"{there}add/<slug:part>/", needs("view")(require_POST(views.add)),
             name=f"{kind.name}-add"),
        path(f"{there}shelf/", needs(kind.verb)(require_POST(views.shelf)),
             name=f"{kind.name}-shelf"),
    ]  # fmt: skip


class _Views:
    """The pages of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def listed(self, request: HttpRequest) -> HttpResponse:
        """The list of a kind."""
        crumbs = [*self._above(), (self._title(), "")]
        summary = self.kind.summary
        below = summary(request) if summary and not request.GET.get("export") else ()
        return show_list(request, self.kind.listing, "works/list.html", crumbs=crumbs, below=below)

    def _title(self) -> Words:
        return self.kind.listing.title

    def _above(self) -> list[tuple[Words, str]]:
        return [(_("协作"), reverse("partnerships"))]

    def _crumbs(self, *further: tuple[Words, str]) -> list[tuple[Words, str]]:
        return [*self._above(), (self._title(), reverse(self.kind.listing.name)), *further]

    def _object(self, request: HttpRequest, pk: int) -> Any:
        return get_visible(request, self.kind.rows(), pk=pk)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything about one object."""
        return self._page(request, self._object(request, pk))

    def _page(
        self, request: HttpRequest, record: Any, key: str = "", bound: PartForm | None = None
    ) -> HttpResponse:
        user, kind = request.user, self.kind
        forms = {}
        past = day_looked_at() is not None
        for part in kind.parts_of(record) if not (record.ref.archived_at or past) else ():
            if not may(user, part.verb):
                continue
            form = bound if part.key == key else part.form(
                user=user, record=record, prefix=part.key
            )  # fmt: skip
            if form is not None and form.available:
                url = reverse(f"{kind.name}-add", args=[record.pk, part.key])
                opened = form is bound or request.GET.get("add") == part.key
                forms[part.key] = {"part": part, "form": form, "url": url, "open": opened}
        shown = kind.show(request, record)
        context = {
            "kind": kind, "record": record, "shown": shown, "forms": forms,
            "facts": _facts(record, shown.facts), "photos": _photos(record),
            "first": [forms[one] for one in (*shown.first, "photo", "point") if one in forms],
            "tables": [(one, [forms[part] for part in one.parts if part in forms])
                       for one in shown.tables],
            "may_edit": may(user, kind.verb) and not past,
            "edit_url": reverse(f"{kind.name}-edit", args=[record.pk]),
            "shelf_url": reverse(f"{kind.name}-shelf", args=[record.pk]),
            "crumbs": self._crumbs((str(record), "")),
        }  # fmt: skip
        return render(request, "works/page.html", context, status=422 if bound else 200)

    def new(self, request: HttpRequest) -> HttpResponse:
        """Register an object."""
        kind, user = self.kind, request.user
        guess: dict[str, Any] = {
            key: value for key, value in request.GET.items() if key in kind.form.base_fields
        }
        if "partnership" in kind.form.base_fields and (pairing := asked_pairing(request)):
            guess["partnership"] = pairing.pk
        form = kind.form(request.POST or None, user=user, initial=guess)
        done = write(request, form, lambda: kind.register(user, form.given()),
                     _("已登记“%s”。"), kind.name)  # fmt: skip
        title = _("登记%s") % kind.word
        return done or self._form(request, form, title, reverse(kind.listing.name))

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change an object. Someone else's change meanwhile is shown, never overwritten unseen."""
        kind, record = self.kind, self._object(request, pk)
        shape = kind.edit_form or kind.form
        facts = kind.facts_of(record) if kind.facts_of else columns_of(shape.facts, record)
        known = shape.shown(facts, record.version)
        form = shape(request.POST or None, user=request.user, initial=known)

        def edited() -> Any:
            expected, why = form.cleaned_data["expected"], request.POST.get("why", "")
            kind.edit(request.user, record, form.given(), expected, why)
            return record

        done = write(request, form, edited, _("已保存“%s”。"), kind.name)
        title, back = _("修改%s") % kind.word, reverse(kind.name, args=[pk])
        return done or self._form(request, form, title, back, record)

    def _form(
        self, request: HttpRequest, form: ObjectForm, title: str, back: str, record: Any = None
    ) -> HttpResponse:
        fill_again(request, form)
        further = [(str(record), back)] if record is not None else []
        context = {
            "form": form, "title": title, "back": back, "record": record,
            "pairing_first": record is None and asks_pairing(form),
            "crumbs": self._crumbs(*further, (title, "")),
        }  # fmt: skip
        return render(request, "works/form.html", context, status=422 if form.errors else 200)

    def add(self, request: HttpRequest, pk: int, part: str) -> HttpResponse:
        """Add something to an object, or show why not with what was typed."""
        record = self._object(request, pk)
        found = next((one for one in self.kind.parts_of(record) if one.key == part), None)
        if found is None or record.ref.archived_at:
            raise Http404
        return needs(found.verb)(self._add)(request, record, found)

    def _add(self, request: HttpRequest, record: Any, part: Part) -> HttpResponse:
        form = part.form(
            request.POST, request.FILES, user=request.user, record=record, prefix=part.key
        )
        if form.is_valid():
            try:
                part.act(request.user, record, form)
            except REFUSALS as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, str(part.done))
                return redirect(self.kind.name, record.pk)
        return self._page(request, self._object(request, record.pk), part.key, form)

    def shelf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take an object out of the lists, or bring it back."""
        record = self._object(request, pk)
        back = record.ref.archived_at is not None
        verb = self.kind.restore if back else self.kind.archive
        try:
            verb(request.user, record, request.POST.get("why", ""))
        except REFUSALS as error:
            messages.error(request, str(error))
        else:
            word = _("已移回列表。") if back else _("已移出列表，可以随时移回。")
            messages.success(request, word)
        return redirect(self.kind.name, pk)
