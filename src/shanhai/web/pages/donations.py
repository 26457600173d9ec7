"""Gifts: their list, and the page of one from the promise to the word back to the giver."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.ledger.books import source_words
from shanhai.ledger.donations.queries import (
    arrived_on,
    donation_page,
    donations,
    unfollowed,
    with_amounts,
)
from shanhai.ledger.donations.rules import Told, doubts
from shanhai.ledger.donations.services import (
    arrive,
    edit_donation,
    follow,
    link,
    note_event,
    note_receipt,
    register_donation,
    shelve,
    unshelve,
)
from shanhai.ledger.funds.queries import allotments
from shanhai.ledger.funds.services import AllotmentFacts, allot
from shanhai.ledger.models import Donation, Entry
from shanhai.ledger.rules import LedgerError
from shanhai.web.access import get_visible, needs
from shanhai.web.donation_forms import (
    ArriveForm,
    DonationForm,
    EventForm,
    GiftForm,
    LinkForm,
    PurposeForm,
    ReceiptForm,
)
from shanhai.web.lists import (
    DATE,
    FIGURE,
    PAIRING,
    STATE,
    TEXT,
    Button,
    Choice,
    Column,
    Listing,
    pairing_filter,
)
from shanhai.web.presentation import STAGE_WORDS, Rung, yuan
from shanhai.web.works import Kind, Part, Shown, Step, Table, addresses, entries_table, table

STAGES = ("promised", "arrived", "used")
LOOSE = 8


def _purpose(user: Any, donation: Donation, form: PurposeForm) -> object:
    data = form.cleaned_data
    project = form.projects.get(data["project"])
    told = AllotmentFacts(data["on"], data["money"], project, data["purpose"])
    return allot(user, form.chosen, told)


PARTS = (
    Part("arrive", _lazy("登记到账"), ArriveForm, lambda user, donation, form: arrive(
        user, donation, *form.said("money", "on", "voucher")),
        _lazy("已记为台账草稿，提交后计入统计。"), "enter"),
    Part("link", _lazy("关联台账记录"), LinkForm, lambda user, donation, form: link(
        user, donation, form.chosen), _lazy("已关联。"), "enter"),
    Part("receipt", _lazy("登记票据"), ReceiptForm, lambda user, donation, form: note_receipt(
        user, donation, *form.said("number", "on", "receiver")), _lazy("已登记票据。"), "enter"),
    Part("purpose", _lazy("写明用途"), PurposeForm, _purpose, _lazy("已写明用途。"), "enter"),
    Part("event", _lazy("登记经办"), EventForm, lambda user, donation, form: note_event(
        user, donation, *form.said("kind", "on", "who", "text", "photo")),
        _lazy("已登记。"), "enter"),
)  # fmt: skip


def state_of(donation: Donation) -> tuple[str, str]:
    """How far a gift has come, by its entries."""
    for stage, tone in (("used", "approved"), ("arrived", "confirmed"), ("promised", "promised")):
        if donation.stages.get(stage):
            return tone, str(STAGE_WORDS[stage])
    return "draft", str(STAGE_WORDS["planned"])


LISTING = Listing(
    name="donations",
    title=_lazy("捐赠"),
    rows=lambda request: donations(request.user),
    columns=(
        Column("title", _lazy("事由"), lambda row: row.title, sort="title"),
        Column("state", _lazy("进度"), state_of, STATE),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("givers", _lazy("捐赠方"), lambda row: "、".join(row.givers)),
        Column("promised", _lazy("承诺"), lambda row: yuan(row.stages.get("promised")), FIGURE),
        Column("arrived", _lazy("到位"), lambda row: yuan(row.stages.get("arrived")), FIGURE),
        Column("used", _lazy("使用"), lambda row: yuan(row.stages.get("used")), FIGURE),
        Column("receiver", _lazy("法定接收方"),
               lambda row: row.legal_receiver and row.legal_receiver.name),
        Column("receipt", _lazy("捐赠票据号"), lambda row: row.receipt, sort="receipt"),
        Column("agreed", _lazy("签约或举牌"), lambda row: row.agreed_on, DATE,
               sort="agreed_on", shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("directed", _lazy("定向捐赠"), [("yes", _lazy("是")), ("no", _lazy("否"))],
               lambda rows, value: rows.filter(directed=value == "yes")),
        Choice("receipt", _lazy("票据"), [("no", _lazy("还没有票据"))],
               lambda rows, value: rows.filter(receipt="")),
    ),
    search=("title__icontains", "receipt__icontains", "legal_receiver__name__icontains"),
    search_hint=_lazy("事由、票据号、接收方"),
    url=lambda row: reverse("donation", args=[row.pk]),
    complete=with_amounts,
    buttons=(Button(_lazy("登记捐赠"), "donation-new", "enter"),),
    note=_lazy("从承诺、到账、开票到使用和反馈；金额都是社会捐赠台账里的记录。"),
    empty=(_lazy("还没有捐赠"), _lazy("会上的认捐、举牌，或已经到账的款物，登记在这里跟到底。")),
    icon="flag",
)  # fmt: skip


def _shown(request: HttpRequest, donation: Donation) -> Shown:
    entries = [row.entry for row in donation.told.all() if row.entry.state != Entry.State.VOID]
    with_amounts([donation])
    purposes = list(allotments(request.user).filter(entry__in=[entry.pk for entry in entries]))
    return Shown(
        facts=_facts(donation, entries),
        state=state_of(donation),
        ladder=_ladder(donation),
        doubts=doubts(_told(donation, entries, purposes), date.today()),
        way=_way(donation, bool(purposes)),
        tables=(
            entries_table(
                _("台账记录"), entries, parts=("arrive", "link", "receipt"),
                note=_("阶段并列，不相加"), key="entries",
            ),
            _purposes_table(purposes), _events_table(donation),
        ),
    )  # fmt: skip


def _ladder(donation: Donation) -> list[Rung]:
    stages = ("planned", *STAGES) if donation.stages.get("planned") else STAGES
    return [Rung(stage, yuan(donation.stages.get(stage)), to="#entries") for stage in stages]


def _parties(entries: list[Entry], role: str) -> list[str]:
    parties = (party for entry in entries for party in entry.parties.all())
    return list(dict.fromkeys(party.name for party in parties if party.role == role))


def _details(entries: list[Entry], key: str) -> str:
    known = (str(entry.details.get(key, "")) for entry in entries)
    return "；".join(dict.fromkeys(one for one in known if one))


def _facts(donation: Donation, entries: list[Entry]) -> list[tuple[Any, Any]]:
    words = source_words(settings.VOCABULARY_DIR)
    first = entries[0] if entries else None
    form = words["forms"].get(first.form, {}).get("name", "") if first else ""
    source = words["classes"].get(first.source_class, {}).get("name", "") if first else ""
    return [
        (_("捐赠方"), "、".join(_parties(entries, "giver"))),
        (_("接收单位"), "、".join(_parties(entries, "receiver"))),
        (_("法定接收方"), donation.legal_receiver),
        (_("最终使用单位"), "、".join(_parties(entries, "end_user"))),
        (_("形式"), _(form) if form else ""),
        (_("资金来源"), _(source) if source else ""),
        (_("物资或服务清单"), _details(entries, "items")),
        (_("折价依据"), _details(entries, "valuation")),
        (_("定向捐赠"), _("是") if donation.directed else ""),
        (_("捐赠票据号"), donation.receipt),
        (_("开票日期"), donation.receipt_on),
        (_("备注"), donation.note),
    ]


def _told(donation: Donation, entries: list[Entry], purposes: list[Any]) -> Told:
    days = {row.kind: row.on for row in donation.events.all()}
    forms_ = source_words(settings.VOCABULARY_DIR)["forms"]
    bare = any(
        forms_.get(entry.form, {}).get("valued")
        and not (entry.details.get("valuation") or entry.note)
        for entry in entries
    )
    stages = donation.stages
    return Told(
        "元", stages.get("promised", 0) or stages.get("planned", 0), stages.get("arrived", 0),
        stages.get("used", 0), [row.units for row in purposes], donation.directed,
        donation.legal_receiver.name if donation.legal_receiver else "",
        _parties(entries, "receiver"), donation.receipt, donation.agreed_on,
        arrived_on(donation), days, bare,
    )  # fmt: skip


def _way(donation: Donation, purposes: bool) -> list[Step]:
    """The links of the chain in order, each with its day when it is done."""
    days = {row.kind: row.on for row in donation.events.all()}
    arrived = arrived_on(donation)
    known = [
        (_("签约或举牌"), donation.agreed_on, bool(donation.agreed_on)),
        (_("到账"), arrived, bool(arrived)),
        (_("开票"), donation.receipt_on, bool(donation.receipt)),
        (_("签收"), days.get("accepted"), "accepted" in days),
        (_("分配"), None, purposes and bool(arrived)),
        (_("使用"), days.get("used"), "used" in days),
        (_("反馈"), days.get("told"), "told" in days),
        (_("公示"), days.get("published"), "published" in days),
    ]
    return [Step(word, on, "passed" if done else "to-come") for word, on, done in known]


def _purposes_table(purposes: list[Any]) -> Table:
    rows = [
        [(row.purpose, reverse("project", args=[row.project_id]) if row.project_id else ""),
         yuan(row.units), row.on, ("unsure", _("份额不明")) if row.units is None
         else ("confirmed", _("已写明"))]
        for row in purposes
    ]  # fmt: skip
    return table(
        _("用途"),
        [(_("用途"), TEXT), (_("金额"), FIGURE), (_("日期"), DATE), (_("份额"), STATE)],
        rows, parts=("purpose",), empty=_("还没有写明用到哪里。"),
    )  # fmt: skip


def _events_table(donation: Donation) -> Table:
    rows = [[row.get_kind_display(), row.on, row.who, row.text] for row in donation.events.all()]
    return table(
        _("经办"),
        [(_("环节"), TEXT), (_("日期"), DATE), (_("经办单位"), TEXT), (_("情况"), TEXT)],
        rows, parts=("event",), empty=_("到账之后的签收、使用、反馈和公示登记在这里。"),
    )  # fmt: skip


def _loose(request: HttpRequest) -> list[Table]:
    """Gifts of the ledger that nobody follows yet; from their page they are taken up."""
    found = unfollowed(request.user).select_related("partnership__helper", "partnership__recipient")
    rows = [
        [(row.title, reverse("entry", args=[row.pk])), str(row.partnership), row.amount,
         row.period_end]
        for row in found[:LOOSE]
    ]  # fmt: skip
    heading = [(_("事项"), TEXT), (_("结对"), TEXT), (_("金额"), FIGURE), (_("日期"), DATE)]
    note = _("最近%s条；点开记录，可从那里跟踪到底") % LOOSE
    return [table(_("台账里还没有跟踪的捐赠"), heading, rows, note=note)] if rows else []


@require_POST
@needs("enter")
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a gift that stands in the ledger."""
    entry = get_visible(request, Entry.objects.select_related("partnership"), pk=pk)
    try:
        donation = follow(request.user, entry)
    except LedgerError as error:
        messages.error(request, str(error))
        return redirect("entry", pk)
    messages.success(request, _("已登记“%s”。") % donation)
    return redirect("donation", donation.pk)


DONATIONS = Kind(
    name="donation",
    path="donations",
    word=_lazy("捐赠"),
    listing=LISTING,
    rows=lambda: donation_page(Donation.objects.all()),
    form=GiftForm,
    edit_form=DonationForm,
    register=register_donation,
    edit=edit_donation,
    show=_shown,
    parts=PARTS,
    verb="enter",
    summary=_loose,
    archive=shelve,
    restore=unshelve,
)

urlpatterns = [
    *addresses(DONATIONS),
    path("donations/follow/<int:pk>/", take_up, name="donation-follow"),
]
