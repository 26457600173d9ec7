"""Every indicator is shown by sentences of different voices; every trigger earns its place."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from shanhai.cli.read import read as command
from shanhai.reading import read
from shanhai.reading.data import load, own_folder
from shanhai.reading.explain import explain
from shanhai.reading.indicators import Binding, Catalogue, Context, catalogue
from shanhai.reading.lexicon import Lexicon, lexicon
from tests.reading.test_probes import nothing

CASES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text("utf-8")
)
_MARKED = re.compile(r"\{([^}]+)\}")


def told(sentence: str) -> tuple[str, str]:
    """A case without its braces, and the figure inside them."""
    figure = _MARKED.search(sentence)
    assert figure is not None
    return _MARKED.sub(r"\1", sentence), figure[1]


@pytest.mark.parametrize(
    ("code", "sentence"), [(code, s) for code, sentences in CASES.items() for s in sentences]
)
def test_a_sentence_is_bound_to_its_indicator(code: str, sentence: str) -> None:
    text, figure = told(sentence)
    found = {c.printed: c.indicator for c in read(text).claims}
    at = {c.printed: c.indicator for c in read(text).claims if c.printed in figure}
    assert code in ({found.get(figure)} | set(at.values())), found


def test_every_indicator_is_shown_in_two_voices() -> None:
    known = set(load("indicators"))
    assert known <= set(CASES)
    assert [code for code in known if len(CASES[code]) < 2] == []


def test_every_indicator_says_what_offices_need_of_it() -> None:
    fields = {"组织领导", "资金", "产业", "劳务", "消费", "人才", "教育医疗", "结对"}
    fields |= {"社会帮扶", "文旅乡村"}
    for code, entry in load("indicators").items():
        assert entry["field"] in fields, code
        assert entry["nature"] in {"flow", "stock", "rate"}, code
        assert entry["party"] in {"aid", "result", "joint", "mutual"}, code
        assert entry["name"] and entry["name_en"] and entry["unit"] and entry["triggers"], code
        assert entry.get("parent") in {None, *load("indicators")}, code


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an office's own words, read from when it is asked for."""
    monkeypatch.setenv("SHANHAI_VOCABULARY_DIR", str(tmp_path))
    for known in (own_folder, lexicon, catalogue):
        known.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for known in (own_folder, lexicon, catalogue):
        known.cache_clear()


def test_adding_an_indicator_takes_no_code(office: Path) -> None:
    own = {
        "care_stations": {
            "name": "养老驿站", "name_en": "Care stations", "unit": "个", "nature": "stock",
            "field": "社会帮扶", "party": "aid", "counts": ["thing"],
            "triggers": [{"head": ["养老驿站", "助老驿站"], "rank": 1}],
        }
    }  # fmt: skip
    (office / "indicators.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), "utf-8")
    text = "2023年，石龙镇在沿河县援建养老驿站6个，又添了2个助老驿站，选派教师3名。"
    report = read(text)
    found = [(c.printed, c.indicator, c.kind) for c in report.claims]
    assert found[:2] == [("6个", "care_stations", "stock"), ("2个", "care_stations", "stock")]
    assert found[2][1] == "teachers_dispatched"
    assert "指标：养老驿站（care_stations）" in explain(text, report)


def test_a_key_no_trigger_has_is_refused() -> None:
    broken = {"x": {"counts": ["thing"], "triggers": [{"heads": ["村"]}]}}
    words = Lexicon([], load("cues"), ())
    with pytest.raises(KeyError, match="heads"):
        Catalogue(broken, {"others": {}, "drops": {}}, words)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{name: 甲, counts: [thing], trigers: [{head: [甲]}]}", "trigers"),
        ("{name: 甲, counts: [thingy], triggers: [{head: [甲]}]}", "'thing'"),
        ("{name: 甲, triggers: [{head: [甲]}]}", "counts"),
        ("[", "node content"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_words_of_an_office(
    entry: str, words: str, office: Path
) -> None:
    (office / "indicators.yaml").write_text(f"care: {entry}\n", encoding="utf-8")
    (office / "报告.txt").write_text("甲县援建驿站6个。", encoding="utf-8")
    ran = CliRunner().invoke(command, [str(office / "报告.txt")])
    assert ran.exit_code == 1
    assert "词表读不懂" in ran.output and words in ran.output


def test_a_group_the_cues_do_not_have_is_refused() -> None:
    broken = {"x": {"counts": ["thing"], "triggers": [{"head": "no_such_group"}]}}
    words = Lexicon([], load("cues"), ())
    with pytest.raises(KeyError, match="no_such_group"):
        Catalogue(broken, {"others": {}, "drops": {}}, words)


class Watched(Catalogue):
    """The catalogue, counting how often each trigger decides a figure."""

    def __init__(self, made: Catalogue) -> None:
        self.__dict__.update(made.__dict__)
        self.counts: Counter[str] = Counter()

    def bind(self, unit: str, context: Context) -> Binding | None:
        binding = super().bind(unit, context)
        self.counts.update([binding.rule] if binding else [])
        return binding


def shown() -> Iterator[str]:
    """The cases, what counts nothing, and the project's own reports."""
    yield from (told(s)[0] for sentences in CASES.values() for s in sentences)
    yield from (text for text, _ in nothing())
    for folder in ("corpus", "voices", "manner", "bulletins"):
        for file in sorted((Path(__file__).parent / folder).glob("*.txt")):
            yield file.read_text("utf-8", "replace")


@pytest.mark.once
def test_no_trigger_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trigger that decides nothing anywhere could be removed without a difference, one that
    says what is no claim as well."""
    watched = Watched(catalogue())
    monkeypatch.setattr("shanhai.reading.report.catalogue", lambda: watched)
    for text in shown():
        read(text)
    rules = {t.rule for group in catalogue().triggers.values() for t in group}
    assert sorted(rules - watched.counts.keys()) == []


@pytest.mark.parametrize("between", ["", "人数", "目前在岗的", "的总数"])
def test_each_figure_of_a_row_counts_the_noun_at_its_place(between: str) -> None:
    claims = read(f"2023年，浦江县派到湄潭县的医生和教师{between}分别为24人和31人。").claims
    assert [claim.indicator for claim in claims] == ["doctors_dispatched", "teachers_dispatched"]
