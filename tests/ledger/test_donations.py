"""Gifts from the promise to the word back to the giver."""

from datetime import date

import pytest

from shanhai.ledger.donations.queries import donations, unfollowed, with_amounts
from shanhai.ledger.donations.rules import Told, doubts, receipt_number
from shanhai.ledger.donations.services import (
    DonationFacts,
    GiftFacts,
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
from shanhai.ledger.funds.services import AllotmentFacts, allot, pay
from shanhai.ledger.models import Donation, Entry
from shanhai.ledger.rules import LedgerError
from shanhai.registry.models import Node
from tests.world import World

DAY = date(2024, 6, 21)
WAN = 10**8


def gift(world: World, **changes: object) -> GiftFacts:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例捐资助学", "units": 20 * WAN, "on": DAY,
        "givers": ["桥头镇", "示例公司"], "receivers": ["示例乙村", "示例丙村"],
        "end_users": ["示例小学"],
    }  # fmt: skip
    return GiftFacts(**(known | changes))  # type: ignore[arg-type]


@pytest.fixture
def promised(world: World) -> Donation:
    return register_donation(world.clerk, gift(world))


def receiver(world: World) -> Node:
    return world["示例乙村"]


def test_a_gift_begins_with_an_entry_that_names_givers_and_receivers(
    world: World, promised: Donation
) -> None:
    entry = Entry.objects.get()
    assert (entry.stage, entry.units, entry.state) == ("promised", 20 * WAN, "draft")
    assert [(row.role, row.name, row.share) for row in entry.parties.all()] == [
        ("end_user", "示例小学", None), ("giver", "桥头镇", None), ("giver", "示例公司", None),
        ("receiver", "示例乙村", None), ("receiver", "示例丙村", None),
    ]  # fmt: skip
    assert promised.agreed_on == DAY


def test_what_was_promised_arrives_beside_it_and_is_never_added(
    world: World, promised: Donation
) -> None:
    arrive(world.county_clerk, promised, 18 * WAN, date(2024, 7, 1), "回单1")
    with_amounts([promised])
    assert promised.stages == {"promised": 20 * WAN, "arrived": 18 * WAN}
    assert promised.givers == ["桥头镇", "示例公司"]
    arrived = Entry.objects.get(stage="arrived")
    assert arrived.parties.filter(role="giver").count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"units": 0}, "要大于0"),
        ({"form": "goods"}, "要写依据"),
        ({"form": "service", "items": "义诊3场"}, "要写依据"),
        ({"givers": []}, "请填写捐赠方"),
        ({"title": " "}, "没有填事项"),
    ],
)
def test_a_gift_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(LedgerError, match=sentence):
        register_donation(world.clerk, gift(world, **changes))
    assert not Donation.objects.exists() and not Entry.objects.exists()


def test_goods_with_a_basis_are_taken(world: World) -> None:
    made = register_donation(
        world.clerk, gift(world, form="goods", items="电脑16台", valuation="发票价")
    )
    assert made.told.get().entry.details == {"items": "电脑16台", "valuation": "发票价"}


def test_the_same_receipt_twice_is_refused(world: World, promised: Donation) -> None:
    arrive(world.clerk, promised, 20 * WAN, DAY, "回单1")
    note_receipt(world.clerk, promised, " ab 1234 ", DAY, receiver(world))
    assert promised.receipt == "AB1234"
    other = register_donation(world.clerk, gift(world, title="示例另一笔", stage="arrived"))
    with pytest.raises(LedgerError, match="AB1234已经用于“示例捐资助学”"):
        note_receipt(world.clerk, other, "AB1234", DAY, receiver(world))
    elsewhere = register_donation(
        world.foreigner, gift(world, partnership=world.elsewhere, stage="arrived", receivers=[])
    )
    with pytest.raises(LedgerError, match="已经用于另一笔捐赠"):
        note_receipt(world.foreigner, elsewhere, "ab1234", DAY, world["德江县"])
    with pytest.raises(LedgerError, match="4到40位"):
        receipt_number("第三张")


def test_nothing_happens_to_a_gift_before_it_arrives(world: World, promised: Donation) -> None:
    with pytest.raises(LedgerError, match="还没有登记到账"):
        note_receipt(world.clerk, promised, "AB1234", DAY, receiver(world))
    with pytest.raises(LedgerError, match="早于签约或举牌"):
        arrive(world.clerk, promised, WAN, date(2024, 1, 1), "回单1")
    arrive(world.clerk, promised, WAN, date(2024, 7, 1), "回单1")
    with pytest.raises(LedgerError, match="早于到账"):
        note_event(world.clerk, promised, "used", DAY, "示例乙村", "示例")
    with pytest.raises(LedgerError, match="单位和情况"):
        note_event(world.clerk, promised, "used", date(2024, 8, 1), "", "示例")
    event = note_event(world.clerk, promised, "used", date(2024, 8, 1), "示例乙村", "示例：修路")
    assert event in promised.events.all()


def test_an_entry_tells_of_one_gift_only(world: World, promised: Donation) -> None:
    entry = world.entry("social_donation", 50000, title="示例台账里的捐赠")
    assert list(unfollowed(world.clerk)) == [entry]
    made = follow(world.clerk, entry)
    assert made.title == "示例台账里的捐赠"
    with pytest.raises(LedgerError, match="已经属于一笔捐赠"):
        link(world.clerk, promised, entry)
    with pytest.raises(LedgerError, match="不是捐赠的金额记录"):
        follow(world.clerk, world.entry("fiscal_funds", 1))
    with pytest.raises(LedgerError, match="不是这个结对"):
        link(world.clerk, promised, world.entry("fiscal_funds", 1))
    assert not unfollowed(world.clerk).exists()


def test_what_is_paid_out_of_a_gift_is_its_use(world: World, promised: Donation) -> None:
    arrived = arrive(world.clerk, promised, 20 * WAN, DAY, "回单1")
    part = allot(world.clerk, arrived, AllotmentFacts(DAY, 15 * WAN, purpose="示例蓄水池"))
    pay(world.clerk, part, 15 * WAN, date(2024, 9, 1), "示例凭证")
    with_amounts([promised])
    assert promised.stages["used"] == 15 * WAN


def test_what_is_odd_is_said() -> None:
    today = date(2025, 6, 1)
    quiet = Told("元", 10, 10, 0, [10], True, "示例慈善会", [], "AB1234", DAY, today, {})
    assert doubts(quiet, today) == []
    odd = Told("元", 10 * WAN, 12 * WAN, 13 * WAN, [5 * WAN], True, "", ["德江县人民政府"], "",
               DAY, DAY, {"used": DAY}, True)  # fmt: skip
    said = "".join(doubts(odd, today))
    for words in ("政府机关", "法定接收方（开票", "票据号", "比承诺的", "比到账的", "不等",
                  "没有向捐赠方反馈", "没有公示", "没有写依据"):  # fmt: skip
        assert words in said
    waiting = Told("元", 10, 0, 0, [], True, "", [], "", DAY, None, {})
    assert "请催问" in "".join(doubts(waiting, today))
    assert "定向用到哪些" in "".join(doubts(waiting, today))


def test_a_gift_is_edited_taken_out_and_brought_back(world: World, promised: Donation) -> None:
    edit_donation(world.clerk, promised, DonationFacts("示例改名", True, receiver(world)))
    assert (promised.title, promised.directed) == ("示例改名", True)
    with pytest.raises(LedgerError, match="为什么移出"):
        shelve(world.clerk, promised, "")
    shelve(world.clerk, promised, "示例：重复")
    assert not donations(world.clerk).exists()
    unshelve(world.clerk, promised)
    assert donations(world.county_clerk).get() == promised
    assert not donations(world.foreigner).exists()
