"""议定事项: what was decided, whose task it is, and how it is done and verified."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.cooperation import services
from shanhai.cooperation.models import ActionItem, Joint
from shanhai.cooperation.queries import carrying, items, side_of, times_carried, to_do, to_verify
from shanhai.cooperation.rules import CooperationError, overdue
from shanhai.records.models import Ref
from shanhai.records.rules import StaleVersion
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, sees_ref, sides
from shanhai.web.access import get_visible, needs
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import act, asked_pairing, crumbs_below, expected, form_page, write
from shanhai.web.occasion_words import item_state
from shanhai.web.pages.records import ref_url
from shanhai.web.presentation import Wait
from shanhai.web.task_forms import ItemForm, LooseItemForm, SettleForm, item_initial

State = ActionItem.State
WAITS_SHOWN = 20


def _by_state(rows: QuerySet, value: str) -> QuerySet:
    late = {"state__in": [State.OPEN, State.RETURNED], "due__lt": date.today()}
    return rows.filter(**late) if value == "overdue" else rows.filter(state=value)


def _count_carried(rows: list[ActionItem]) -> None:
    found = times_carried(rows, date.today())
    for row in rows:
        row.carried = found.get(row.pk, 0)  # type: ignore[attr-defined]


ITEMS = Listing(
    name="action-items",
    title=_lazy("议定事项"),
    note=_lazy("会上定的、互访提出的，都在这里跟到对方核实为止。"),
    rows=lambda request: items(request.user),  # type: ignore[arg-type]
    columns=(
        Column("title", _lazy("事项"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("owner", _lazy("责任单位"), lambda row: row.owner.name, sort="owner__name"),
        Column("due", _lazy("时限"), lambda row: row.due, DATE, sort="due"),
        Column("state", _lazy("状态"), item_state, STATE, sort="state"),
        Column("source", _lazy("提出于"), lambda row: row.source.label if row.source else ""),
        Column(
            "raised_on",
            _lazy("议定日期"),
            lambda row: row.raised_on,
            DATE,
            sort="raised_on",
            shown=False,
        ),
        Column("carried", _lazy("带过几次会"), lambda row: row.carried, NUMBER, shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice(
            "state",
            _lazy("状态"),
            lambda request: [("overdue", _("逾期")), *State.choices],
            _by_state,
        ),
        Days("due", _lazy("时限"), "due"),
    ),
    search=("title__icontains", "owner__name__icontains"),
    order="due",
    url=lambda row: reverse("action-item", args=[row.pk]),
    complete=_count_carried,
    buttons=(Button(_lazy("提出事项"), "action-item-new", "register"),),
    empty=(_lazy("还没有议定事项"), _lazy("在会议或互访的页面上加；没办完的会自己带进下一次会。")),
    icon="check",
)


@needs("view")
def item_list(request: HttpRequest) -> HttpResponse:
    """The action items within reach."""
    return show(request, ITEMS, "occasions/list.html", section="action-items", crumbs=_crumbs())


_crumbs = partial(crumbs_below, _lazy("议定事项"), "action-items")


def _item(request: HttpRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.select_related(
        "ref", "owner", "source", "partnership__helper", "partnership__recipient", "done_by",
        "verified_by",
    )  # fmt: skip
    return get_visible(request, rows, pk=pk)


@needs("view")
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One action item and the step that is next."""
    return _page(request, _item(request, pk))


def _page(request: HttpRequest, item: ActionItem, form: SettleForm | None = None) -> HttpResponse:
    user: Any = request.user
    live = item.ref.archived_at is None
    open_now = item.state in (State.OPEN, State.RETURNED)
    side = side_of(item.owner, [item.partnership])
    writes = may(user, "register") and live
    speaks = side not in ("helper", "recipient") or side in sides(user, item.partnership)
    why_not = services.obstacle(user, item) if item.state == State.DONE else ""
    source_url = ref_url(item.source) if item.source and sees_ref(user, item.source) else ""
    files = item.ref.attachments.filter(removed_at=None)
    context = {
        "item": item, "state": item_state(item), "side": side, "source_url": source_url,
        "carried": carrying(user, item),
        "writes": may(user, "register"), "live": live, "files": list(files),
        "form": (form or SettleForm(user=user, initial={"expected": item.version}))
        if writes and open_now and speaks else None,
        "verifies": live and item.state == State.DONE and may(user, "confirm") and not why_not,
        "why_not": why_not if may(user, "confirm") else "",
        "may_edit": writes and open_now,
        "waits_for_other": writes and open_now and not speaks,
        "crumbs": _crumbs((item.title, "")),
    }  # fmt: skip
    bad = form is not None and form.errors
    return render(request, "occasions/item.html", context, status=422 if bad else 200)


@needs("register")
def item_new(request: HttpRequest) -> HttpResponse:
    """Raise an action item from no occasion."""
    pairing = asked_pairing(request)
    initial = {"partnership": pairing.pk if pairing else None}
    form = LooseItemForm(request.POST or None, user=request.user, initial=initial)  # type: ignore[arg-type]

    def verb() -> ActionItem:
        data = form.cleaned_data
        return services.raise_item(
            request.user, data["partnership"], data["title"], data["node"], data["due"]
        )  # type: ignore[arg-type]

    title, back = _("提出事项"), reverse("action-items")
    return write(request, form, verb, _("已登记“%s”。"), "action-item") or form_page(
        request, form, title, back, _crumbs((title, ""))
    )


@needs("register")
def item_raise(request: HttpRequest, ref: int) -> HttpResponse:
    """Raise an action item from an object: its partnerships are its own."""
    source, pairings = _source(request, ref)
    record = source.record
    form = ItemForm(request.POST or None, user=request.user, pairings=pairings)  # type: ignore[arg-type]

    def verb() -> ActionItem:
        data: dict[str, Any] = form.cleaned_data
        if isinstance(record, Joint):
            return services.agree_item(
                request.user, record, data["title"], data["node"], data["due"]
            )  # type: ignore[arg-type]
        return services.raise_item(
            request.user, pairings[0], data["title"], data["node"], data["due"], source=record
        )  # type: ignore[arg-type]

    title, back = _("加一条议定事项"), ref_url(source)
    return write(request, form, verb, _("已登记“%s”。"), "action-item") or form_page(
        request, form, title, back, _crumbs((source.label, back), (title, "")), source.label
    )


def _source(request: HttpRequest, pk: int) -> tuple[Ref, list[Partnership]]:
    """An object the user may see, and the partnerships it belongs to."""
    ref = get_object_or_404(Ref, pk=pk)
    if not sees_ref(request.user, ref):  # type: ignore[arg-type]
        raise Http404
    record: Any = ref.record
    if isinstance(record, Joint):
        return ref, list(dict.fromkeys([record.partnership, *record.partnerships.all()]))
    pairing = record if isinstance(record, Partnership) else getattr(record, "partnership", None)
    if pairing is None:
        raise Http404
    return ref, [pairing]


@needs("register")
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is to be done, by whom or until when."""
    item = _item(request, pk)
    form = ItemForm(
        request.POST or None, user=request.user, pairings=[item.partnership],  # type: ignore[arg-type]
        initial=item_initial(item),
    )  # fmt: skip

    def verb() -> ActionItem:
        data = form.cleaned_data
        return services.edit_item(
            request.user, item, data["title"], data["node"], data["due"], data["expected"],
            request.POST.get("why", ""),
        )  # type: ignore[arg-type]  # fmt: skip

    back = reverse("action-item", args=[pk])
    return write(request, form, verb, _("已改好“%s”。"), "action-item") or form_page(
        request, form, _("修改议定事项"), back, _crumbs((item.title, back), (_("修改"), "")),
        editing=True,
    )  # fmt: skip


@require_POST
@needs("register")
def item_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an action item is done, with the evidence."""
    item = _item(request, pk)
    form = SettleForm(request.POST, request.FILES, user=request.user)  # type: ignore[arg-type]
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.settle_item(
                request.user, item, data["progress"], data["expected"], _proof(data["file"])
            )  # type: ignore[arg-type]
        except (CooperationError, StaleVersion) as error:
            form.add_error(None, str(error))
            item = _item(request, pk)
        else:
            return redirect("action-item", pk)
    return _page(request, item, form)


def _proof(file: Any) -> services.Proof | None:
    if file is None:
        return None
    if file.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        raise CooperationError(_("佐证文件超过 %s MB，请压缩后再上传。") % limit)
    return services.Proof(file.name, file.read(), file.content_type or "")


@require_POST
@needs("confirm")
def item_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify that an action item is done."""
    item, remark = _item(request, pk), request.POST.get("remark", "")
    return act(
        request,
        lambda: services.verify_item(request.user, item, remark, expected(request)),  # type: ignore[arg-type]
        _("已核实“%s”。") % item,
        "action-item",
        pk,
    )


@require_POST
@needs("confirm")
def item_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an action item back to its owner."""
    item, remark = _item(request, pk), request.POST.get("remark", "")
    return act(
        request,
        lambda: services.return_item(request.user, item, remark, expected(request)),  # type: ignore[arg-type]
        _("已退回“%s”。") % item,
        "action-item",
        pk,
    )


def item_waits(user: Any) -> list[Wait]:
    """What waits for the user among the action items: to do for their side, to verify for the
    other's."""
    todo = list(to_do(user)[:WAITS_SHOWN]) if may(user, "register") else []
    done = list(to_verify(user)[:WAITS_SHOWN]) if may(user, "confirm") else []
    words = [(_("办理"), _("去办理"), todo), (_("核实"), _("去核实"), done)]
    return [
        Wait(
            verb, item.title, reverse("action-item", args=[item.pk]), action,
            note=f"{item.partnership} · {item.owner.name}",
            due=_("%(day)s 已逾期") % {"day": item.due} if late else str(item.due or ""),
            late=late, icon="check",
        )
        for verb, action, rows in words
        for item in rows
        for late in [overdue(item.due, item.state, date.today())]
    ]  # fmt: skip


urlpatterns = [
    path("cooperation/items/", item_list, name="action-items"),
    path("cooperation/items/new/", item_new, name="action-item-new"),
    path("cooperation/items/from/<int:ref>/", item_raise, name="action-item-raise"),
    path("cooperation/items/<int:pk>/", item_detail, name="action-item"),
    path("cooperation/items/<int:pk>/edit/", item_edit, name="action-item-edit"),
    path("cooperation/items/<int:pk>/settle/", item_settle, name="action-item-settle"),
    path("cooperation/items/<int:pk>/verify/", item_verify, name="action-item-verify"),
    path("cooperation/items/<int:pk>/return/", item_return, name="action-item-return"),
]
