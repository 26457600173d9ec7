"""From a need and an offer, with the reasons they suit, to an agreement, an entry, delivery."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Need, Offer
from shanhai.cooperation.services import needs
from shanhai.ledger import services as ledger
from shanhai.ledger.rules import LedgerError
from shanhai.reconciliation.models import Supply
from shanhai.reconciliation.supplies import services
from shanhai.reconciliation.supplies.queries import (
    candidates,
    delivered,
    field_indicators,
    supplies_of,
)
from shanhai.reconciliation.supplies.rules import Side, SupplyError, suits
from tests.cooperation.test_needs import PAST, TODAY, offered, wanted
from tests.world import World

TEACHERS = "professionals_dispatched"


def side(**changes: object) -> Side:
    told = {
        "side": "recipient",
        "field": "人才",
        "units": 20 * SCALE,
        "unit": "人",
        "partnership": 1,
    }
    return Side(**{**told, **changes})  # type: ignore[arg-type]


def giving(**changes: object) -> Side:
    return side(**{"side": "helper", "units": 30 * SCALE, **changes})


def test_every_reason_is_named_and_the_score_is_their_sum() -> None:
    fit = suits(side(deadline=TODAY), giving(deadline=TODAY), past=3, today=TODAY)
    assert fit is not None and fit.score == 1
    assert [reason.words for reason in fit.reasons] == [
        "同属“人才”",
        "可供30人，够所需的20人",
        "同一结对的两方",
        f"可供到{TODAY}，赶得上所需的{TODAY}",
        "在“人才”有3笔到账或完成的记录",
    ]


@pytest.mark.parametrize(
    "better",
    [
        (giving(), giving(units=5 * SCALE)),
        (giving(), giving(unit="人次")),
        (giving(), giving(partnership=2)),
        (giving(partnership=2, place=frozenset({7})), giving(partnership=2)),
        (giving(deadline=TODAY), giving(deadline=PAST)),
    ],
    ids=["enough", "same unit", "same pairing", "near", "in time"],
)
def test_what_suits_better_scores_higher(better: tuple[Side, Side]) -> None:
    need = side(place=frozenset({7}), deadline=TODAY)
    good, poor = (suits(need, offer, 0, PAST) for offer in better)
    assert good is not None and poor is not None and good.score > poor.score


@pytest.mark.parametrize(
    "offer",
    [giving(field="产业"), giving(side="recipient"), giving(units=0), giving(deadline=PAST)],
)
def test_what_cannot_be_is_no_candidate(offer: Side) -> None:
    assert suits(side(), offer, 9, TODAY) is None


@pytest.fixture
def need(world: World) -> Need:
    return needs.publish(world.county_clerk, Need, wanted(world))


@pytest.fixture
def offer(world: World) -> Offer:
    return needs.publish(world.clerk, Offer, offered(world))


def recorded(world: World, row: Supply, value: int = 20) -> None:
    """A delivery entered by the helper and submitted, so that it counts."""
    entry = services.draft_delivery(
        world.clerk, row, TEACHERS, Amount.of(value, "人"), Period(PAST, PAST)
    )
    ledger.step(world.clerk, entry, "submit")


def test_offers_that_suit_come_best_first_with_past_delivery(
    world: World, need: Need, offer: Offer
) -> None:
    small = needs.publish(world.clerk, Offer, offered(world, amount=Amount.of(2, "人")))
    needs.publish(world.clerk, Offer, offered(world, field="产业"))
    needs.publish(world.county_clerk, Offer, wanted(world))
    world.entry(TEACHERS, 3, "人")
    found = candidates(world.county_clerk, need)
    assert [one.offer for one in found] == [offer, small]
    assert "在“人才”有1笔到账或完成的记录" in [one.words for one in found[0].fit.reasons]
    assert not candidates(world.foreigner, need)


def test_more_offers_cost_no_more_queries(world: World, need: Need, offer: Offer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            candidates(world.clerk, need)
        return len(queries)

    few = cost()
    for _ in range(5):
        needs.publish(world.clerk, Offer, offered(world))
    # PostgreSQL is asked which partnerships are seen before each question within them.
    assert cost() == few <= 12


def test_from_a_need_to_its_delivery(world: World, need: Need, offer: Offer) -> None:
    row = services.supply(world.county_clerk, need, offer, need.amount)
    assert "够所需的20人" in row.reasons and 0 < row.score <= 1
    assert (need.state, offer.state) == ("matched", "matched")
    agreement = services.agree(world.clerk, row, "示例协议", TODAY, None)
    assert list(agreement.supplies.all()) == [row]
    recorded(world, row, 12)
    recorded(world, row, 8)
    assert delivered([row]) == {row.pk: 20 * SCALE}
    entry = row.deliveries.first().entry
    assert (entry.helper, entry.recipient) == (world["桥头镇"], world["玉屏侗族自治县"])
    with pytest.raises(SupplyError, match="要由受援方"):
        services.complete(world.clerk, row)
    services.complete(world.county_clerk, row)
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (row.state, need.state, offer.state) == ("delivered", "delivered", "delivering")
    assert list(supplies_of(world.clerk, need)) == [row]
    assert not supplies_of(world.foreigner, need).exists()


def test_a_delivery_that_falls_short_needs_a_reason(world: World, need: Need, offer: Offer) -> None:
    row = services.supply(world.county_clerk, need, offer, need.amount)
    with pytest.raises(SupplyError, match="还没有起草"):
        services.complete(world.county_clerk, row)
    recorded(world, row, 5)
    with pytest.raises(SupplyError, match="约定20人，台账里只记有5人"):
        services.complete(world.county_clerk, row)
    services.complete(world.county_clerk, row, "双方商定只来5人")
    assert row.state == "delivered"


def test_a_draft_is_no_delivery_yet(world: World, need: Need, offer: Offer) -> None:
    row = services.supply(world.county_clerk, need, offer, need.amount)
    services.draft_delivery(world.clerk, row, TEACHERS, Amount.of(20, "人"), Period(PAST, PAST))
    assert delivered([row]) == {}
    with pytest.raises(SupplyError, match="只记有0人"):
        services.complete(world.county_clerk, row)


@pytest.mark.parametrize(
    ("amount", "sentence"), [(31, "只剩30人可供"), (0, "大于零"), (-1, "大于零")]
)
def test_no_more_is_taken_than_is_free(
    world: World, need: Need, offer: Offer, amount: int, sentence: str
) -> None:
    with pytest.raises(SupplyError, match=sentence):
        services.supply(world.clerk, need, offer, Amount.of(amount, "人"))


def test_what_cannot_be_set_together_is_refused(world: World, need: Need, offer: Offer) -> None:
    own = needs.publish(world.county_clerk, Offer, wanted(world))
    with pytest.raises(SupplyError, match="要由另一方来供"):
        services.supply(world.county_clerk, need, own, need.amount)
    other = needs.publish(world.clerk, Offer, offered(world, field="产业"))
    with pytest.raises(SupplyError, match="领域不同"):
        services.supply(world.clerk, need, other, need.amount)
    services.supply(world.clerk, need, offer, need.amount)
    with pytest.raises(SupplyError, match="已经对接过"):
        services.supply(world.clerk, need, offer, need.amount)
    with pytest.raises(SupplyError, match="不在您的范围内"):
        services.supply(world.foreigner, need, offer, need.amount)
    with pytest.raises(SupplyError, match="没有“填报”的权限"):
        services.supply(world.auditor, need, offer, need.amount)


def test_what_came_to_nothing_frees_both(world: World, need: Need, offer: Offer) -> None:
    row = services.supply(world.clerk, need, offer, need.amount)
    with pytest.raises(SupplyError, match="为什么解除"):
        services.drop(world.clerk, row, "")
    services.drop(world.clerk, row, "时间对不上")
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (row.state, need.state, offer.state) == ("dropped", "open", "open")
    again = services.supply(world.clerk, need, offer, need.amount)
    recorded(world, again)
    with pytest.raises(SupplyError, match="已有台账记录"):
        services.drop(world.clerk, again, "不要了")


def test_a_delivery_is_recorded_in_its_own_field_and_by_the_rules_of_the_books(
    world: World, need: Need, offer: Offer
) -> None:
    row = services.supply(world.clerk, need, offer, need.amount)
    with pytest.raises(SupplyError, match="请选“人才”里的指标"):
        services.draft_delivery(
            world.clerk, row, "consumption_sales", Amount.of(1, "元"), Period(PAST, PAST)
        )
    day = Period(PAST, PAST)
    with pytest.raises(SupplyError, match="大于零"):
        services.draft_delivery(world.clerk, row, TEACHERS, Amount.of(0, "人"), day)
    with pytest.raises(LedgerError, match="身份证号"):
        services.draft_delivery(
            world.clerk, row, TEACHERS, Amount.of(1, "人"), day, "示例 110101199003071234"
        )
    assert not row.deliveries.exists() and row.state == "agreed"
    assert TEACHERS in dict(field_indicators("人才"))
