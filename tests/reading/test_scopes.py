"""Weighing what is said about a figure for its scope."""

import pytest

from shanhai.reading import read, scopes
from shanhai.reading.compiled import folder
from shanhai.reading.data import weight_rows
from shanhai.reading.periods import When

pytestmark = pytest.mark.once


def seen(*names: str) -> scopes.Features:
    return scopes.Features((), list(names), ("", "", "", ""))


def test_every_weight_speaks_for_scopes() -> None:
    rows = list(weight_rows("scopes.tsv", ""))
    assert {kind for kind, _, _ in rows} == {"scope"}
    assert {scope for _, _, of in rows for scope in of} <= set(scopes.SCOPES)


def test_a_scope_stands_unless_clearly_more_speaks_for_another() -> None:
    when = When("period", ("2024", "2024"))
    rows = [("scope", "w=先后", {"since": 15}), ("scope", "w=累计", {"since": 30})]
    table = scopes.Scopes(rows)
    assert table.settle(when, seen("w=先后")) == when
    assert table.settle(when, seen("w=累计")) == When("since", ("2024", "2024"))


@pytest.mark.skipif(folder() is not None, reason="looks inside, which machine code does not allow")
def test_a_time_in_the_own_clause_is_not_outweighed(monkeypatch: pytest.MonkeyPatch) -> None:
    always = scopes.Scopes([("scope", "", {"since": 900})])
    monkeypatch.setattr(scopes, "scopes", lambda: always)
    text = "甲县与乙县的协作\n2026-01-28\n2025年选派干部63名。两地常来常往，结对学校37所。\n"
    assert {c.printed: c.scope for c in read(text).claims} == {"63名": "period", "37所": "since"}


def test_only_words_of_plans_make_a_plan() -> None:
    when = When("period", ("2024", "2024"))
    table = scopes.Scopes([("scope", "w=再", {"target": 300}), ("scope", "w=共", {"event": 90})])
    assert table.settle(when, seen("w=再")) == when
    planned = When("target", ("2024-05", "2024-05"))
    assert table.settle(planned, seen("w=共")).scope == "event"


def test_no_act_fills_a_whole_year() -> None:
    when = When("period", ("2024", "2024"))
    assert scopes.Scopes([("scope", "", {"event": 300})]).settle(when, seen("")) == when


def test_what_a_feature_tells_of_years_is_no_figure_of_the_year_it_appeared() -> None:
    text = (
        "山海同心 甲县与乙县写下五年协作答卷\n2026-01-28\n"
        "截至目前，两地的来往越走越密。甲县选派干部支教支医，结对学校37所。\n"
    )
    assert {c.printed: c.scope for c in read(text).claims} == {"37所": "since"}
