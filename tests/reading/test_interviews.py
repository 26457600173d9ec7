"""Interviews: who answers, about what place, and what he is asked for."""

from datetime import date

import pytest

from shanhai.reading import Claim, read

DAY = date(2024, 7, 30)


def by_figure(text: str) -> dict[str, Claim]:
    return {c.printed: c for c in read(text, published=DAY).claims}


ASKED = "珠海市金湾区结对阳春市\n{}：合水镇的果园怎么样？\n{}：种了30亩，引进企业4家。\n"


@pytest.mark.parametrize(("who", "leader"), [("记者", "队长"), ("问", "组长"), ("编辑", "领队")])
def test_the_leader_of_a_team_answers_for_the_helper_about_the_place_asked_of(
    who: str, leader: str
) -> None:
    claim = by_figure(ASKED.format(who, leader))["4家"]
    assert (claim.provider, claim.receiver) == (("金湾区",), ("合水镇",))
    claim = by_figure(ASKED.format(who, "村支书"))["4家"]
    assert claim.provider == ()


@pytest.mark.parametrize(
    "asked", ["记者：今年有什么打算？", "问：下一步怎么走？", "主持人：今年的目标呢？"]
)
def test_what_one_plans_is_told_when_asked_for_it(asked: str) -> None:
    text = f"浦江县帮扶湄潭县\n{asked}\n队长：我们定了硬指标，新签约项目10个以上，培训300人。\n"
    found = by_figure(text)
    for printed in ("10个", "300人"):
        assert (found[printed].scope, found[printed].period) == ("target", ("2024", "2024"))
