"""The one gate through every address: what a foreign user, a stranger and each role get.

Every address of the product has a line in routes.py.
"""

import io
import zipfile
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from shanhai.accounts.models import User
from shanhai.claims import services as claims
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation import services as cooperation
from shanhai.cooperation.models import Need, Offer
from shanhai.cooperation.services.needs import WantFacts, publish
from shanhai.ledger.donations.services import GiftFacts, register_donation
from shanhai.ledger.models import Entry, Evidence, Upload
from shanhai.reconciliation.supplies.services import supply
from shanhai.records.models import Job
from shanhai.records.services import attach, comment
from shanhai.registry.models import Node
from shanhai.registry.services import appoint, merge_nodes, register_node
from shanhai.reporting.services import issue
from shanhai.sources.services import store_blob, store_document
from tests.claims.test_life_of_a_claim import TEXT
from tests.web.routes import DAY, ROUTES, SECRET
from tests.world import World

TRACES = (SECRET, "常平组团—玉屏侗族自治县", "覆盖受益农户")


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


def cooperate(world: World, entry: Entry) -> dict[str, int]:
    """What both sides do together, one of each."""
    clerk, pairing = world.clerk, world.partnership
    agreement = cooperation.sign_agreement(
        clerk, cooperation.AgreementFacts(pairing, SECRET, signed_on=DAY)
    )
    ten = Amount.of(10, "吨")
    promised = cooperation.promise(clerk, agreement, SECRET, world["桥头镇"], ten)
    meeting = cooperation.register_meeting(
        clerk, cooperation.MeetingFacts([pairing], "joint", SECRET, DAY, gifts=SECRET)
    )
    visit = cooperation.VisitFacts([pairing], "to_recipient", SECRET, DAY)
    plan = cooperation.make_plan(
        clerk, cooperation.PlanFacts(pairing, world["桥头镇"], 2024, SECRET)
    )
    need = WantFacts(pairing, "recipient", world["玉屏侗族自治县"], SECRET, "产业", ten, DAY)
    offer = WantFacts(pairing, "helper", world["桥头镇"], SECRET, "产业", ten, DAY)
    needed = publish(world.county_clerk, Need, need)
    offered = publish(clerk, Offer, offer)
    made = {
        "agreement": agreement,
        "commitment": promised,
        "delivery": cooperation.link_delivery(clerk, promised, entry.ref),
        "meeting": meeting,
        "gift": meeting.gifts.get(),
        "item": cooperation.agree_item(clerk, meeting, SECRET, world["桥头镇"], DAY),
        "visit": cooperation.register_visit(clerk, visit),
        "plan": plan,
        "task": cooperation.set_task(clerk, plan, SECRET, world["桥头镇"]),
        "need": needed,
        "offer": offered,
        "supply": supply(clerk, needed, offered, ten),
    }
    return {name: made_one.pk for name, made_one in made.items()}


def build(world: World) -> dict[str, int]:
    """What both sides build and whom they send."""
    clerk, pairing, town = world.clerk, world.partnership, world["示例镇"]
    gift = GiftFacts(pairing, SECRET, 10**8, DAY, [SECRET])
    park = cooperation.ParkFacts(pairing, SECRET, "agriculture", town, DAY)
    workshop = cooperation.WorkshopFacts(pairing, SECRET, "disabled", town, DAY)
    # Who there is, is reference data: the names of organisations are no secret.
    firm = register_node(None, "organisation", "示例食品厂", town, kind="enterprise")
    school = register_node(None, "organisation", "示例学校", town, kind="school")
    stay = (pairing, "to_recipient", "teacher", "teaching", world["桥头镇"], school, SECRET)
    made = {
        "project": cooperation.register_project(
            clerk, cooperation.ProjectFacts(pairing, SECRET, "industry")
        ),
        "donation": register_donation(clerk, gift),
        "park": cooperation.register_park(clerk, park),
        "workshop": cooperation.register_workshop(clerk, workshop),
        "venture": cooperation.register_venture(
            clerk, cooperation.VentureFacts(pairing, SECRET, firm)
        ),
        "posting": cooperation.register_posting(clerk, cooperation.PostingFacts(*stay)),
    }
    photo = attach(clerk, made["project"], "x.png", b"\x89PNG" + bytes(20), "image/png")
    shown = {name: made_one.pk for name, made_one in made.items()}
    return {"photo": photo.pk, **shown, **care(world, school)}


def care(world: World, school: Node) -> dict[str, int]:
    """What both sides do for the people of the recipient, and what is said of it."""
    clerk, pairing = world.clerk, world.partnership
    activity = (pairing, SECRET, "lecture", world["桥头镇"], school)
    village = (pairing, SECRET, "village", [world["示例乙村"]])
    promotion = (pairing, SECRET, "route", "to_recipient")
    article = (pairing, SECRET, "news", SECRET, "city", DAY)
    made = {
        "activity": cooperation.register_activity(
            clerk, cooperation.ActivityFacts(*activity, planned_on=DAY)
        ),
        "team": cooperation.register_team(
            clerk, cooperation.TeamFacts(pairing, SECRET, "education", school)
        ),
        "class": cooperation.open_class(clerk, cooperation.ClassFacts(pairing, SECRET, school)),
        "village": cooperation.register_show_village(clerk, cooperation.ShowVillageFacts(*village)),
        "promotion": cooperation.register_promotion(clerk, cooperation.PromotionFacts(*promotion)),
        "article": cooperation.register_article(clerk, cooperation.ArticleFacts(*article)),
    }
    return {name: made_one.pk for name, made_one in made.items()}


def trade(world: World) -> dict[str, int]:
    """What is sold."""
    clerk, pairing = world.clerk, world.partnership
    product = cooperation.ProductFacts(pairing, SECRET, "product", world["示例镇"])
    order = cooperation.OrderFacts(pairing, SECRET, "bought", "canteen", buyers=SECRET)
    made = {
        "product": cooperation.register_product(clerk, product),
        "outlet": cooperation.register_outlet(
            clerk, cooperation.OutletFacts(pairing, SECRET, "canteen")
        ),
        "event": cooperation.register_sales_event(
            clerk, cooperation.SalesEventFacts(pairing, SECRET, "fair")
        ),
        "order": cooperation.place_order(clerk, order),
    }
    return {name: made_one.pk for name, made_one in made.items()}


def employ(world: World) -> dict[str, int]:
    """Who finds work, and how."""
    clerk, pairing, town = world.clerk, world.partnership, world["桥头镇"]
    firm = register_node(None, "organisation", "示例电子厂", town, kind="enterprise")
    ride = (pairing, SECRET, "bus", world["示例镇"], town, DAY)
    made = {
        "placement": cooperation.register_placement(
            clerk, cooperation.PlacementFacts(pairing, firm, "helper", DAY, "张示例", post=SECRET)
        ),
        "vacancy": cooperation.register_vacancy(
            clerk, cooperation.VacancyFacts(pairing, firm, SECRET, 3)
        ),
        "fair": cooperation.register_job_fair(clerk, cooperation.JobFairFacts(pairing, SECRET)),
        "ride": cooperation.register_ride(clerk, cooperation.RideFacts(*ride)),
        "course": cooperation.register_course(
            clerk, cooperation.CourseFacts(pairing, SECRET, "电工")
        ),
        "station": cooperation.register_station(
            clerk, cooperation.StationFacts(pairing, SECRET, town)
        ),
    }
    return {name: made_one.pk for name, made_one in made.items()}


def merged(town: Node) -> int:
    """A merge of one organisation registered twice."""
    names = ("示例商会", "示例镇商会")
    twice = [register_node(None, "organisation", name, town, kind="chamber") for name in names]
    return merge_nodes(None, *twice, "登记重复").pk


@pytest.fixture
def things(world: World) -> dict[str, int]:
    """One object of each kind that has an address, all of a partnership the foreigner is not in."""
    entry = world.entry("fiscal_funds", 1070000, title=SECRET, year=2025)
    report = claims.receive(world.clerk, "报道.txt", TEXT.encode()).report
    file = attach(world.clerk, entry, f"{SECRET}.txt", SECRET.encode(), "text/plain")
    comment(world.clerk, entry.ref, SECRET)
    evidence = Evidence.objects.create(entry=entry, blob=file.blob, voucher=SECRET)
    upload = Upload.objects.create(blob=file.blob, name=SECRET, by=world.clerk)
    job = Job.objects.create(kind="export", name=SECRET, by=world.clerk, state="done")
    loose = store_document(store_blob(b"x")[0], "x.txt", SECRET, "text")[0]
    issued = issue(world.clerk, world.partnership, "annual_summary", Period.year(2025))
    return {
        "partnership": world.partnership.pk, "entry": entry.pk, "report": report.pk,
        "claim": report.claims.first().pk, "attachment": file.pk, "issued": issued.pk,
        "document": loose.pk, "evidence": evidence.pk, "upload": upload.pk, "job": job.pk,
        "cluster": world["常平组团"].pk, "member": world["常平组团"].members.first().pk,
        "merge": merged(world["示例镇"]), "user": world.clerk.pk,
        "helper": world["桥头镇"].pk, "recipient": world["玉屏侗族自治县"].pk,
        **cooperate(world, entry),
        **build(world),
        **trade(world),
        **employ(world),
    }  # fmt: skip


def address(pattern: str, things: dict[str, int]) -> str:
    return "/" + (ROUTES[pattern].sample or pattern).format(**things)


def test_every_address_has_a_line_above() -> None:
    known = patterns(get_resolver())
    assert known - set(ROUTES) == set()
    assert set(ROUTES) - known == set()


# Each walk below takes all addresses of its kinds in one go, for the scene costs more than they do,
# and ends with the list of those that answered wrongly.


def test_a_foreign_user_finds_no_object_by_its_address(
    things: dict[str, int], world: World
) -> None:
    foreign, insider = client_of(world.foreigner), client_of(world.clerk)
    wrong = []
    for pattern in of_kind("object"):
        there = address(pattern, things)
        answer = foreign.get(there)
        if answer.status_code != 404 or any(trace in words(answer) for trace in TRACES):
            wrong.append((pattern, "shown to a foreign user", answer.status_code))
        found = insider.get(there)
        if found.status_code != 200 or ROUTES[pattern].shows and SECRET not in words(found):
            wrong.append((pattern, "not shown to an insider", found.status_code))
    assert wrong == []


def test_a_foreign_user_changes_nothing(things: dict[str, int], world: World) -> None:
    filled = {"text": "x", "end": "2025-01-01", "partnership": world.elsewhere.pk}
    client = client_of(world.foreigner)
    wrong = []
    for pattern in of_kind("write", "keep"):
        there, refusal = address(pattern, things), 403 if ROUTES[pattern].kind == "keep" else 404
        answers = (client.get(there, filled).status_code, client.post(there, filled).status_code)
        if answers[0] not in (refusal, 405) or answers[1] not in (refusal, 405):
            wrong.append((pattern, answers))
        if answers == (405, 405):
            wrong.append((pattern, "takes nothing"))
    assert wrong == []


def test_a_foreign_user_meets_no_trace_in_any_list(things: dict[str, int], world: World) -> None:
    foreign, insider = client_of(world.foreigner), client_of(world.clerk)
    ours = f"year=all&partnership={things['partnership']}&decision=waiting&check=1"
    asked = ["", "export=1&year=all", ours]
    wrong = []
    for pattern in of_kind("list"):
        there = address(pattern, things)
        for query in asked:
            said = words(foreign.get(f"{there}{'&' if '?' in there else '?'}{query}"))
            # The search page repeats what was asked; nothing else may.
            said = said.replace(f'value="{SECRET}"', "").replace(f"搜索“{SECRET}”", "")
            if any(trace in said for trace in TRACES):
                wrong.append((pattern, query))
        if ROUTES[pattern].shows and SECRET not in words(insider.get(there)):
            wrong.append((pattern, "not shown to an insider"))
    assert wrong == []


@pytest.mark.once
@pytest.mark.parametrize("odd", ["99999", "²", "9" * 30, "a\x00b"])
def test_no_address_fails_on_what_nobody_should_ask(
    things: dict[str, int], world: World, odd: str
) -> None:
    client = client_of(world.clerk)
    client.raise_request_exception = False
    names = ("year", "month", "asof", "page", "sort", "office", "indicator", "state", "q",
             "partnership", "helper", "entry", "matter", "claim", "row", "columns")  # fmt: skip
    query = urlencode(dict.fromkeys(names, odd))
    wrong = []
    for pattern in of_kind("list", "object", "page", "open"):
        there = address(pattern, things)
        answer = client.get(f"{there}{'&' if '?' in there else '?'}{query}")
        if answer.status_code >= 500:
            wrong.append((pattern, answer.status_code))
    assert wrong == []


@pytest.mark.once
def test_a_stranger_is_sent_to_the_sign_in(things: dict[str, int]) -> None:
    wrong = []
    for pattern in of_kind("list", "object", "page", "write", "keep", "act"):
        reads = ROUTES[pattern].kind in ("list", "object", "page")
        answer = (Client().get if reads else Client().post)(address(pattern, things))
        if pattern.startswith("api/") and ROUTES[pattern].verb:
            sent = answer.status_code == 401
        else:
            sent = answer.status_code == 302 and answer.url.startswith("/login/")
        if not sent:
            wrong.append((pattern, answer.status_code))
    assert wrong == []


def allowed(role: str, verb: str) -> bool:
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
    return not verb or verb in rights[role]["verbs"]


def someone(role: str, place: Node) -> Client:
    user = User.objects.create_user(f"a-{role}", password="x", name="某人")
    appoint(user, role, place)
    return client_of(user)


@pytest.mark.once
def test_each_role_opens_what_its_rights_say(things: dict[str, int], world: World) -> None:
    wrong = []
    for role in ("clerk", "reviewer", "leader", "auditor", "admin"):
        client = someone(role, world["桥头镇"])
        for pattern in of_kind("list", "object", "page", "common"):
            # What everyone may see is opened by the one with the fewest rights.
            asked = role == "leader" or ROUTES[pattern].verb not in ("", "view")
            # The root of the API leads to its docs.
            if asked and pattern != "api/":
                code = client.get(address(pattern, things), follow=True).status_code
                opens = ROUTES[pattern].kind != "common" and allowed(role, ROUTES[pattern].verb)
                if code != (200 if opens else 403):
                    wrong.append((role, pattern, code))
    assert wrong == []


@pytest.mark.once
def test_who_only_looks_writes_nothing(things: dict[str, int], world: World) -> None:
    wrong = []
    for role in ("leader", "auditor"):
        client = someone(role, world["桥头镇"])
        for pattern in of_kind("write", "keep", "act"):
            verb = ROUTES[pattern].verb
            if verb and not allowed(role, verb):
                code = client.post(address(pattern, things)).status_code
                if code not in (403, 405):
                    wrong.append((role, pattern, code))
    assert wrong == []


@pytest.mark.once
def test_someone_without_a_role_opens_nothing(things: dict[str, int], world: World) -> None:
    client = client_of(User.objects.create_user("nobody", password="x", name="未任职"))
    for pattern in of_kind("list", "object", "page"):
        if ROUTES[pattern].verb:
            assert client.get(address(pattern, things)).status_code == 403, pattern
