"""The demo as a whole: loaded through verbs and imports, left with something to do, and no link of
it leads astray, for any role. Loading it is dear, so it is done once, for all of this."""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import reports_waiting, waiting
from shanhai.cli import demo_load
from shanhai.cli.demo_setup import partnership, place, setup
from shanhai.common.amounts import SCALE
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.cooperation.models import (
    ActionItem,
    Amendment,
    Attendee,
    Delivery,
    Gift,
    Need,
    PlanReview,
    Point,
)
from shanhai.figures.queries import figure
from shanhai.ledger.books import books
from shanhai.ledger.models import Entry, Statement
from shanhai.reconciliation.models import Judgement, Supply
from shanhai.reconciliation.queries import Board, board
from shanhai.reconciliation.rules import Verdict
from shanhai.reconciliation.supplies.queries import candidates
from shanhai.records.models import ChangeSet
from shanhai.records.queries import broken_links
from shanhai.registry.models import Programme
from shanhai.targets.models import Target
from tests.demo import files, sentences
from tests.demo.trails import EXCUSED, Reader

pytestmark = pytest.mark.django_db
OF_A_KIND = 1  # the first page of each kind, level by level
OF_A_LIST = 2  # and so many ways a list is asked for
SINCE = Period.parse("2021", "2025")


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        demo_load.load()
        yield
        transaction.set_rollback(True)


def recorded(code: str, helper: str, recipient: str, unit: str | None = None) -> float:
    key = Key(code, place(helper).pk, place(recipient).pk, period=SINCE)
    found = figure(key, unit)
    assert found is not None
    return found.amount.units / SCALE


def board_of(name: str) -> Board:
    return board(User.objects.get(username="city"), partnership(name))


@pytest.mark.parametrize(
    ("code", "helper", "value", "unit"),
    [
        ("consumption_sales", "常平组团", 698_000_000, "元"),
        ("consumption_sales", "桥头镇", 4_871_800, "元"),
        ("assistance_funds", "常平组团", 98_000_000, "元"),
        ("fiscal_funds", "桥头镇", 10_700_000, "元"),
        ("visit_batches", "常平组团", 18, "批次"),
        ("visit_batches", "桥头镇", 8, "批次"),
        ("visit_persons", "常平组团", 203, "人次"),
        ("visit_persons", "桥头镇", 80, "人次"),
        ("professionals_dispatched", "常平组团", 98, "人次"),
        ("professionals_dispatched", "桥头镇", 15, "人"),
        ("paid_in_investment", "常平组团", 991_400_000, "元"),
        ("paired_schools", "常平组团", 6, "个"),
    ],
)
def test_cluster_and_town_figures_are_what_was_said(
    code: str, helper: str, value: int, unit: str
) -> None:
    assert recorded(code, helper, "玉屏侗族自治县", unit) == value


def test_every_row_of_the_office_workbook_came_in() -> None:
    others = Entry.objects.filter(imported=None)
    assert Entry.objects.count() - others.count() > 300
    others = others.filter(supply_entry=None, payment=None, donation_told=None, order_money=None)
    assert not others.exists()
    states = Counter(Entry.objects.values_list("state", flat=True))
    assert set(states) >= {"in_check", "returned", "submitted", "confirmed", "reviewed", "approved",
                           "locked"}  # fmt: skip
    assert not Entry.objects.filter(state="in_check", office=None).exists()
    assert Entry.objects.filter(published_at__isnull=False).exists()
    client = Client()
    client.force_login(User.objects.get(username="auditor"))
    filled = [count.rows > 0 for _, count in client.get("/books/").context["rows"]]
    assert filled == [True] * 17


def test_the_board_shows_every_verdict() -> None:
    yanhe = board_of("石龙镇—沿河土家族自治县")
    assert all(yanhe.counts[verdict] for verdict in Verdict)
    bought = [row for row in yanhe.rows if row.claim and row.claim.printed == "125.18万元"]
    assert [row.comparison.difference for row in bought] == [-20_000 * SCALE]
    assert not board_of("塘厦镇—始兴县").counts[Verdict.DIFFERS]


def test_a_report_and_some_claims_wait_for_the_visitor() -> None:
    left = {report.document.name: waiting(report).count() for report in Report.objects.all()}
    assert left["dejiang-2024-06.txt"] == 22
    assert left["yuping-2025-03.txt"] == 3
    assert sum(left.values()) == 25
    assert reports_waiting(User.objects.get(username="clerk")).count() == 1
    assert reports_waiting(User.objects.get(username="city")).count() == 2


def test_nothing_is_taken_as_said_that_the_report_does_not_say() -> None:
    reviewed = Claim.objects.exclude(report__document__name="dejiang-2024-06.txt")
    assert not reviewed.exclude(span__quote="").filter(units=0).exists()
    assert Judgement.objects.filter(verdict="same").count() >= 15
    assert Judgement.objects.filter(verdict="unsure").count() == 1


def test_plans_became_targets_and_meetings_left_items() -> None:
    assert Target.objects.filter(span__isnull=False).count() == 4
    assert ActionItem.objects.filter(state="open").count() >= 4


def test_every_partnership_with_a_report_has_its_whole_life() -> None:
    for pairing in {report.partnership for report in Report.objects.all()}:
        held = pairing.meetings.all()
        points = set(Point.objects.filter(meeting__in=held).values_list("kind", flat=True))
        sides = set(Attendee.objects.filter(meeting__in=held).values_list("side", flat=True))
        said = Statement.objects.filter(entry__partnership=pairing)
        outcomes = [bool(one.outcome) for one in pairing.visits.all()]
        assert points >= set(Point.Kind.values), pairing
        assert sides >= {"helper", "recipient"}, pairing
        assert set(said.values_list("side", flat=True)) == {"helper", "recipient"}, pairing
        assert set(outcomes) == {True, False}, pairing
        found = {
            "gifts": Gift.objects.filter(meeting__in=held),
            "carried over": pairing.action_items.filter(state="open", raised_on__lt=date.today()),
            "amendments": Amendment.objects.filter(agreement__partnership=pairing),
            "deliveries": Delivery.objects.filter(commitment__agreement__partnership=pairing),
            "reviews": PlanReview.objects.filter(plan__partnership=pairing),
            "needs": pairing.needs.all(), "offers": pairing.offers.all(),
            "supplies": Supply.objects.filter(need__partnership=pairing),
        }  # fmt: skip
        assert [name for name, rows in found.items() if not rows.exists()] == [], pairing
    assert Gift.objects.exclude(entry=None).count() == 4


def test_needs_and_offers_stand_at_every_step() -> None:
    steps = {"matched": "agreed", "delivering": "delivering", "delivered": "delivered"}
    assert set(Need.objects.values_list("state", flat=True)) == {"open", *steps}
    assert set(Supply.objects.values_list("state", flat=True)) == set(steps.values())
    county = User.objects.get(username="county")
    fits = candidates(county, Need.objects.get(title="示例：油茶鲜果找订单"))
    assert [one.offer.publisher.name for one in fits] == ["谢岗镇"]


def test_history_is_whole_and_names_who_acted() -> None:
    assert list(broken_links()) == []
    actors = set(ChangeSet.objects.values_list("actor__username", flat=True))
    assert {"city", "reviewer", "county", "clerk"} <= actors


def test_one_user_a_role_can_sign_in() -> None:
    for row in setup()["users"]:
        user = User.objects.get(username=row["username"])
        assert user.check_password(setup()["password"])
    assert {row["role"] for row in setup()["users"]} == {
        "clerk", "reviewer", "leader", "auditor", "admin"
    }  # fmt: skip


class Links(HTMLParser):
    """The addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def test_it_was_filled_day_by_day_so_that_there_is_a_past_to_look_at() -> None:
    moments = list(ChangeSet.objects.order_by("number").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert len({at.date() for at in moments}) > 300
    assert moments[-1] <= timezone.now()
    client = Client()
    client.force_login(User.objects.get(username="city"))
    day = timezone.localdate()
    counts = [
        client.get("/projects/", {"asof": day - timedelta(days=ago)}).context["list"].total
        for ago in (400, 200, 1)
    ]
    assert 0 == counts[0] < counts[1] < counts[2]


def links(page: str, html: str) -> Iterator[str]:
    parser = Links()
    parser.feed(html)
    for href in parser.found:
        address = urldefrag(urljoin(page, href)).url
        if not urlsplit(address).netloc and not address.startswith(("/static/", "mailto:")):
            yield address


def kind(address: str) -> tuple[str, frozenset[str]]:
    """Pages of one view that are asked for the same things are of one kind."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = parts.path
    return view, frozenset(pair.partition("=")[0] for pair in parts.query.split("&") if pair)


def walkers() -> Iterator[object]:
    """One of each role, and of clerks one of either side; on PostgreSQL one walks: in question
    there are the pages, not the roles."""
    met = set()
    for row in setup()["users"]:
        name, who = row["username"], (row["role"], "county" in row["username"])
        if who in met:
            continue
        met.add(who)
        marks = [] if name == "reviewer" else [pytest.mark.once]
        yield pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", list(walkers()))
def test_no_link_leads_to_a_refusal_or_a_fault(name: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    waiting, seen, kinds = deque([("/", "")]), {"/"}, Counter()
    refused = []
    while waiting:
        address, shown_on = waiting.popleft()
        answer = client.get(address)
        if answer.status_code not in (200, 302):
            refused.append((answer.status_code, address, shown_on))
        if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        for link in links(address, answer.content.decode()):
            view, asked = kind(link)
            if link in seen or kinds[view, asked] >= (1 if asked else OF_A_KIND):
                continue
            if not asked or kinds[view] < OF_A_LIST:
                kinds.update([(view, asked), view] if asked else [(view, asked)])
                seen.add(link)
                waiting.append((link, address))
    assert refused == []


@pytest.mark.once
@pytest.mark.parametrize("name", ["auditor", "county"])
def test_every_number_leads_to_what_it_is_made_of(name: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    reader = Reader(client)
    codes = {
        "books/<str:code>/": ["all", *books()],
        "programmes/<str:code>/": list(Programme.objects.values_list("code", flat=True)),
    }
    wrong, offered = [], {}
    for pattern, page in reader.walked(codes):
        if pattern not in EXCUSED:
            wrong += [(page.address, *fault) for fault in reader.faults(page)]
            wrong += [(page.address, *fault) for fault in sentences.faults(reader, page)]
        offered |= {urlsplit(address).path: address for address in files.offered(page)}
    assert wrong == []
    trails = [address for address in reader.pages if address.startswith("/trail/")]
    assert len(trails) > 50 and len(reader.pages) > 500
    for address in offered.values():
        answer = client.get(address)
        assert answer.status_code == 200, address
        wrong += [(address, *fault) for fault in files.faults(reader, address, answer)]
    assert wrong == []
    kinds = {path.rpartition("/")[2].rpartition(".")[2] for path in offered}
    assert kinds >= {"xlsx", "docx", ""} and len(offered) > 50
