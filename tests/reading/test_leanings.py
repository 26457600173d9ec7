"""Weighing who gives and receives: the table is sound, and only those at hand are thought of."""

from datetime import date

import pytest

from shanhai.reading import leanings, parties, read
from shanhai.reading.compiled import folder
from shanhai.reading.data import lines
from shanhai.reading.explain import explain
from shanhai.reading.repair import repair
from shanhai.reading.report import Reading
from shanhai.reading.scene import Spot

pytestmark = pytest.mark.once
TITLE = "浦江县·湄潭县东西部协作2023年工作情况\n"
TEXT = f"{TITLE}产业协作。浦江县来人牵线，建成茶叶加工厂3座。加工厂当年吸纳就业240人。\n"


def test_every_weight_is_of_a_known_role_and_place() -> None:
    places = {"provider": leanings.PROVIDERS, "receiver": leanings.RECEIVERS}
    for line in lines("leanings.tsv", ""):
        role, _, weights = line.split("\t")
        told = {pair.rpartition("=")[0] for pair in weights.split(" ")}
        assert told <= set(places[role]), line


@pytest.mark.skipif(folder() is not None, reason="looks inside, which machine code does not allow")
def test_nobody_is_thought_of_who_is_not_at_hand() -> None:
    asked: list[tuple[list[str], leanings.Choice]] = []

    class Watched(parties.Cast):
        def settle(self, spot: Spot, choice: leanings.Choice, seen: leanings.Features) -> list[str]:
            asked.append((super().settle(spot, choice, seen), choice))
            return asked[-1][0]

    reading = Reading(TEXT, repair(TEXT), None)
    reading.cast = Watched
    reading.report()
    assert {choice.role for _, choice in asked} == {"provider", "receiver"}
    for names, choice in asked:
        assert names == choice.ruled or names in [choice.at_hand[w] for w in choice.open]


def test_a_giver_only_the_rules_know_is_left_to_them() -> None:
    choice = leanings.Choice("provider", {"none": [], "side": ["浦江县"]}, ["浦江县慈善会"])
    seen = leanings.Features((leanings.Counted("income_increase", True, "N"),), "", "")
    assert leanings.leanings().settle(choice, seen) == choice.ruled


def test_the_account_tells_where_the_words_weighed_more_than_a_rule() -> None:
    report = read(TEXT, published=date(2024, 3, 1))
    (leant,) = [c for c in report.claims if c.leant]
    assert (leant.printed, leant.provider, leant.leant) == ("240人", (), ("provider",))
    assert "谁给：按前后词句权衡" in explain(TEXT, report)


def test_a_level_named_before_a_sum_is_its_purse() -> None:
    report = read(
        "常州市新北区与紫阳县协作\n江苏省、常州市和新北区三级共安排紫阳县财政协作资金4860万元，"
        "其中省级3900万元，市级400万元，区级560万元。\n省级资金投了1680万元，建茶园3200亩。"
    )
    sums = [claim.provider for claim in report.claims if claim.indicator == "fiscal_funds"]
    assert sums[1:] == [("江苏省",), ("常州市",), ("新北区",), ("江苏省",)]


def test_a_level_nobody_was_named_of_leaves_the_giver_as_it_is() -> None:
    report = read("新北区与紫阳县协作\n新北区安排财政资金4860万元，其中省级3900万元。")
    assert [claim.provider for claim in report.claims] == [("新北区",), ("新北区",)]
