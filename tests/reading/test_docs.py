"""docs/rules/reading.md walks through a sentence as the code reads it today."""

import re
from datetime import date
from pathlib import Path

from shanhai.reading import read
from shanhai.reading.data import load
from shanhai.reading.explain import explain

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "reading.md"


def walked() -> tuple[str, str]:
    """The sentence of the page and the account printed under it."""
    page = PAGE.read_text("utf-8")
    sentence = re.search(r"<!-- sentence -->\n> (.+?)\n", page)
    account = re.search(r"<!-- account -->\n```text\n(.+?)\n```", page, re.DOTALL)
    assert sentence and account
    return sentence[1], account[1]


def test_the_walk_through_is_what_the_code_says() -> None:
    sentence, account = walked()
    report = read(sentence, published=date(2024, 9, 1))
    assert explain(sentence, report) == account


def test_the_page_names_every_key_of_a_trigger() -> None:
    page = PAGE.read_text("utf-8")
    keys = {k for e in load("indicators").values() for t in e["triggers"] for k in t}
    assert [k for k in sorted(keys) if f"`{k}`" not in page] == []
