"""What both sides of the demo do together: agreements, meetings with their action items, visits and
plans, through the verbs; some of it by users of both sides, some left for the visitor to do."""

from datetime import date, timedelta
from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common.amounts import Amount
from shanhai.cooperation import services
from shanhai.cooperation.models import ActionItem, Gift, Joint
from shanhai.cooperation.services import (
    AgreementFacts,
    AmendmentFacts,
    MeetingFacts,
    PlanFacts,
    VisitFacts,
)
from shanhai.ledger.models import Entry
from shanhai.reconciliation.promises.queries import deliverable
from shanhai.reconciliation.promises.services import deliver
from shanhai.registry.models import Agreement

Users = dict[str, User]
_AGREEMENT = ("title", "level", "field", "signed_on", "start", "end", "note")
_MEETING = ("kind", "level", "title", "place", "chair", "minutes", "attendees", "agenda", "reports",
            "media", "decisions", "gifts")  # fmt: skip
_VISIT = ("direction", "title", "start", "end", "leader", "batches", "person_times", "parties",
          "stops", "purpose", "outcome", "staff_called_on")  # fmt: skip


def occasions() -> dict[str, Any]:
    """demo/occasions.yaml."""
    return yaml.safe_load((folder() / "occasions.yaml").read_text("utf-8"))


def _given(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def sign_agreements() -> None:
    """The agreements with what they promise and how they were changed."""
    for row in occasions()["agreements"]:
        given = _given(row, _AGREEMENT)
        if "ends_in" in row:
            given["end"] = date.today() + timedelta(days=row["ends_in"])
        pairing = partnership(row["partnership"])
        agreement = services.sign_agreement(None, AgreementFacts(pairing, **given))
        for one in row.get("commitments", []):
            services.promise(
                None, agreement, one["title"], place(one["owner"]),
                Amount.of(one["value"], one["unit"]), one["due"], one.get("indicator", ""),
            )  # fmt: skip
        for one in row.get("amendments", []):
            services.amend(None, agreement, _amendment(agreement, one))


def _amendment(agreement: Agreement, row: dict[str, Any]) -> AmendmentFacts:
    changed = agreement.commitments.filter(title=row.get("commitment")).first()
    return AmendmentFacts(
        row["signed_on"], row["subject"], row.get("after", ""), row.get("before", ""), changed,
        Amount.of(row["value"], changed.unit) if changed else None,
    )  # fmt: skip


def hold_meetings(users: Users) -> None:
    """The meetings in the order they were held, with their items."""
    for row in occasions()["meetings"]:
        held = row.get("held_on") or date.today() + timedelta(days=row["held_in"])
        signed = list(Agreement.objects.filter(title__in=row.get("signed", [])))
        pairing = partnership(row["partnership"])
        facts = MeetingFacts(
            [pairing], held_on=held, agreements=signed, **_given(row, _MEETING)
        )  # fmt: skip
        _decide(users, services.register_meeting(None, facts), row)


def make_visits(users: Users) -> None:
    """The visits, some without an outcome."""
    for row in occasions()["visits"]:
        facts = VisitFacts([partnership(row["partnership"])], **_given(row, _VISIT))
        _decide(users, services.register_visit(None, facts), row)


def _decide(users: Users, occasion: Joint, row: dict[str, Any]) -> None:
    for one in row.get("items", []):
        item = services.agree_item(None, occasion, one["title"], place(one["owner"]), one["due"])
        if "done_by" in one:
            services.settle_item(users[one["done_by"]], item, one["progress"])
        _judge(users, item, one)


def _judge(users: Users, item: ActionItem, row: dict[str, Any]) -> None:
    if "verified_by" in row:
        services.verify_item(users[row["verified_by"]], item, row["remark"])
    if "returned_by" in row:
        services.return_item(users[row["returned_by"]], item, row["remark"])


def make_plans() -> None:
    """The yearly plans with the quarters reviewed so far."""
    for row in occasions()["plans"]:
        facts = PlanFacts(
            partnership(row["partnership"]), place(row["team"]), row["year"], row["title"],
            row["summary"],
        )  # fmt: skip
        plan = services.make_plan(None, facts)
        tasks = [
            services.set_task(None, plan, one["title"], place(one["owner"]), one["due"])
            for one in row["tasks"]
        ]
        for one in row["reviews"]:
            told = zip(tasks, one["percents"], strict=True)
            progress = {task.pk: (percent, "") for task, percent in told}
            services.review_quarter(None, plan, one["quarter"], one["summary"], progress)


def keep_promises(users: Users) -> None:
    """Link entries of the office's workbook to what was promised, as a user would."""
    city = users["city"]
    for row in occasions()["agreements"]:
        for one in row.get("commitments", []):
            if not one.get("deliver"):
                continue
            agreement = Agreement.objects.get(title=row["title"])
            promise = agreement.commitments.get(title=one["title"])
            for entry in deliverable(city, promise)[: one["deliver"]]:
                deliver(city, promise, entry)


def link_gifts(users: Users) -> None:
    """Say of gifts handed over at meetings which entry of the office's workbook each became."""
    for row in occasions()["meetings"]:
        vouchers = row.get("gift_vouchers", {})
        for gift in Gift.objects.filter(meeting__title=row["title"], text__in=vouchers):
            entry = Entry.objects.get(voucher=vouchers[gift.text])
            services.link_gift(users["city"], gift, entry.ref)
