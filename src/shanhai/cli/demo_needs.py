"""The needs and offers of the demo, and what came of some of them: demo/needs.yaml through the
verbs."""

from datetime import date, timedelta
from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Need, Offer
from shanhai.cooperation.services.needs import WantFacts, publish
from shanhai.ledger.services import step
from shanhai.reconciliation.supplies import services


def publish_needs(users: dict[str, User], today: date | None = None) -> None:
    """Publish every need and offer, and lead those that are matched as far as the plan says."""
    plan = yaml.safe_load((folder() / "needs.yaml").read_text(encoding="utf-8"))
    day = today or date.today()
    for kind, rows in ((Need, plan["needs"]), (Offer, plan["offers"])):
        for row in rows:
            publish(users[row["by"]], kind, _facts(row, day))
    for row in plan["supplies"]:
        _supply(users, row, day)


def _facts(row: dict[str, Any], day: date) -> WantFacts:
    pairing = partnership(row["of"])
    return WantFacts(
        pairing, row["side"], place(row["publisher"], pairing), row["title"], row["field"],
        Amount.of(row["value"], row["unit"]), day - timedelta(days=row["ago"]),
        day + timedelta(days=row["within"]), row["details"],
    )  # fmt: skip


def _supply(users: dict[str, User], row: dict[str, Any], day: date) -> None:
    need, offer = Need.objects.get(title=row["need"]), Offer.objects.get(title=row["offer"])
    made = services.supply(users[row["by"]], need, offer, Amount.of(row["value"], need.unit))
    if "agreement" in row:
        services.agree(users[row["by"]], made, row["agreement"], day, None)
    for indicator, value, ago, submitter in row["delivered"]:
        when = day - timedelta(days=ago)
        actor = users[submitter]
        entry = services.draft_delivery(
            actor, made, indicator, Amount.of(value, need.unit), Period(when, when)
        )
        step(actor, entry, "submit")
    if "completed_by" in row:
        services.complete(users[row["completed_by"]], made)
