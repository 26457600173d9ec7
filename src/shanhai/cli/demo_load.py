"""`shanhai demo-load`: fills an empty database with the demo, only through the verbs a user has.

The office's workbook is imported and partly confirmed; the reports are received and read; the
demo's reviewer compares each claim with demo/expected and accepts, corrects or rejects it; then
what was said is held against what is recorded. Some of it is left for the visitor to do.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import click
from django.urls import reverse
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.claims import services as claims
from shanhai.claims.models import Claim, Report
from shanhai.cli import demo_setup
from shanhai.cli.demo_labour import employ
from shanhai.cli.demo_needs import publish_needs
from shanhai.cli.demo_occasions import (
    hold_meetings,
    keep_promises,
    link_gifts,
    make_plans,
    make_visits,
    sign_agreements,
)
from shanhai.cli.demo_public import serve
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.cli.demo_trade import trade
from shanhai.cli.demo_work import do_the_work
from shanhai.common import clock
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.common.rows import take_stock
from shanhai.ledger import services as ledger
from shanhai.ledger.models import Entry
from shanhai.ledger.workbooks import post
from shanhai.reconciliation import services as reconciliation
from shanhai.reconciliation.queries import BoardRow, board
from shanhai.reconciliation.rules import Verdict
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.reporting.services import issue
from shanhai.targets.services import set_target

Say = Callable[[str], object]
Users = dict[str, User]
Expected = dict[str, Any]
SAME, UNSURE = "same", "unsure"


@click.command("demo-load", hidden=True)
def demo_load() -> None:
    """把演示数据装入一个空的数据库。"""
    if User.objects.exists():
        raise click.ClickException("这里已有用户，演示数据只装入空的数据库。")
    load(click.echo)


def load(say: Say = lambda words: None) -> None:
    """Fill an empty database as if it had been filled day by day, so that there is a past to look
    at. `say` gets a line for each step."""
    plan = demo_setup.setup()
    with clock.told_since(days=620, a_day=1):
        users = _begin(plan, say)
        _tell_and_record(plan, users, say)
    with clock.told_since(days=230, a_day=4):
        _work(users[plan["drafted_by"]], users, say)
    take_stock()


def _begin(plan: dict[str, Any], say: Say) -> Users:
    say("登记地方、单位、组团和结对……")
    demo_setup.register_places(plan)
    demo_setup.register_partnerships(plan)
    take_stock()
    users = demo_setup.register_users(plan)
    sign_agreements()
    hold_meetings(users)
    make_visits(users)
    make_plans()
    set_targets(plan)
    return users


def _tell_and_record(plan: dict[str, Any], users: Users, say: Say) -> None:
    for row in plan["workbooks"]:
        say(f"导入台账《{row['file']}》……")
        import_workbook(users, row)
    confirm_entries(users, plan["confirmed"])
    answer_entries(users, plan["answered"])
    keep_promises(users)
    link_gifts(users)
    for row in plan["reports"]:
        say(f"收文、审读 {row['file']}……")
        report = receive_report(users, row)
        review(users[plan["reviewer"]], report, row)
    say("核对所述和所记……")
    for row in plan["judged"]:
        pairing = partnership(row["partnership"])
        set_planned(users[plan["drafted_by"]], pairing, row.get("targets", 0))
        reconcile(users[plan["reviewer"]], pairing, row)


def _work(actor: User, users: Users, say: Say) -> None:
    say("登记项目、捐赠、园区、企业和人才……")
    do_the_work(actor)
    trade(actor)
    employ(actor)
    serve(actor)
    say("发布所需、所能，对接其中几项……")
    publish_needs(users)
    say("出具年度总结……")
    issue_summaries(actor)


def issue_summaries(actor: User) -> None:
    """Issue the documents of demo/setup.yaml; their numbers lead to a demo at its usual address."""
    day = timezone.localdate(clock.now())

    def address(key: Key, unit: str) -> str:
        asked = urlencode(key.query(unit) | {"asof": str(day)})
        return f"http://127.0.0.1:8000{reverse('trail')}?{asked}"

    for name, year in demo_setup.setup()["issued"].items():
        issue(actor, partnership(name), "annual_summary", Period.year(year), address)


def set_targets(plan: dict[str, Any]) -> None:
    """What the partnerships aim for."""
    for row in plan["targets"]:
        first, last = map(str, row["period"])
        set_target(
            None, partnership(row["partnership"]), row["indicator"],
            Amount.of(row["value"], row["unit"]), Period.parse(first, last),
            helper=place(row["helper"]), recipient=place(row["recipient"]), note=row["note"],
        )  # fmt: skip


def import_workbook(users: Users, row: dict[str, str]) -> None:
    """Take an office workbook in, as on the import page, and hand its rows in."""
    actor = users[row["imported_by"]]
    data = (folder() / "workbooks" / row["file"]).read_bytes()
    post.post(actor, post.receive(actor, data, row["file"]), submit=True)


def confirm_entries(users: Users, plan: dict[str, Any]) -> None:
    """Rows of some books go their way; of every eight some stay at each step, one is returned."""
    lead, county = users[plan["checked_by"]], users[plan["by"]]
    reviewer, other = users[plan["approved_by"]], users[plan["then_by"]]
    rows = list(Entry.objects.filter(
        partnership=partnership(plan["partnership"]), book__in=plan["books"],
        state__in=["in_check", "submitted"],
    ).select_related("partnership", "office").order_by("period_end", "pk"))  # fmt: skip
    handed_in = [row for row in rows if row.state == "in_check"]
    ledger.step_all(lead, handed_in[3::8], "return", "拨付日期与凭证不符，请核对")
    left = set(handed_in[3::8] + handed_in[7::8])
    ledger.step_all(lead, [row for row in handed_in if row not in left], "check", "组团汇总核过")
    for number, entry in enumerate(row for row in rows if row not in left):
        if number % 8 == 7:
            continue
        ledger.step(county, entry, "confirm")
        if number % 2 == 0:
            ledger.step(reviewer, entry, "approve")
        if number % 4 == 0:
            ledger.step(other, entry, "approve")
        if number % 8 == 0:
            ledger.step(reviewer, entry, "lock")
            ledger.step(reviewer, entry, "publish")


def answer_entries(users: Users, plan: list[dict[str, Any]]) -> None:
    """The other side says of some rows what it knows of them."""
    for row in plan:
        actor = users[row["by"]]
        pairing = partnership(row["partnership"])
        rows = Entry.objects.filter(partnership=pairing, book=row["book"], state="submitted")
        entries = rows.select_related("partnership").order_by("period_end", "pk")[: row["first"]]
        for left, entry in enumerate(reversed(entries)):
            less = 0 if left else row.get("differs", 0) * SCALE
            why = "到账单上少这些（演示数据）" if less else ""
            ledger.state(actor, entry, "recipient", entry.units - less, why)


def receive_report(users: Users, row: dict[str, str]) -> Report:
    """Take a report in, as on the intake page."""
    data = (folder() / "reports" / row["file"]).read_bytes()
    published = Period.parse(expectation(row["file"])["published"]).start
    received = claims.receive(
        users[row["received_by"]], row["file"], data, partnership(row["partnership"]), published
    )
    return received.report


def expectation(file: str) -> Expected:
    """What a reader should find in a report."""
    name = file.partition(".")[0]
    return json.loads((folder() / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def review(reviewer: User, report: Report, row: dict[str, Any]) -> None:
    """Review a report by what it is known to say; leave what the plan leaves to the visitor."""
    if row["reviewed"] == "none":
        return
    left = row["reviewed"]["leave"] if isinstance(row["reviewed"], dict) else 0
    spans = expected_spans(report.document.text, expectation(row["file"])["claims"])
    read = {(one.span.start, one.span.end): one for one in report.claims.select_related("span")}
    with change(reviewer, "review", report.title):
        for span, claim in sorted(read.items())[: len(read) - left]:
            if span in spans:
                decide(reviewer, report, claim, spans[span])
            else:
                claims.reject(reviewer, claim, "不是协作的数")
        if not left:
            for span in sorted(spans.keys() - read.keys()):
                add(reviewer, report, span, spans[span])


def expected_spans(text: str, wanted: list[Expected]) -> dict[tuple[int, int], Expected]:
    """Each expected figure by its place in the text; they stand in its order."""
    found, at = {}, 0
    for claim in wanted:
        clause = text.find(claim["quote"], max(0, at - len(claim["quote"])))
        start = text.find(claim["num"], max(clause, at))
        if clause >= 0 and start >= 0:
            at = start + len(claim["num"])
            found[start, at] = claim
    return found


def decide(reviewer: User, report: Report, claim: Claim, wanted: Expected) -> None:
    """Accept a claim that says what the text says, else correct it."""
    changes = corrections(report.partnership, claim, wanted)
    if changes:
        claims.correct(reviewer, claim, "对照原文更正", **changes)
    else:
        claims.accept(reviewer, claim)


def corrections(near: Partnership, claim: Claim, wanted: Expected) -> dict[str, Any]:
    """What a reviewer must change in a claim, by rules.CORRECTABLE's names."""
    helper, recipient = sides(near, wanted)
    right = {
        "indicator": wanted["indicator"], "unit": wanted["unit"], "bound": wanted["bound"],
        "kind": wanted["kind"], "helper": helper, "recipient": recipient,
    }  # fmt: skip
    changes = {name: value for name, value in right.items() if getattr(claim, name) != value}
    if claim.amount.value != wanted["value"]:
        changes["units"] = wanted["value"]
    if claim.period != Period.parse(*wanted["period"]):
        changes["period"] = Period.parse(*wanted["period"])
    for role in ("provider", "receiver"):
        named = [party.name for party in claim.parties.all() if party.role == role]
        if set(named) != set(wanted[role]):
            changes[role] = wanted[role]
    return changes


def sides(near: Partnership, wanted: Expected) -> tuple[Node, Node]:
    """Whose figure it is."""
    subject = wanted["subject"]
    return place(subject["helper"][0], near), place(subject["recipient"][0], near)


def add(reviewer: User, report: Report, span: tuple[int, int], wanted: Expected) -> None:
    """Add a figure the reader did not find."""
    helper, recipient = sides(report.partnership, wanted)
    claims.add(
        reviewer, report, *span, indicator=wanted["indicator"], value=wanted["value"],
        unit=wanted["unit"], bound=wanted["bound"], kind=wanted["kind"],
        period=Period.parse(*wanted["period"]), helper=helper, recipient=recipient,
        provider=wanted["provider"], receiver=wanted["receiver"],
    )  # fmt: skip


def set_planned(actor: User, pairing: Partnership, count: int) -> None:
    """Set the first plans that were told as targets."""
    told = [row.claim for row in board(actor, pairing).rows if row.claim]
    for claim in [one for one in told if one.kind == "plan"][:count]:
        reconciliation.draft_target(actor, claim)


def reconcile(reviewer: User, pairing: Partnership, plan: dict[str, Any]) -> None:
    """Judge what agrees, up to the number the plan says, and doubt what it says to doubt."""
    reconciliation.propose(reviewer, pairing)
    rows = [row for row in board(reviewer, pairing).rows if row.claim and not row.settled]
    agreeing = [row for row in rows if row.verdict == Verdict.AGREES and _comparable(row)]
    for row in agreeing[: plan["same"]]:
        reconciliation.judge(reviewer, row.claim, SAME, "数和凭证都对上了", entry=row.entry)
    for row in rows:
        doubt = plan.get("doubt", {}).get(row.claim.indicator)
        if doubt and row.verdict == Verdict.DIFFERS:
            reconciliation.judge(reviewer, row.claim, UNSURE, doubt, entry=row.entry)


def _comparable(row: BoardRow) -> bool:
    return row.target is None and (row.entry is not None or row.figure is not None)
