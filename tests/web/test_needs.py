"""The pages of needs and offers: lists, forms that keep what was typed, matches, delivery."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shanhai.common.amounts import SCALE, Amount
from shanhai.cooperation.models import Need, Offer
from shanhai.cooperation.services import needs
from shanhai.ledger.models import Entry
from shanhai.reconciliation.models import Supply
from shanhai.reconciliation.supplies import services
from shanhai.web.pages.needs import LONGEST
from tests.cooperation.test_needs import PAST, TODAY, offered, wanted
from tests.world import World


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as captured:
        yield captured


@pytest.fixture
def need(world: World) -> Need:
    return needs.publish(world.county_clerk, Need, wanted(world))


@pytest.fixture
def offer(world: World) -> Offer:
    return needs.publish(world.clerk, Offer, offered(world))


def typed(world: World, **changes: str) -> dict[str, str]:
    return {
        "partnership": str(world.partnership.pk), "side": "recipient", "publisher": "玉屏县",
        "title": "示例：教师跟岗", "field": "人才", "value": "20", "unit": "名",
        "published_on": PAST.isoformat(), "deadline": "", "details": "", **changes,
    }  # fmt: skip


def test_a_need_is_published_with_what_was_typed(world: World) -> None:
    client = signed_in(world.county_clerk)
    answer = client.post(reverse("need-new"), typed(world), follow=True)
    need = Need.objects.get()
    assert answer.redirect_chain == [(reverse("need", args=[need.pk]), 302)]
    assert (need.units, need.unit, need.publisher) == (20 * SCALE, "人", world["玉屏侗族自治县"])
    money = typed(world, value="61.8", unit="万元", field="资金")
    client.post(reverse("need-new"), money)
    assert Need.objects.get(field="资金").amount == Amount.of(618_000, "元")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"deadline": "2001-01-01"}, "早于发布日期"),
        ({"value": "0"}, "数量要大于零"),
        ({"value": "约20"}, "台账要记确切的数"),
        ({"side": "helper"}, "您不代表帮扶方"),
        ({"publisher": "清溪镇"}, "不在受援方"),
        ({"publisher": "没有这个镇"}, "没有登记"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = signed_in(world.county_clerk).post(
        reverse("need-new"), typed(world, title="示例：别丢", **changes)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "示例：别丢" in page
    assert not Need.objects.exists()


def test_the_form_starts_with_the_side_one_acts_for(world: World) -> None:
    answer = signed_in(world.clerk).get(reverse("need-new"), {"partnership": world.partnership.pk})
    assert answer.context["form"].initial["side"] == "helper"
    answer = signed_in(world.county_clerk).get(reverse("need-new"))
    assert answer.context["form"].initial["side"] == "recipient"


def test_the_list_puts_who_waits_longest_first(world: World) -> None:
    for days in (3, 90, 20):
        day = TODAY - timedelta(days=days)
        needs.publish(world.county_clerk, Need, wanted(world, published_on=day))
    client = signed_in(world.clerk)
    page = client.get(f"{reverse('needs')}{LONGEST}")
    place = [column.key for column in page.context["list"].listing.columns].index("waited")
    assert [row[place].value for row in page.context["list"].rows] == [90, 20, 3]


@pytest.mark.parametrize("kind", ["need", "offer"])
def test_the_lists_cost_the_same_for_many(world: World, kind: str) -> None:
    client = signed_in(world.county_clerk if kind == "need" else world.clerk)
    facts = wanted(world) if kind == "need" else offered(world)
    user = world.county_clerk if kind == "need" else world.clerk
    model = Need if kind == "need" else Offer
    needs.publish(user, model, facts)
    client.get(reverse(f"{kind}s"))
    with queries() as few:
        client.get(reverse(f"{kind}s"))
    for _ in range(12):
        needs.publish(user, model, facts)
    with queries() as many:
        client.get(reverse(f"{kind}s"))
    assert len(few) == len(many) <= 14


def test_the_page_of_a_need_names_every_reason(world: World, need: Need, offer: Offer) -> None:
    client = signed_in(world.county_clerk)
    client.get(reverse("need", args=[need.pk]))
    with queries() as few:
        page = client.get(reverse("need", args=[need.pk])).content.decode()
    for words in ("同属“人才”", "可供30人，够所需的20人", "同一结对的两方", "还没有交付记录"):
        assert words in page
    for _ in range(4):
        needs.publish(world.clerk, Offer, offered(world))
    with queries() as many:
        client.get(reverse("need", args=[need.pk]))
    assert len(few) == len(many) <= 26


def test_past_deliveries_of_a_publisher_lead_to_their_entries(
    world: World, need: Need, offer: Offer
) -> None:
    world.entry("professionals_dispatched", 3, "人")
    world.entry("professionals_dispatched", 8, "人", stage="planned")
    world.entry("consumption_sales", 5, "元")
    client = signed_in(world.county_clerk)
    page = client.get(reverse("need", args=[need.pk])).content.decode()
    found = re.search(r'href="([^"]+)">在“人才”有1笔到账或完成的记录', page)
    assert found
    sheet = client.get(found[1].replace("&amp;", "&"))
    assert sheet.context["page"].paginator.count == 1


def test_from_the_page_of_a_need_to_delivery(world: World, need: Need, offer: Offer) -> None:
    ours, theirs = signed_in(world.clerk), signed_in(world.county_clerk)
    theirs.post(reverse("need-supply", args=[need.pk]), {"offer": offer.pk, "value": "20"})
    row = Supply.objects.get()
    ours.post(
        reverse("supply-agree", args=[row.pk]),
        {"agreement-title": "示例协议", "agreement-signed_on": TODAY.isoformat()},
    )
    ours.post(
        reverse("supply-deliver", args=[row.pk]),
        {"delivery-title": "示例：到岗", "delivery-indicator": "professionals_dispatched",
         "delivery-value": "20", "delivery-unit": "人", "delivery-period": PAST.isoformat()},
    )  # fmt: skip
    entry = Entry.objects.get()
    assert str(row) in ours.get(reverse("entry", args=[entry.pk])).content.decode()
    page = ours.get(reverse("supply", args=[row.pk])).content.decode()
    assert "示例协议" in page and "示例：到岗" in page and "认交付" not in page
    ours.post(reverse("entry-step", args=[entry.pk, "submit"]), {"expected": entry.version})
    theirs.post(reverse("supply-step", args=[row.pk, "complete"]))
    row.refresh_from_db()
    need.refresh_from_db()
    assert (row.state, need.state) == ("delivered", "delivered")


def test_a_delivery_that_cannot_be_keeps_what_was_typed(
    world: World, need: Need, offer: Offer
) -> None:
    row = services.supply(world.clerk, need, offer, need.amount)
    client = signed_in(world.clerk)
    data = {"delivery-title": "示例：别丢", "delivery-indicator": "professionals_dispatched",
            "delivery-value": "0", "delivery-unit": "人",
            "delivery-period": PAST.isoformat()}  # fmt: skip
    answer = client.post(reverse("supply-deliver", args=[row.pk]), data)
    assert answer.status_code == 422
    assert "大于零" in answer.content.decode() and "示例：别丢" in answer.content.decode()
    data["delivery-value"] = "二十个人左右"
    answer = client.post(reverse("supply-deliver", args=[row.pk]), data)
    assert answer.status_code == 422 and not row.deliveries.exists()
    agreement = {"agreement-title": "", "agreement-signed_on": TODAY.isoformat()}
    assert client.post(reverse("supply-agree", args=[row.pk]), agreement).status_code == 422


def test_who_waits_longest_stands_on_the_page_of_the_partnership(world: World, need: Need) -> None:
    address = reverse("partnership", args=[world.partnership.pk])
    page = signed_in(world.clerk).get(address).content.decode()
    assert "等得最久的所需" in page and "已等 40 天" in page


def test_a_foreign_user_finds_nothing(world: World, need: Need, offer: Offer) -> None:
    row = services.supply(world.clerk, need, offer, need.amount)
    client = signed_in(world.foreigner)
    for kind, want in (("need", need), ("offer", offer)):
        assert not client.get(reverse(f"{kind}s")).context["list"].rows
        assert client.get(reverse(kind, args=[want.pk])).status_code == 404
        assert client.get(reverse(f"{kind}-edit", args=[want.pk])).status_code == 404
        step = reverse(f"{kind}-step", args=[want.pk, "archive"])
        assert client.post(step).status_code == 404
    assert client.get(reverse("supply", args=[row.pk])).status_code == 404
    assert client.post(reverse("supply-step", args=[row.pk, "drop"])).status_code == 404


def test_who_may_not_write_reads_only(world: World, need: Need, offer: Offer) -> None:
    client = signed_in(world.auditor)
    page = client.get(reverse("need", args=[need.pk])).content.decode()
    assert reverse("need-supply", args=[need.pk]) not in page
    assert client.get(reverse("need-new")).status_code == 403


def test_steps_of_the_owner_and_nobody_else(world: World, need: Need) -> None:
    ours, theirs = signed_in(world.clerk), signed_in(world.county_clerk)

    def step(client: Client, verb: str, **data: Any) -> str:
        client.post(reverse("need-step", args=[need.pk, verb]), data)
        need.refresh_from_db()
        return need.state

    assert step(ours, "withdraw", why="不是我的") == "open"
    assert step(theirs, "withdraw", why="已解决") == "withdrawn"
    assert step(theirs, "reopen", deadline="后天") == "withdrawn"
    assert step(theirs, "reopen", deadline="") == "open"
    step(theirs, "archive")
    assert not theirs.get(reverse("needs")).context["list"].rows
    assert "已移出列表" in theirs.get(reverse("need", args=[need.pk])).content.decode()
    step(theirs, "restore")
    assert len(theirs.get(reverse("needs")).context["list"].rows) == 1
    assert theirs.post(reverse("need-step", args=[need.pk, "steal"])).status_code == 404


def test_someone_elses_change_is_not_overwritten_unseen(world: World, need: Need) -> None:
    client = signed_in(world.county_clerk)
    page = client.get(reverse("need-edit", args=[need.pk]))
    old = page.context["form"].initial["expected"]
    needs.revise(world.county_clerk, need, wanted(world, title="示例：别人改的"))
    data = typed(world, title="示例：我改的", expected=str(old))
    answer = client.post(reverse("need-edit", args=[need.pk]), data)
    assert answer.status_code == 422 and "示例：我改的" in answer.content.decode()
    need.refresh_from_db()
    assert need.title == "示例：别人改的"
