"""Weighing what is said about a figure for its scope."""

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
