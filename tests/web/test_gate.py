"""The one gate through every list, search, export, API answer and file address."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from shanhai.claims import services as claims
from shanhai.common.periods import Period
from shanhai.records.services import attach, comment
from shanhai.reporting.services import issue
from shanhai.web.urls import urlpatterns as web_urls
from tests.claims.test_life_of_a_claim import TEXT
from tests.world import World

SECRET = "示例保密拨付"
OPEN = {"login", "logout", "set_language"}


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def things(world: World) -> dict[str, int]:
    """One object of each kind that has an address, all of a partnership the foreigner is not in."""
    entry = world.entry("fiscal_funds", 1070000, title=SECRET, year=2025)
    report = claims.receive(world.clerk, "报道.txt", TEXT.encode()).report
    attachment = attach(world.clerk, entry, f"{SECRET}.pdf", b"%PDF-", "application/pdf")
    comment(world.clerk, entry.ref, SECRET)
    issued = issue(world.clerk, world.partnership, "annual_summary", Period.year(2025))
    return {
        "partnership": world.partnership.pk,
        "entry": entry.pk,
        "report": report.pk,
        "claim": report.claims.first().pk,
        "attachment": attachment.pk,
        "issued": issued.pk,
        "document": report.document_id,
        "helper": world["桥头镇"].pk,
        "recipient": world["玉屏侗族自治县"].pk,
    }


# Addresses with an object in them, and which; a new one without a line here fails the test below.
OBJECTS = {
    "partnership": "partnership", "board": "partnership", "review": "report",
    "original": "report", "record": "entry", "attachment": "attachment",
    "issued-report": "issued", "issued-file": "issued", "entry": "entry",
    "entry-edit": "entry",
}  # fmt: skip
POSTED = {
    "claim-accept": "claim", "claim-reject": "claim", "claim-reopen": "claim",
    "claim-correct": "claim", "claim-add": "report", "accept-all": "report",
    "record-comment": "entry", "record-attach": "entry", "attachment-remove": "attachment",
    "entry-reverse": "entry", "entry-evidence": "entry",
}  # fmt: skip
# Addresses whose own tests try a foreign user, or which hold no partnership's object.
KEPT = {"book", "book-export", "book-template", "intake-assign", "user-switch", "entry-step",
        "entry-state", "evidence-file", "judge", "draft", "import", "import-undo",
        "import-mapping", "import-preview", "import-post", "set_language"}  # fmt: skip
LISTS = ["home", "partnerships", "reports", "books", "issued", "reconciliation", "imports",
         "manage", "search", "intake"]  # fmt: skip


def arguments(name: str, pk: int) -> list[object]:
    return [pk, "clean"] if name == "issued-file" else [pk]


@pytest.mark.parametrize("name", OBJECTS)
def test_a_foreign_user_finds_no_object_by_its_address(
    things: dict[str, int], world: World, name: str
) -> None:
    address = reverse(name, args=arguments(name, things[OBJECTS[name]]))
    assert client_of(world.foreigner).get(address).status_code == 404
    assert client_of(world.clerk).get(address).status_code == 200


@pytest.mark.parametrize("name", POSTED)
def test_a_foreign_user_changes_nothing(things: dict[str, int], world: World, name: str) -> None:
    address = reverse(name, args=[things[POSTED[name]]])
    assert client_of(world.foreigner).post(address, {"text": "x"}).status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", f"?q={SECRET[:4]}", "?export=1"])
def test_a_foreign_user_meets_no_trace_in_any_list(
    things: dict[str, int], world: World, name: str, query: str
) -> None:
    answer = client_of(world.foreigner).get(reverse(name) + query)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert SECRET.encode() not in body.replace(SECRET[:4].encode() + b'"', b"")
    assert "常平组团—玉屏".encode() not in body


def test_search_finds_for_those_who_may_see(things: dict[str, int], world: World) -> None:
    page = client_of(world.clerk).get(reverse("search"), {"q": "保密"}).content.decode()
    assert SECRET in page
    for query in ("桥头", "qtz", "441"):
        assert client_of(world.clerk).get(reverse("search"), {"q": query}).status_code == 200


def test_the_api_gives_a_foreign_user_nothing(things: dict[str, int], world: World) -> None:
    foreign, clerk = client_of(world.foreigner), client_of(world.clerk)
    asked = {
        "indicator": "fiscal_funds",
        "helper": things["helper"],
        "recipient": things["recipient"],
        "from": "2025",
    }
    assert foreign.get("/api/entries").json()["items"] == []
    assert "常平" not in str(foreign.get("/api/partnerships").json())
    assert foreign.get("/api/figure", asked).status_code == 404
    assert clerk.get("/api/figure", asked).json()["value"] == "1070000"
    assert SECRET in {row["title"] for row in clerk.get("/api/entries").json()["items"]}
    assert clerk.get("/api/figure", {**asked, "from": "昨天"}).status_code == 422


def test_without_signing_in_every_page_leads_to_the_sign_in(things: dict[str, int]) -> None:
    for name in LISTS:
        answer = Client().get(reverse(name))
        assert answer.status_code == 302 and "/login/" in answer.url
    assert Client().get("/api/entries").status_code in {302, 401}


def test_every_address_with_an_object_is_tried_above() -> None:
    """A page added later must say here how a foreign user is kept from it."""
    patterns = [pattern for pattern in web_urls if isinstance(pattern, URLResolver)]
    named = {
        page.name
        for area in patterns
        for page in area.url_patterns
        if isinstance(page, URLPattern) and "<" in str(page.pattern)
    }
    assert named - KEPT <= set(OBJECTS) | set(POSTED)
