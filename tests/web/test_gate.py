"""The one gate through every address: what a foreign user, a stranger and each role get.

Every address of the product has a line in ROUTES. One added later without a line fails the first
test below, so nobody forgets to say who may open it.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from shanhai.accounts.models import User
from shanhai.claims import services as claims
from shanhai.common import vocabulary
from shanhai.common.periods import Period
from shanhai.cooperation.services import (
    ParkFacts,
    PostingFacts,
    ProjectFacts,
    VentureFacts,
    WorkshopFacts,
    hold_meeting,
    register_park,
    register_posting,
    register_project,
    register_venture,
    register_workshop,
)
from shanhai.ledger.donations.services import GiftFacts, register_donation
from shanhai.ledger.models import Evidence, Upload
from shanhai.records.services import attach, comment
from shanhai.registry.services import appoint, register_node, sign
from shanhai.reporting.services import issue
from shanhai.sources.services import store_blob, store_document
from tests.claims.test_life_of_a_claim import TEXT
from tests.world import World

SECRET = "示例保密拨付"
DAY = date(2024, 3, 1)
TRACES = (SECRET, "常平组团—玉屏侗族自治县", "覆盖受益农户")


@dataclass(frozen=True)
class Route:
    """`kind`: list (GET, shows what one may see), object (GET of one of the partnership), write
    (POST upon one of the partnership), page (GET without an object of any partnership), act (POST
    without one), open (for everyone). `verb`: the right it needs; "" for any signed-in user."""

    kind: str
    verb: str = "view"
    sample: str = ""
    shows: bool = False


# By pattern; `sample` fills the pattern from the fixture `things`, `shows`: an insider finds it.
ROUTES = {
    "": Route("list", ""),
    "login/": Route("open", ""),
    "logout/": Route("act", ""),
    "i18n/setlang/": Route("open", ""),
    "components": Route("page", ""),
    "intake/": Route("list", "intake"),
    "intake/<int:pk>/assign/": Route("write", "intake", "intake/{document}/assign/"),
    "reports/": Route("list"),
    "reports/<int:pk>/review/": Route("object", "view", "reports/{report}/review/"),
    "reports/<int:pk>/original/": Route("object", "view", "reports/{report}/original/"),
    "reports/<int:pk>/add/": Route("write", "review", "reports/{report}/add/"),
    "reports/<int:pk>/accept/": Route("write", "review", "reports/{report}/accept/"),
    "claims/<int:pk>/accept/": Route("write", "review", "claims/{claim}/accept/"),
    "claims/<int:pk>/reject/": Route("write", "review", "claims/{claim}/reject/"),
    "claims/<int:pk>/reopen/": Route("write", "review", "claims/{claim}/reopen/"),
    "claims/<int:pk>/correct/": Route("write", "review", "claims/{claim}/correct/"),
    "partnerships/": Route("list"),
    "partnerships/<int:pk>/": Route("object", "view", "partnerships/{partnership}/"),
    "trail/": Route(
        "object", "view", "trail/?indicator=fiscal_funds&helper={helper}&recipient={recipient}"
    ),
    "issued/": Route("list"),
    "issued/<int:pk>/": Route("object", "view", "issued/{issued}/"),
    "issued/<int:pk>/<str:edition>.docx": Route("object", "view", "issued/{issued}/checked.docx"),
    "books/": Route("list"),
    "books/<str:code>/": Route("list", "view", "books/all/", shows=True),
    "books/<str:code>/export.xlsx": Route("list", "export", "books/all/export.xlsx", shows=True),
    "books/<str:code>/template.xlsx": Route("list", "view", "books/donations/template.xlsx"),
    "entries/new": Route("list", "enter", "entries/new?book=donations"),
    "entries/<int:pk>/": Route("object", "view", "entries/{entry}/", shows=True),
    "entries/<int:pk>/edit/": Route("object", "enter", "entries/{entry}/edit/", shows=True),
    "entries/<int:pk>/step/<str:verb>/": Route("write", "view", "entries/{entry}/step/confirm/"),
    "entries/<int:pk>/state/<str:side>/": Route(
        "write", "confirm", "entries/{entry}/state/helper/"
    ),
    "entries/<int:pk>/reverse/": Route("write", "enter", "entries/{entry}/reverse/"),
    "entries/<int:pk>/evidence/": Route("write", "enter", "entries/{entry}/evidence/"),
    "entries/<int:pk>/evidence/<int:evidence>/": Route(
        "object", "view", "entries/{entry}/evidence/{evidence}/"
    ),
    "imports/": Route("list", "import"),
    "imports/<int:pk>/": Route("write", "import", "imports/{upload}/"),
    "imports/<int:pk>/mapping/": Route("write", "import", "imports/{upload}/mapping/"),
    "imports/<int:pk>/post/": Route("write", "import", "imports/{upload}/post/"),
    "imports/<int:pk>/undo/": Route("write", "import", "imports/{upload}/undo/"),
    "reconciliation/": Route("list"),
    "reconciliation/<int:pk>/": Route("object", "view", "reconciliation/{partnership}/"),
    "reconciliation/claims/<int:pk>/judge/<str:verdict>/": Route(
        "write", "judge", "reconciliation/claims/{claim}/judge/same/"
    ),
    "reconciliation/claims/<int:pk>/draft/<str:kind>/": Route(
        "write", "enter", "reconciliation/claims/{claim}/draft/entry/"
    ),
    "records/<int:pk>/": Route("object", "view", "records/{entry}/", shows=True),
    "records/<int:pk>/comment/": Route("write", "comment", "records/{entry}/comment/"),
    "records/<int:pk>/attach/": Route("write", "intake", "records/{entry}/attach/"),
    "attachments/<int:pk>/": Route("object", "view", "attachments/{attachment}/", shows=True),
    "attachments/<int:pk>/remove/": Route("write", "intake", "attachments/{attachment}/remove/"),
    "search/": Route("list", "view", f"search/?q={SECRET}", shows=True),
    "views/<slug:listing>/": Route("act", "view", "views/reports/"),
    "views/<int:pk>/rename/": Route("act", "view", "views/1/rename/"),
    "views/<int:pk>/drop/": Route("act", "view", "views/1/drop/"),
    "manage/": Route("list"),
    "manage/vocabularies/": Route("page"),
    "manage/register/": Route("list", "register"),
    "manage/register/<str:what>/": Route("act", "register", "manage/register/node/"),
    "manage/members/<int:pk>/end/": Route("write", "register", "manage/members/{member}/end/"),
    "manage/nodes/": Route("page"),
    "manage/users/": Route("list", "manage"),
    "manage/users/<int:pk>/": Route("act", "manage", "manage/users/{user}/"),
    "manage/users/<int:pk>/appoint/": Route("act", "manage", "manage/users/{user}/appoint/"),
    "manage/users/<int:pk>/dismiss/<int:membership>/": Route(
        "act", "manage", "manage/users/{user}/dismiss/1/"
    ),
    "manage/users/<int:pk>/password/": Route("act", "manage", "manage/users/{user}/password/"),
    "manage/users/<int:pk>/switch/": Route("act", "manage", "manage/users/{user}/switch/"),
    "api/": Route("page", ""),
    "api/docs": Route("page", ""),
    "api/openapi.json": Route("page", ""),
    "api/partnerships": Route("list"),
    "api/entries": Route("list", shows=True),
    "api/entries/<int:pk>": Route("object", "view", "api/entries/{entry}", shows=True),
    "api/claims": Route("list"),
    "api/figure": Route(
        "object", "view", "api/figure?indicator=fiscal_funds&helper={helper}&recipient={recipient}"
    ),
}


def of_objects(path: str, name: str, part: str, verb: str = "register") -> dict[str, Route]:
    """The addresses every kind of object of web/works.py has."""
    there = f"{path}/{{{name}}}/"
    return {
        f"{path}/": Route("list", shows=True),
        f"{path}/new": Route("list", verb),
        f"{path}/<int:pk>/": Route("object", "view", there, shows=True),
        f"{path}/<int:pk>/edit/": Route("object", verb, f"{there}edit/", shows=True),
        f"{path}/<int:pk>/add/<slug:part>/": Route("write", "view", f"{there}add/{part}/"),
        f"{path}/<int:pk>/shelf/": Route("write", verb, f"{there}shelf/"),
    }


for named in (
    ("projects", "project", "step"),
    ("donations", "donation", "event", "enter"),
    ("parks", "park", "read"),
    ("workshops", "workshop", "read"),
    ("ventures", "venture", "rung"),
    ("postings", "posting", "report"),
):
    ROUTES |= of_objects(*named)
ROUTES |= {
    "funds/": Route("list"),
    "photos/<int:pk>/": Route("object", "view", "photos/{photo}/"),
}


def of_kind(*kinds: str) -> list[str]:
    return [pattern for pattern, route in ROUTES.items() if route.kind in kinds]


def patterns(resolver: URLResolver, before: str = "") -> set[str]:
    """Every address of the product as it stands in the URLconf."""
    found: set[str] = set()
    for one in resolver.url_patterns:
        here = f"{before}{one.pattern}"
        found |= patterns(one, here) if isinstance(one, URLResolver) else {here}
    return found


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def words(answer: HttpResponse) -> str:
    """Everything an answer says; workbooks and Word files are packed and must be opened."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    text = body.decode("utf-8", "replace").replace("<mark>", "").replace("</mark>", "")
    return text.encode().decode("unicode_escape", "replace") if text[:1] == "{" else text


@pytest.fixture
def things(world: World) -> dict[str, int]:
    """One object of each kind that has an address, all of a partnership the foreigner is not in."""
    entry = world.entry("fiscal_funds", 1070000, title=SECRET, year=2025)
    report = claims.receive(world.clerk, "报道.txt", TEXT.encode()).report
    file = attach(world.clerk, entry, f"{SECRET}.txt", SECRET.encode(), "text/plain")
    comment(world.clerk, entry.ref, SECRET)
    sign(world.clerk, world.partnership, SECRET)
    hold_meeting(world.clerk, world.partnership, "joint", SECRET)
    evidence = Evidence.objects.create(entry=entry, blob=file.blob, voucher=SECRET)
    project = register_project(world.clerk, ProjectFacts(world.partnership, SECRET, "industry"))
    gift = register_donation(
        world.clerk, GiftFacts(world.partnership, SECRET, 10**8, DAY, [SECRET])
    )
    site = (world.partnership, SECRET, "agriculture", world["示例镇"], DAY)
    park = register_park(world.clerk, ParkFacts(*site))
    site = (world.partnership, SECRET, "disabled", world["示例镇"], DAY)
    workshop = register_workshop(world.clerk, WorkshopFacts(*site))
    firm = register_node(None, "organisation", SECRET, world["示例镇"], kind="enterprise")
    venture = register_venture(world.clerk, VentureFacts(world.partnership, SECRET, firm))
    school = register_node(None, "organisation", f"{SECRET}校", world["示例镇"], kind="school")
    stay = (world.partnership, "to_recipient", "teacher", "teaching", world["桥头镇"], school)
    posting = register_posting(world.clerk, PostingFacts(*stay))
    photo = attach(world.clerk, project, "x.png", b"\x89PNG" + bytes(20), "image/png")
    upload = Upload.objects.create(blob=file.blob, name=SECRET, by=world.clerk)
    loose = store_document(store_blob(b"x")[0], "x.txt", SECRET, "text")[0]
    issued = issue(world.clerk, world.partnership, "annual_summary", Period.year(2025))
    return {
        "partnership": world.partnership.pk, "entry": entry.pk, "report": report.pk,
        "claim": report.claims.first().pk, "attachment": file.pk, "issued": issued.pk,
        "document": loose.pk, "evidence": evidence.pk, "upload": upload.pk,
        "member": world["常平组团"].members.first().pk, "user": world.clerk.pk,
        "donation": gift.pk, "park": park.pk, "workshop": workshop.pk, "venture": venture.pk,
        "posting": posting.pk,
        "project": project.pk, "photo": photo.pk,
        "helper": world["桥头镇"].pk, "recipient": world["玉屏侗族自治县"].pk,
    }  # fmt: skip


def address(pattern: str, things: dict[str, int]) -> str:
    return "/" + (ROUTES[pattern].sample or pattern).format(**things)


def test_every_address_has_a_line_above() -> None:
    known = patterns(get_resolver())
    assert known - set(ROUTES) == set()
    assert set(ROUTES) - known == set()


@pytest.mark.parametrize("pattern", of_kind("object"))
def test_a_foreign_user_finds_no_object_by_its_address(
    things: dict[str, int], world: World, pattern: str
) -> None:
    there = address(pattern, things)
    foreign = client_of(world.foreigner).get(there)
    assert foreign.status_code == 404
    assert not any(trace in words(foreign) for trace in TRACES)
    insider = client_of(world.clerk).get(there)
    assert insider.status_code == 200
    assert not ROUTES[pattern].shows or SECRET in words(insider)


@pytest.mark.parametrize("pattern", of_kind("write"))
def test_a_foreign_user_changes_nothing(things: dict[str, int], world: World, pattern: str) -> None:
    filled = {"text": "x", "end": "2025-01-01", "partnership": world.elsewhere.pk}
    for method in ("get", "post"):
        answer = getattr(client_of(world.foreigner), method)(address(pattern, things), filled)
        assert answer.status_code in ({404} if method == "post" else {404, 405})


@pytest.mark.parametrize("pattern", of_kind("list"))
def test_a_foreign_user_meets_no_trace_in_any_list(
    things: dict[str, int], world: World, pattern: str
) -> None:
    there, client = address(pattern, things), client_of(world.foreigner)
    joined = "&" if "?" in there else "?"
    asked = ["", "export=1", "year=all", f"partnership={things['partnership']}",
             "decision=waiting", "check=1"]  # fmt: skip
    for query in asked:
        said = words(client.get(f"{there}{joined}{query}"))
        # The search page repeats what was asked; nothing else may.
        said = said.replace(f'value="{SECRET}"', "").replace(f"搜索“{SECRET}”", "")
        assert not any(trace in said for trace in TRACES), query
    assert not ROUTES[pattern].shows or SECRET in words(client_of(world.clerk).get(there))


@pytest.mark.parametrize("pattern", of_kind("list", "object", "page"))
def test_a_stranger_is_sent_to_the_sign_in(things: dict[str, int], pattern: str) -> None:
    answer = Client().get(address(pattern, things))
    if pattern.startswith("api/") and ROUTES[pattern].verb:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302 and answer.url.startswith("/login/")


@pytest.mark.parametrize("pattern", of_kind("write", "act"))
def test_a_stranger_writes_nothing(things: dict[str, int], pattern: str) -> None:
    answer = Client().post(address(pattern, things))
    assert answer.status_code == 302 and answer.url.startswith("/login/")


def allowed(role: str, verb: str) -> bool:
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
    return not verb or verb in rights[role]["verbs"]


@pytest.mark.parametrize("role", ["clerk", "reviewer", "leader", "auditor", "admin"])
def test_each_role_opens_what_its_rights_say(
    things: dict[str, int], world: World, role: str
) -> None:
    user = User.objects.create_user("someone", password="x", name="某人")
    appoint(user, role, world["桥头镇"])
    client = client_of(user)
    opened = {
        pattern: client.get(address(pattern, things), follow=True).status_code
        for pattern in of_kind("list", "object", "page")
        if pattern != "api/"
    }
    wanted = {pattern: 200 if allowed(role, ROUTES[pattern].verb) else 403 for pattern in opened}
    assert opened == wanted


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_who_only_looks_writes_nothing(things: dict[str, int], world: World, role: str) -> None:
    user = User.objects.create_user("someone", password="x", name="某人")
    appoint(user, role, world["桥头镇"])
    client = client_of(user)
    for pattern in of_kind("write", "act"):
        verb = ROUTES[pattern].verb
        if verb and not allowed(role, verb):
            assert client.post(address(pattern, things)).status_code == 403, pattern


def test_someone_without_a_role_opens_nothing(things: dict[str, int], world: World) -> None:
    client = client_of(User.objects.create_user("nobody", password="x", name="未任职"))
    for pattern in of_kind("list", "object", "page"):
        if ROUTES[pattern].verb:
            assert client.get(address(pattern, things)).status_code == 403, pattern
