"""The reader finds in the demo's reports what stands in them."""

from datetime import date
from typing import Any

import pytest

from shanhai.reading import read
from shanhai.reading.inputs import extract
from tests.demo.test_sources import DEMO, NAMES, expected

ATTRIBUTES = ("indicator", "value", "unit", "bound", "scope")
Span = tuple[int, int]


def text_of(name: str) -> str:
    """The report's text as intake extracts it."""
    file = expected(name)["file"]
    return extract((DEMO / "reports" / file).read_bytes(), file).text


def expected_spans(name: str, text: str) -> list[tuple[Span, dict[str, Any]]]:
    """Each expected claim with the place of its figure in the extracted text."""
    found, at = [], 0
    for claim in expected(name)["claims"]:
        clause = text.find(claim["quote"], max(0, at - len(claim["quote"])))
        assert clause >= 0, f"{name}: {claim['quote']} is lost in extraction"
        start = text.find(claim["num"], max(clause, at))
        at = start + len(claim["num"])
        found.append(((start, at), claim))
    return found


def readings(name: str) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each expected claim beside what the reader has at its place."""
    text = text_of(name)
    published = date.fromisoformat(expected(name)["published"])
    claims = read(text, published=published).to_dict()["claims"]
    by_span = {(claim["start"], claim["end"]): claim for claim in claims}
    return [(claim, by_span.get(span)) for span, claim in expected_spans(name, text)]


def test_reader_finds_the_expected_figures_with_their_values() -> None:
    pairs = [pair for name in NAMES for pair in readings(name)]
    right = [
        got is not None and (got["value"], got["unit"]) == (want["value"], want["unit"])
        for want, got in pairs
    ]
    assert len(pairs) == 97
    assert sum(right) / len(right) >= 0.95


def test_reader_binds_the_expected_attributes() -> None:
    pairs = [pair for name in NAMES for pair in readings(name)]
    right = [
        got is not None and all(got[field] == want[field] for field in ATTRIBUTES)
        for want, got in pairs
    ]
    assert sum(right) / len(right) >= 0.85


@pytest.mark.parametrize(("figure", "helper"), [("18批次", "常平组团"), ("8批次", "桥头镇")])
def test_cluster_and_town_keep_their_own_figures(figure: str, helper: str) -> None:
    claims = [got for want, got in readings("yuping-2025-03") if want["num"] == figure]
    assert claims[0] is not None
    assert claims[0]["subject"]["helper"] == [helper]


def test_clean_web_page_loses_its_boilerplate() -> None:
    text = text_of("yanhe-2024-06")
    assert "999万元" not in text
    assert "版权所有" not in text
    assert "105万元" in text


def test_nothing_is_read_that_does_not_stand_there() -> None:
    for name in NAMES:
        text = text_of(name)
        wanted = {span for span, _ in expected_spans(name, text)}
        published = date.fromisoformat(expected(name)["published"])
        extra = [
            text[claim["start"] : claim["end"]]
            for claim in read(text, published=published).to_dict()["claims"]
            if (claim["start"], claim["end"]) not in wanted
        ]
        assert len(extra) <= 2, f"{name}: {extra}"
