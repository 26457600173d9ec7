"""The demo's work: projects upon the money the workbook brought, gifts followed, parks with their
firms, people sent. Everything through the verbs a user has (demo/work.yaml)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common import clock
from shanhai.common.amounts import SCALE, written
from shanhai.cooperation import services as work
from shanhai.cooperation.models import Park, Project, Venture, Workshop
from shanhai.ledger.donations import services as gifts
from shanhai.ledger.funds.services import AllotmentFacts, allot, pay
from shanhai.ledger.investments.queries import ARRIVED, PROMISED
from shanhai.ledger.investments.services import link_investment
from shanhai.ledger.models import Entry
from shanhai.records.services import attach
from shanhai.registry import services as registry
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import find_nodes

Plan = dict[str, Any]
WAN = 10_000


def do_the_work(actor: User) -> None:
    """Register all of demo/work.yaml, as one user of the helper city."""
    plan = yaml.safe_load((folder() / "work.yaml").read_text(encoding="utf-8"))
    for row in plan["projects"]:
        carry_out(actor, row)
    for row in plan["planned"]:
        facts = work.ProjectFacts(
            partnership(row["partnership"]), row["title"], row["kind"], note=plan["planned_note"]
        )
        work.register_project(actor, facts)
    for row in plan["gifts"]:
        follow_gifts(actor, row)
    direct(actor, plan["directed"])
    for row in plan["parks"]:
        open_park(actor, row)
    for row in plan["workshops"]:
        open_workshop(actor, row)
    for row in plan["postings"]:
        send(actor, row, plan["posting_note"])
    for row in plan["in_post"]:
        work.register_posting(actor, in_post(row))


def picture(name: str) -> tuple[str, bytes, str]:
    """A drawn picture as a photo is handed in: name, bytes, media type."""
    path = folder() / "pictures" / f"{name}.png"
    return path.name, path.read_bytes(), "image/png"


def show(actor: User, record: Park | Workshop, row: Plan) -> None:
    """Put the picture on it that the plan names, if it names one."""
    if "picture" in row:
        attach(actor, record, *picture(row["picture"]), "示意图（演示数据）")


def _days(entry: Entry, number: int) -> date:
    return entry.period_start + timedelta(days=number)


def _money(pairing: Partnership, most: int) -> Iterator[Entry]:
    rows = Entry.objects.filter(partnership=pairing, book="funds", unit="元")
    yield from rows.order_by("-period_start", "pk").select_related("partnership")[:most]


def carry_out(actor: User, row: Plan) -> None:
    """A project for each line of money, taken as far as its day allows."""
    pairing = partnership(row["partnership"])
    for entry in _money(pairing, row.get("most", 50)):
        site = next((there for word, there in row["sites"].items() if word in entry.title), None)
        kind = next((code for word, code in row["kinds"].items() if word in entry.title), "other")
        tier = "镇级财政" if entry.source_class == "budget_town" else "市统筹"
        project = work.register_project(
            actor,
            work.ProjectFacts(
                pairing, entry.title, kind, owner=place(row["owner"]),
                procurement="示例：竞争性磋商",
                funding=f"协作资金，{tier}，{written(entry.units, WAN)}万元",
                sites=f"{site[0]}，{site[1]}户，{site[2]}人" if site else "",
                start=_days(entry, 60), end=_days(entry, 320), content="（演示数据）",
            ),
        )  # fmt: skip
        given = allot(
            actor, entry, AllotmentFacts(_days(entry, 1), entry.units, project,
                                         document=entry.voucher),
        )  # fmt: skip
        milestone = work.set_milestone(actor, project, "示例：主体完工", _days(entry, 200))
        if row["paid"]:
            units = entry.units * row["paid"] // 100
            pay(actor, given, units, _days(entry, 90), f"示例支付{entry.pk}", "示例施工单位")
        _walk(actor, project, entry, row["steps"])
        if project.state not in ("approved", "funded", "tendered", "started"):
            shot = picture(row["picture"]) if "picture" in row else None
            work.reach_milestone(actor, milestone, _days(entry, 195), photo=shot)
            _look_after(actor, project, entry)


def _walk(actor: User, project: Project, entry: Entry, steps: dict[str, int]) -> None:
    for state, after in steps.items():
        on = _days(entry, after)
        if on <= clock.now().date():
            work.step_project(actor, project, state, on)
    for duty in project.disclosures.all():
        posted = duty.due - timedelta(days=10)
        if posted <= clock.now().date():
            work.disclose(actor, duty, posted, "示例：县政府网站和村公示栏")


def _look_after(actor: User, project: Project, entry: Entry) -> None:
    """What an asset of industry fares like; a problem that was put right."""
    if project.state != "handed_over" or project.kind != "industry":
        return
    owner = project.sites.first()
    asset = work.hand_over_asset(
        actor, project,
        work.AssetFacts(f"{project.title}资产", "facility", owner.node if owner else project.owner,
                        _days(entry, 345), "示例确权书", "示例：租给合作社", "示例：村集体收益"),
    )  # fmt: skip
    look = min(_days(entry, 600), clock.now().date())
    work.check_asset(actor, asset, look, True, 3 * WAN * SCALE, 12, "演示数据")
    problem = work.find_problem(
        actor, project, "own", "示例：验收资料不全", "示例施工单位", _days(entry, 320),
        _days(entry, 340),
    )  # fmt: skip
    work.fix_problem(actor, problem, _days(entry, 335), "示例：已补齐")


def follow_gifts(actor: User, row: Plan) -> None:
    """Follow gifts that stand in the ledger, with their purposes and what became of them."""
    pairing = partnership(row["partnership"])
    for title, purposes in row["titles"].items():
        rows = Entry.objects.filter(partnership=pairing, book="donations", title=title)
        entry = rows.order_by("-period_end").first()
        donation = gifts.follow(actor, entry)
        for purpose in purposes:
            allot(actor, entry, AllotmentFacts(entry.period_end, None, purpose=purpose))
        if title in row.get("receivers", {}):
            receiver = place(row["receivers"][title], pairing)
            gifts.note_receipt(actor, donation, entry.voucher, entry.period_end, receiver)
        for kind, after in row.get("events", {}).get(title, {}).items():
            on = entry.period_end + timedelta(days=after)
            gifts.note_event(actor, donation, kind, on, "示例：受赠单位", "演示数据")


def direct(actor: User, row: Plan) -> None:
    """A gift planned for several projects, each with its share."""
    pairing = partnership(row["partnership"])
    whole = sum(row["purposes"].values()) * SCALE
    donation = gifts.register_donation(
        actor,
        gifts.GiftFacts(pairing, row["title"], whole, row["day"], row["givers"], stage="planned",
                        directed=True, note="来自公开报道：初步拟定（演示数据）"),
    )  # fmt: skip
    entry = donation.told.get().entry
    for title, yuan in row["purposes"].items():
        project = Project.objects.get(partnership=pairing, title=title)
        allot(actor, entry, AllotmentFacts(row["day"], yuan * SCALE, project))


def open_park(actor: User, row: Plan) -> None:
    """A park, and the firms in it: those the ledger tells investments of, then small ones."""
    pairing = partnership(row["partnership"])
    park = work.register_park(
        actor,
        work.ParkFacts(pairing, row["title"], row["kind"], place(row["site"], pairing),
                       row.get("opened_on"), note=row.get("note", "演示数据")),
    )  # fmt: skip
    show(actor, park, row)
    wanted = row.get("firms", 0)
    told = Entry.objects.filter(partnership=pairing, indicator=PROMISED, venture_money=None)
    named = told.filter(title__startswith="示例").order_by("period_end", "pk")
    titles = list(dict.fromkeys(named.values_list("title", flat=True)))[: max(wanted - 2, 0)]
    for title in titles:
        settle(actor, park, title)
    for number in range(wanted - len(titles)):
        settle(actor, park, f"{park.title}企业{number + 1}")


def settle(actor: User, park: Park, title: str) -> Venture:
    """A firm in a park, with the money the ledger tells of it."""
    pairing = park.partnership
    firm = _firm(title, pairing)
    entered = park.opened_on + timedelta(days=60)
    venture = work.register_venture(
        actor,
        work.VentureFacts(pairing, title, firm, park=park, entered_on=entered, note="演示数据"),
    )
    money = Entry.objects.filter(
        partnership=pairing, title=title, indicator__in=[PROMISED, ARRIVED], venture_money=None
    )
    days = [entry.period_start for entry in money]
    signed = min([*days, entered]) - timedelta(days=30)
    for rung, after in (("signed", 0), ("started", 20), ("producing", 180)):
        work.reach_rung(actor, venture, rung, signed + timedelta(days=after))
    for entry in money:
        link_investment(actor, venture, entry)
    return venture


def _firm(name: str, pairing: Partnership) -> Node:
    known = find_nodes(name, Level.ORGANISATION).first()
    return known or registry.register_node(
        None, Level.ORGANISATION, name, pairing.recipient, kind="enterprise"
    )


def open_workshop(actor: User, row: Plan) -> None:
    """A workshop with its readings."""
    pairing = partnership(row["partnership"])
    shop = work.register_workshop(
        actor,
        work.WorkshopFacts(pairing, row["title"], row["kind"], place(row["site"], pairing),
                           row.get("opened_on"), note=row.get("note", "演示数据")),
    )  # fmt: skip
    show(actor, shop, row)
    for on, jobs in row.get("readings", {}).items():
        work.read(actor, shop, work.ReadingFacts(on, jobs))


def in_post(row: Plan) -> work.PostingFacts:
    """Someone invented who is with the other side now, from one unit to another."""
    pairing = partnership(row["partnership"])
    direction = "to_helper" if row.get("back") else "to_recipient"
    return work.PostingFacts(
        pairing, direction, row["who"], row["how"], place(row["from"]), place(row["to"]),
        row["post"], start=row["start"], end=row["end"], note="演示数据",
    )  # fmt: skip


def send(actor: User, row: Plan, note: str) -> None:
    """People sent in a year, one by one; without a year they are planned."""
    pairing = partnership(row["partnership"])
    ends = [pairing.helper, pairing.recipient]
    direction = "to_helper" if row.get("back") else "to_recipient"
    sender, host = reversed(ends) if row.get("back") else ends
    facts = {"partnership": pairing, "direction": direction, "category": row["who"],
             "mode": row["how"], "from_unit": sender, "to_unit": host, "post": row["post"],
             "note": note}  # fmt: skip
    if "year" not in row:
        work.register_posting(actor, work.PostingFacts(**facts, count=row["count"]))
        return
    start, end = date(row["year"], 1, 1), date(row["year"], 12, 31)
    for _ in range(row["count"]):
        posting = work.register_posting(
            actor, work.PostingFacts(**facts, start=start, end=end, batch=f"{row['year']}年")
        )
        work.come_back(actor, posting, end)
