"""The project's own annotated reports: is the gold sound, does the scorer measure it rightly?"""

from copy import deepcopy

import pytest

from bench.score import OWN_SET, Scores, compare, locate, read_report, reports, score
from tests.reading.gold_check import check_claim, check_report, printed_figure

# reports in many writers' voices; `bench/score.py tests/reading/voices` scores them
VOICES = OWN_SET.parent / "voices"
# reports in the manner of published ones: bulletins, minutes, speeches, lists, chronicles
MANNER = OWN_SET.parent / "manner"
# ten writers' reports of other pairs, from village to province, many told in indirect words
BULLETINS = OWN_SET.parent / "bulletins"
# kept aside: only ever scored, never looked at error by error nor learnt from
ASIDE = OWN_SET.parent / "aside"
SETS = (OWN_SET, VOICES, MANNER, BULLETINS, ASIDE)
CORPUS = [report for folder in SETS for report in reports(folder)]
GOLD = {text: gold for _, text, gold in CORPUS}
# What the reader reached when last measured, less 0.02: raise them whenever it improves.
FLOORS = {
    OWN_SET: {"span": 0.97, "claim": 0.96},
    VOICES: {"span": 0.97, "claim": 0.94},
    MANNER: {"span": 0.97, "claim": 0.96},
    BULLETINS: {"span": 0.96, "claim": 0.93},
    ASIDE: {"span": 0.93, "claim": 0.78},
}


def perfect(text, published):
    """What a reader without fault would return."""
    report = deepcopy(GOLD[text])
    used = set()
    for claim in report["claims"]:
        claim["start"], claim["end"] = locate(text, claim, used)
    return report


@pytest.mark.parametrize("name, text, gold", CORPUS, ids=[name for name, _, _ in CORPUS])
def test_gold_files_are_well_formed(name, text, gold):
    assert check_report(text, gold) == []


def test_the_sets_are_whole_and_no_text_is_without_gold():
    texts = {file.stem for folder in SETS for file in folder.glob("*.txt")}
    assert texts == {name for name, _, _ in CORPUS}
    assert len(texts) >= 630


def test_claims_stand_in_the_order_of_the_text():
    for name, text, _ in CORPUS:
        starts = [claim["start"] for claim in perfect(text, None)["claims"]]
        assert starts == sorted(starts), name


def test_sums_with_all_their_parts_add_up():
    for name, _, gold in CORPUS:
        for claim in gold["claims"]:
            parts = [gold["claims"][index]["value"] for index in claim.get("total_of", [])]
            assert not parts or sum(parts) == pytest.approx(claim["value"]), (name, claim["num"])


@pytest.mark.parametrize(
    "printed, expected",
    [
        ("1070万元", (10_700_000, "元")),
        ("8亿余元", (800_000_000, "元")),
        ("3406.77余万元", (34_067_700, "元")),
        ("三十六名", (36, "人")),
        ("210万斤", (1_050_000, "公斤")),
        ("3至5个", (3, "个")),
        ("５８家", (58, "个")),
        ("86\u200b5\u200b0萬元", (86_500_000, "元")),
        ("1。86亿元", (186_000_000, "元")),
    ],
)
def test_a_printed_figure_has_one_value_and_unit(printed, expected):
    assert printed_figure(printed) == expected


def test_a_value_the_text_does_not_print_is_found_out():
    claim = deepcopy(CORPUS[0][2]["claims"][0])
    claim["value"] += 1
    assert len(check_claim(claim)) == 1


def test_a_faultless_reader_scores_one_everywhere():
    result = score(OWN_SET, perfect)
    assert set(result.figures().values()) == {1.0}
    assert result.errors == []


def test_a_reader_that_finds_nothing_scores_nothing():
    result = score(OWN_SET, lambda text, published: {})
    assert result.figures()["span"] == result.figures()["claim"] == 0
    assert {kind for kind, _, _ in result.errors} == {"missed", "sides", "events"}


def test_a_wrong_indicator_costs_the_claim_but_not_the_figure():
    name, text, gold = CORPUS[0]
    got = perfect(text, None)
    got["claims"][0]["indicator"] = "volunteers"
    result = Scores()
    compare(name, text, gold, got, result)
    assert result.figures()["figure"] == 1
    assert result.counts["claim"] == len(gold["claims"]) - 1
    assert [kind for kind, _, _ in result.errors] == ["indicator"]


def test_a_figure_read_twice_costs_precision():
    name, text, gold = CORPUS[0]
    got = perfect(text, None)
    got["claims"].append(deepcopy(got["claims"][0]))
    result = Scores()
    compare(name, text, gold, got, result)
    assert result.counts["span"] == len(gold["claims"])
    assert [kind for kind, _, _ in result.errors] == ["extra"]


@pytest.mark.parametrize("folder", FLOORS, ids=lambda folder: folder.name)
def test_the_reader_keeps_what_it_has_reached(folder):
    reached = score(folder, read_report).figures()
    below = {key: reached[key] for key, floor in FLOORS[folder].items() if reached[key] < floor}
    assert below == {}
