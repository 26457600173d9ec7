"""Weighing what is said about a figure for its scope."""

from datetime import date

import pytest

from shanhai.reading import at_hand, read, scopes
from shanhai.reading.data import weight_rows
from shanhai.reading.periods import Anchor, When

pytestmark = pytest.mark.once


def seen(*names: str) -> scopes.Features:
    return scopes.Features((), list(names), ("", "", "", ""))


def settled(table: scopes.Scopes, when: When, *names: str) -> When:
    return table.settle(when, table.weigh(seen(*names)))


def test_every_weight_speaks_for_scopes_or_for_periods_at_hand() -> None:
    told: dict[str, set[str]] = {"scope": set(), "period": set()}
    for kind, _, of in weight_rows("scopes.tsv", ""):
        told[kind] |= of.keys()
    assert told == {"scope": set(scopes.SCOPES), "period": set(at_hand.PERIODS)}
    assert not told["scope"] & told["period"]


def test_a_scope_stands_unless_clearly_more_speaks_for_another() -> None:
    when = When("period", ("2024", "2024"))
    rows = [("scope", "w=先后", {"since": 55}), ("scope", "w=累计", {"since": 65})]
    table = scopes.Scopes(rows)
    assert settled(table, when, "w=先后") == when
    assert settled(table, when, "w=累计") == When("since", ("2024", "2024"))


def test_what_is_weighed_of_a_whole_text_moves_what_no_time_of_its_own_clause_settles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [("scope", "", {"since": 900}), ("scope", "time=clause:last_year", {"period": 950})]
    always = scopes.Scopes(rows)
    monkeypatch.setattr(scopes, "scopes", lambda: always)
    text = "甲县与乙县的协作\n2026-01-28\n去年选派干部63名。两地常来常往，结对学校37所。\n"
    assert {c.printed: c.scope for c in read(text).claims} == {"63名": "period", "37所": "since"}


def test_the_clock_gives_the_period_unless_clearly_more_speaks_for_another_at_hand() -> None:
    when, anchor = When("since", None), Anchor(2024, None, 2021, None, True)
    alike, periods = at_hand.found(when, when, None, anchor)
    assert periods == {"clock": None, "so_far": ("2021", "2024"), "year": ("2024", "2024")}
    assert alike == "clock+before+base+none+day"
    timed = at_hand.Timed("since", "since", "none", "paired_schools", alike)
    for weight, where in ((115, "clock"), (125, "so_far")):
        table = scopes.Scopes([("period", "fs=since:paired_schools", {"so_far": weight})])
        assert table.date(timed, periods, 0) == where


def test_only_words_of_plans_make_a_plan() -> None:
    when = When("period", ("2024", "2024"))
    table = scopes.Scopes([("scope", "w=再", {"target": 300}), ("scope", "w=共", {"event": 90})])
    assert settled(table, when, "w=再") == when
    planned = When("target", ("2024-05", "2024-05"))
    assert settled(table, planned, "w=共").scope == "event"


def test_no_act_fills_a_whole_year() -> None:
    when = When("period", ("2024", "2024"))
    assert settled(scopes.Scopes([("scope", "", {"event": 300})]), when, "") == when


def test_what_a_feature_tells_of_years_is_no_figure_of_the_year_it_appeared() -> None:
    text = (
        "山海同心 甲县与乙县写下五年协作答卷\n2026-01-28\n"
        "截至目前，两地的来往越走越密。甲县选派干部支教支医，结对学校37所。\n"
    )
    assert {c.printed: c.scope for c in read(text).claims} == {"37所": "since"}


PAIR = "浦江县与湄潭县"


@pytest.mark.parametrize(
    ("text", "published", "scope", "period"),
    [
        # the year of a subtitle covers the parts of a report
        (f"账本又厚了\n——2022年{PAIR}协作盘点\n协作办 2023年1月6日\n岁末回头看。\n"
         "二、产业。引导9家东部企业落户。", None, "period", ("2022", "2022")),
        # a dateline late in the year, and one early in the next
        (f"{PAIR}交出成绩单\n湄潭发布 12月28日\n浦江县2022年落实资金1600万元。"
         "今年湄潭茶叶在浦江卖了4300万元。\n2023年打算怎么干？两地商定办展销会。",
         None, "period", ("2022", "2022")),
        (f"{PAIR}2022年协作盘点\n湄潭发布 12月28日\n今年湄潭茶叶在浦江卖了4300万元。",
         None, "period", ("2022", "2022")),
        (f"{PAIR}2022年协作盘点\n湄潭发布 1月8日\n去年湄潭茶叶在浦江卖了4300万元。",
         None, "period", ("2022", "2022")),
        # no report is of a year after its day
        (f"{PAIR}协作\n浦江县2022年落实资金。2023年怎样，再看。今年湄潭茶叶卖了4300万元。",
         date(2022, 12, 28), "period", ("2022", "2022-12")),
        # what there is of pairings by a day has no year of its own
        (f"{PAIR}协作\n到去年年底，48家企业与51个村结成对子。", date(2023, 5, 2), "since", None),
        (f"{PAIR}协作\n自2021年结对以来，两地常来常往。\n截至2022年底，两地有23所学校结对。",
         date(2023, 5, 2), "since", ("2021", "2022")),
        # a title that tells of a meeting heads no plan
        (f"协作简报\n第7期\n工作队编 2025年4月9日\n\n{PAIR}工作队召开例会 盘点进度明确下步重点\n\n"
         "截至3月底，21个项目完成批复。\n\n劳务方面。开行返岗专车17趟。", None, "period",
         ("2025", "2025-03")),
        # the day after an occasion
        (f"{PAIR}送岗\n2月12日，{PAIR}劳务协作招聘会开场。\n招聘会次日，首批108名务工人员坐上专车。",
         date(2025, 2, 14), "event", ("2025-02-13", "2025-02-13")),
        # 未来 in a name is no plan
        (f"{PAIR}协作\n浦江县2022年援建项目9个，其中抄乐乡未来乡村等项目6个。",
         date(2022, 12, 28), "period", ("2022", "2022")),
        # where the clock's hands are turned back to, a partnership begins
        (f"{PAIR}协作\n时针拨回2006年。{PAIR}牵手。\n建园以来，园区引进企业213家。",
         date(2021, 6, 18), "since", ("2006", "2021")),
    ],
)  # fmt: skip
def test_the_last_figure_is_of_the_time_its_text_gives_it(
    text: str, published: date | None, scope: str, period: tuple[str, str] | None
) -> None:
    claim = read(text, published=published).claims[-1]
    assert (claim.scope, claim.period) == (scope, period)


def test_both_who_visit_each_other_go_on_in_the_next_clause() -> None:
    text = f"{PAIR}协作\n浦江县投入资金3亿元。今年1至7月，两地互访9批次，112人次。"
    assert [claim.provider for claim in read(text).claims] == [("浦江县",), (), ()]
