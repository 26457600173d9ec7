"""Agreements: what they promise and how they are amended."""

from datetime import date

import pytest

from shanhai.common.amounts import Amount
from shanhai.cooperation import services
from shanhai.cooperation.models import Amendment
from shanhai.cooperation.queries import expiring, in_force
from shanhai.cooperation.services import AgreementFacts, AmendmentFacts, CooperationError
from tests.cooperation.made import a_promise, an_agreement
from tests.world import World

Subject = Amendment.Subject


def test_parties_not_given_are_both_sides_of_the_pairing(world: World) -> None:
    agreement = an_agreement(world)
    assert (agreement.helper_party, agreement.recipient_party) == ("常平组团", "玉屏侗族自治县")


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"start": date(2025, 5, 1), "end": date(2025, 4, 1)}, "早于开始日期"),
        ({"end": date(2025, 1, 1)}, "早于签订日"),
        ({"title": " "}, "请填写协议名称"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    world: World, columns: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        an_agreement(world, **columns)


def test_it_is_registered_once(world: World) -> None:
    an_agreement(world)
    with pytest.raises(CooperationError, match="已经登记"):
        an_agreement(world)


def test_what_runs_out_soon_is_told_in_time(world: World) -> None:
    agreement = an_agreement(world, end=date(2025, 12, 31))
    assert list(expiring(world.clerk, 90, date(2025, 10, 15))) == [agreement]
    assert not expiring(world.clerk, 90, date(2025, 9, 1)).exists()
    assert not expiring(world.clerk, 90, date(2026, 1, 1)).exists()
    assert not expiring(world.foreigner, 90, date(2025, 10, 15)).exists()
    assert in_force(agreement, date(2025, 12, 31))
    assert not in_force(agreement, date(2026, 1, 1))


def test_a_promise_is_more_than_nothing_and_not_due_before_the_signing(world: World) -> None:
    agreement, owner = an_agreement(world), world["桥头镇"]
    with pytest.raises(CooperationError, match="大于0"):
        services.promise(world.clerk, agreement, "捐赠", owner, Amount.of(0, "元"))
    with pytest.raises(CooperationError, match="早于协议签订日"):
        services.promise(
            world.clerk, agreement, "捐赠", owner, Amount.of(1, "元"), date(2025, 1, 1)
        )
    with pytest.raises(CooperationError, match="不属于"):
        services.promise(world.clerk, agreement, "捐赠", world["德江县"], Amount.of(1, "元"))


def test_an_amended_amount_takes_effect_and_keeps_what_it_was(world: World) -> None:
    agreement = an_agreement(world)
    promise = a_promise(world, agreement, 1000000)
    made = services.amend(
        world.clerk, agreement,
        AmendmentFacts(date(2025, 9, 1), Subject.COMMITMENT, commitment=promise,
                       amount=Amount.of(1500000, "元")),
    )  # fmt: skip
    promise.refresh_from_db()
    assert promise.amount.value == 1500000
    assert (made.before, made.after) == ("1,000,000元", "1,500,000元")


def test_an_amended_end_takes_effect(world: World) -> None:
    agreement = an_agreement(world, end=date(2025, 12, 31))
    made = services.amend(
        world.clerk, agreement, AmendmentFacts(date(2025, 9, 1), Subject.END, "2026-12-31")
    )
    agreement.refresh_from_db()
    assert agreement.end == date(2026, 12, 31)
    assert (made.before, made.after) == ("2025-12-31", "2026-12-31")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (AmendmentFacts(date(2025, 1, 1), Subject.CLAUSE, "乙", "甲"), "早于协议签订日"),
        (AmendmentFacts(date(2025, 9, 1), Subject.END, "明年底"), "不是日期"),
        (AmendmentFacts(date(2025, 9, 1), Subject.END, "2025-12-31"), "变更前后一样"),
        (AmendmentFacts(date(2025, 9, 1), Subject.CLAUSE, "乙"), "变更前的条款"),
        (AmendmentFacts(date(2025, 9, 1), Subject.COMMITMENT), "哪一条承诺"),
        (AmendmentFacts(date(2025, 9, 1), "weather", "晴"), "请选择变更的是"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(
    world: World, facts: AmendmentFacts, sentence: str
) -> None:
    agreement = an_agreement(world, end=date(2025, 12, 31))
    with pytest.raises(CooperationError, match=sentence):
        services.amend(world.clerk, agreement, facts)
    agreement.refresh_from_db()
    assert agreement.end == date(2025, 12, 31)
    assert not Amendment.objects.exists()


def test_a_signing_day_after_an_amendment_is_refused(world: World) -> None:
    agreement = an_agreement(world)
    services.amend(
        world.clerk, agreement, AmendmentFacts(date(2025, 9, 1), Subject.CLAUSE, "乙", "甲")
    )
    with pytest.raises(CooperationError, match="晚于已登记的变更"):
        services.edit_agreement(
            world.clerk, agreement,
            AgreementFacts(world.partnership, "示例协议", signed_on=date(2025, 10, 1)),
        )  # fmt: skip


def test_one_entry_delivers_on_one_promise(world: World) -> None:
    agreement = an_agreement(world)
    one, other = a_promise(world, agreement), a_promise(world, agreement)
    entry = world.entry("social_donation", 500, year=2025)
    row = services.link_delivery(world.clerk, one, entry.ref)
    with pytest.raises(CooperationError, match="已经关联"):
        services.link_delivery(world.clerk, one, entry.ref)
    with pytest.raises(CooperationError, match="不能算两次"):
        services.link_delivery(world.clerk, other, entry.ref)
    with pytest.raises(CooperationError, match="已有兑现"):
        services.archive(world.clerk, agreement, "不要了")
    services.unlink_delivery(world.clerk, row)
    services.link_delivery(world.clerk, other, entry.ref)
