"""A report's source: front matter, then text in which every figure is marked.

    {printed|indicator|value unit bound|options}   a figure; bound and options may be left out
    %% scope=… period=a..b provider=… receiver=… subject=helper/recipient [join]
                                                   what holds for the figures that follow
    <<text>>                                       text whose first byte a damaged crawl has lost
    ~                                              a space that only a damaged crawl has

`join` says that the following lines go on in the paragraph before.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MARK = re.compile(r"\{(?P<figure>[^}]*)\}|<<(?P<slip>[^>]*)>>|(?P<space>~)")


@dataclass
class Figure:
    """A marked figure: where it stands in the clean text and what a reader must find there."""

    start: int
    end: int
    facts: dict[str, Any]


@dataclass
class Source:
    name: str
    head: dict[str, Any]
    text: str = ""
    figures: list[Figure] = field(default_factory=list)
    slips: list[tuple[int, int]] = field(default_factory=list)
    spaces: set[int] = field(default_factory=set)


def load(path: Path) -> Source:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    source = Source(path.stem, yaml.safe_load(head))
    source.head["published"] = str(source.head["published"])
    settings: dict[str, str] = {}
    for line in _framed(source.head, body.strip().splitlines()):
        if line.startswith("%% "):
            settings = dict(part.partition("=")[::2] for part in line[3:].split())
            if "join" in settings and source.text.endswith("\n"):
                source.text = source.text.rstrip("\n")
        elif line.strip():
            _add_line(source, line.strip(), settings)
            source.text += "\n"
    source.text = source.text.rstrip("\n")
    return source


def _framed(head: dict[str, Any], lines: list[str]) -> list[str]:
    """The body between what a page prints above and below it."""
    date_line = f"发布时间：{head['published']} 来源：{head['source']}"
    above = [head["title"]] + ([date_line] if head["format"] != "docx" else [])
    return above + lines + ([head["caption"]] if "caption" in head else [])


def _add_line(source: Source, line: str, settings: dict[str, str]) -> None:
    if source.text and not source.text.endswith("\n") and "join" not in settings:
        source.text += "\n"
    at = 0
    for mark in MARK.finditer(line):
        source.text += line[at : mark.start()]
        at = mark.end()
        start = len(source.text)
        if mark["space"]:
            source.spaces.add(start)
        elif mark["slip"] is not None:
            source.text += mark["slip"]
            source.slips.append((start, len(source.text)))
        else:
            printed, *facts = mark["figure"].split("|")
            for at_space in (m.start() for m in re.finditer("~", printed)):
                source.spaces.add(start + at_space)
            source.text += printed.replace("~", "")
            source.figures.append(Figure(start, len(source.text), _facts(facts, settings)))
    source.text += line[at:]


def _facts(parts: list[str], settings: dict[str, str]) -> dict[str, Any]:
    indicator, amount, *options = parts
    value, unit, *bound = amount.split()
    given = dict(settings)
    for option in options:
        key, _, word = option.partition("=")
        given[key] = word
        if key == "parties":
            given.update(provider="", receiver="")
    helper, _, recipient = given["subject"].partition("/")
    facts: dict[str, Any] = {
        "indicator": indicator,
        "value": int(value),
        "unit": unit,
        "bound": bound[0] if bound else "exact",
        "scope": given["scope"],
        "kind": _kind(indicator, given["scope"], given["period"]),
        "period": given["period"].split(".."),
        "provider": [name for name in given.get("provider", "").split(",") if name],
        "receiver": [name for name in given.get("receiver", "").split(",") if name],
        "subject": {"helper": [helper], "recipient": [recipient]},
    }
    if "each" in given:
        facts["each"] = True
    return facts


def _kind(indicator: str, scope: str, period: str) -> str:
    """What a figure is: a plan, a count at a date, an act, a reading or a period's total."""
    if scope == "target":
        return "plan"
    if indicator.startswith("paired_") or indicator in {"park_enterprises", "workshops"}:
        return "stock"
    if scope == "event":
        return "act"
    to_date = len(period.split("..")[1]) > 4
    return "reading" if scope == "since" or to_date else "period_total"
