"""One digit changed in a demo report changes what the pages and the Word document say."""

import io
import re
from dataclasses import dataclass
from datetime import date

import docx
import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.claims import services as claims
from shanhai.cli import demo_setup
from shanhai.common.periods import Period
from shanhai.ledger import services as ledger
from shanhai.reconciliation.services import draft_entry
from shanhai.registry import services as registry
from shanhai.registry.models import Partnership
from shanhai.reporting.services import issue
from shanhai.sources.queries import read_blob

REPORT = "dejiang-2024-06.txt"
YEAR = Period.year(2024)


@dataclass
class Office:
    """A partnership and its clerk, before any report has come in."""

    clerk: User
    pairing: Partnership


@pytest.fixture
def office(db: None) -> Office:
    plan = demo_setup.setup()
    demo_setup.register_places(plan)
    programme = registry.register_programme(None, "east_west")
    pairing = registry.pair(
        None, "county", programme, demo_setup.place("清溪组团"), demo_setup.place("德江县")
    )
    clerk = User.objects.create_user("one-digit", password="correct-horse", name="填报员")
    registry.appoint(clerk, "clerk", demo_setup.place("东莞市"))
    return Office(clerk, pairing)


def printed_after(office: Office, text: str, figure: str, client: Client) -> tuple[str, str]:
    """What page and Word say once the report came in and its first gift went into the books."""
    received = claims.receive(
        office.clerk, REPORT, text.encode(), office.pairing, date(2024, 6, 24)
    )
    claim = received.report.claims.filter(span__quote=figure).order_by("span__start")[0]
    claims.accept(office.clerk, claim)
    ledger.submit(office.clerk, draft_entry(office.clerk, claim))
    client.force_login(office.clerk)
    page = client.get(reverse("partnership", args=[office.pairing.pk]), {"year": "2024"})
    assert page.status_code == 200
    report = issue(office.clerk, office.pairing, "annual_summary", YEAR)
    word = docx.Document(io.BytesIO(read_blob(report.clean_id)))
    return page.content.decode(), "\n".join(line.text for line in word.paragraphs)


@pytest.mark.parametrize(("digit", "other"), [("156", "186"), ("186", "156")])
def test_one_digit_of_a_report_reaches_page_and_word(
    office: Office, client: Client, digit: str, other: str
) -> None:
    text = (demo_setup.folder() / "reports" / REPORT).read_text(encoding="utf-8")
    changed = text.replace("156萬元", f"{digit}萬元", 1)
    page, word = printed_after(office, changed, f"{digit}萬元", client)
    shown = re.compile(rf"(?<!\d){digit}(?!\d)")
    absent = re.compile(rf"(?<!\d){other}(?!\d)")
    assert shown.search(word) and not absent.search(word)
    figures = re.findall(r">\s*([\d.,]+)\s*<", page)
    assert digit in figures and other not in figures
