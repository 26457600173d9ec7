"""What became of promises, from the entries linked to them."""

import pytest
from pytest_django import DjangoAssertNumQueries

from shanhai.common.amounts import SCALE
from shanhai.cooperation.rules import CooperationError
from shanhai.ledger.models import Entry
from shanhai.reconciliation.promises.queries import deliverable, kept
from shanhai.reconciliation.promises.services import deliver
from tests.cooperation.made import a_promise, an_agreement
from tests.world import World


def gift(world: World, value: int, **columns: object) -> Entry:
    return world.entry("social_donation", value, **{"year": 2025, **columns})


def test_rungs_stand_side_by_side_and_are_never_added(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    for value, stage in ((400, "arrived"), (300, "arrived"), (600, "used")):
        deliver(world.clerk, promise, gift(world, value, stage=stage, title=f"{stage}{value}"))
    found = kept([promise])[promise.pk]
    assert {stage: row.value for stage, row in found.rungs.items()} == {"arrived": 700, "used": 600}
    assert (found.percent, found.whole) == (70, False)


def test_it_is_whole_only_when_all_of_it_arrived(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    deliver(world.clerk, promise, gift(world, 999))
    assert (kept([promise])[promise.pk].percent, kept([promise])[promise.pk].whole) == (99, False)
    deliver(world.clerk, promise, gift(world, 1, title="最后一元"))
    assert kept([promise])[promise.pk].whole


def test_a_draft_waits_and_a_void_entry_takes_its_number_back(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    entry = gift(world, 500, state="draft")
    deliver(world.clerk, promise, entry)
    found = kept([promise])[promise.pk]
    assert (found.given, found.waiting) == (0, 1)
    Entry.objects.filter(pk=entry.pk).update(state="submitted")
    assert kept([promise])[promise.pk].given == 500 * 10_000
    Entry.objects.filter(pk=entry.pk).update(state="void")
    assert kept([promise])[promise.pk].given == 0


def test_a_reversal_takes_back_what_its_entry_delivered(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    entry = gift(world, 500, state="locked")
    deliver(world.clerk, promise, entry)
    gift(world, -500, title="冲销", reverses=entry)
    assert kept([promise])[promise.pk].given == 0


def test_only_what_may_deliver_is_offered(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    fits = gift(world, 100)
    gift(world, 100, helper="谢岗镇", title="别的镇")
    gift(world, 100, year=2024, title="签订以前")
    world.entry("consumption_sales", 100, year=2025, title="别的指标")
    world.entry("social_donation", 100, "件", year=2025, title="别的单位")
    assert list(deliverable(world.clerk, promise)) == [fits]
    assert not deliverable(world.foreigner, promise).exists()
    deliver(world.clerk, promise, fits)
    assert not deliverable(world.clerk, promise).exists()


def test_what_cannot_deliver_is_refused(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 1000)
    elsewhere = gift(world, 1, partnership=world.elsewhere, helper="清溪镇", recipient="德江县")
    cases = [
        (world.clerk, elsewhere, "不在您的范围"),
        (world.auditor, elsewhere, "不属于同一结对"),
        (world.clerk, gift(world, 1, unit="件", title="一件"), "不能算作兑现"),
        (world.clerk, gift(world, 1, state="void", title="作废的"), "已作废"),
    ]
    for actor, entry, sentence in cases:
        with pytest.raises(CooperationError, match=sentence):
            deliver(actor, promise, entry)
    assert kept([promise])[promise.pk].waiting == 0


def test_the_number_of_promises_costs_no_query(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agreement = an_agreement(world)
    promises = [a_promise(world, agreement, value) for value in (100, 200, 300)]
    for number, promise in enumerate(promises):
        deliver(world.clerk, promise, gift(world, 50, title=f"第{number}笔"))
    for rows in (promises[:1], promises):
        with django_assert_num_queries(2):
            assert [one.given for one in kept(rows).values()] == [50 * SCALE] * len(rows)
