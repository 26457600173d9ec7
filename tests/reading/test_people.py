"""Who took part in what a report is news of."""

import random
from pathlib import Path

import pytest
import yaml

from shanhai.reading import Person, read
from shanhai.reading.data import own_folder
from shanhai.reading.explain import explain
from shanhai.reading.people import _words

HERE = Path(__file__).resolve().parent
SETS = yaml.safe_load((HERE / "people.yaml").read_text("utf-8"))
HEAD = "甲县与乙市东西部协作见闻\n2024年5月9日\n"
LEAST = {"told": (0.95, 0.95), "after": (0.95, 0.9), "behind": (1, 1)}
NAMES = ["王谷雨", "欧阳春", "扎西顿珠", "阿布力米提·买买提", "某某", "李某"]
TOLD = "5月6日，甲县与乙市召开座谈会，甲县县委副书记、县长{}主持会议，乙市副市长郑霜降出席。"


def people(text: str) -> list[Person]:
    """Everybody at any occasion of a text, each once."""
    found = {one.name: one for event in read(text).events for one in event.people}
    return sorted(found.values(), key=lambda one: one.start)


def scored(cases: list[dict]) -> tuple[float, float, list[str]]:
    """Precision and recall of title and name together, and what went wrong."""
    right = told = expected = 0
    wrong = []
    for case in cases:
        found = {f"{one.title} {one.name}".strip() for one in people(HEAD + case["text"])}
        wanted = set(case["people"])
        right, told, expected = (
            right + len(found & wanted),
            told + len(found),
            expected + len(wanted),
        )
        wrong += [f"- {one}" for one in wanted - found] + [f"+ {one}" for one in found - wanted]
    return right / told, right / expected, wrong


@pytest.mark.parametrize("name", SETS)
def test_who_took_part_is_read_from_passages_of_many_voices(name: str) -> None:
    precision, recall, wrong = scored(SETS[name])
    print(f"{name}: {len(SETS[name])} passages, precision {precision:.3f}, recall {recall:.3f}")
    print("\n".join(wrong))
    assert (precision, recall) >= LEAST[name] and recall >= LEAST[name][1]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(8))
def test_offsets_are_those_of_the_printed_name_in_damaged_text_too(name: str, seed: int) -> None:
    chance = random.Random(seed)
    text = HEAD + TOLD.format(name)
    for _ in range(seed):  # doubled commas, blanks at the ends of clauses, glosses
        at = chance.choice([n for n, mark in enumerate(text) if mark in "，。长"])
        more = "(zhǎng)" if text[at] == "长" else chance.choice(["，", "", " "])
        text = f"{text[: at + 1]}{more}{text[at + 1 :]}"
    assert [text[one.start : one.end] for one in people(text)] == [name, "郑霜降"]


def test_a_name_in_traditional_characters_with_glosses_is_told_in_simplified_ones() -> None:
    text = HEAD + "5月6日，甲縣縣長張(zhāng)運(yùn)濤主持召開東西部協作聯席會議。"
    (one,) = people(text)
    assert (one.name, one.title, one.role) == ("张运涛", "甲县县长", "presided")
    assert text[one.start : one.end] == "張(zhāng)運(yùn)濤"


TWICE = (
    "5月6日，镇长周谷雨率团赴甲县考察，并召开联席会议。清沙镇党委副书记、镇长周谷雨出席会议并讲话，"
    "县领导李某、冯某参加会议。期间，周镇长一行看望了支教老师。"
)


def test_who_is_told_twice_is_one_with_the_longer_title_and_the_role_at_each_occasion() -> None:
    visit, meeting = sorted(read(HEAD + TWICE).events, key=lambda event: event.type != "visit")
    assert [(one.name, one.role) for one in visit.people] == [("周谷雨", "led")]
    assert [(one.title, one.name, one.role) for one in meeting.people] == [
        ("清沙镇党委副书记、镇长", "周谷雨", "spoke"),
        ("县领导", "李某", "attended"),
        ("县领导", "冯某", "attended"),
    ]


LATER = [
    # who first speaks further down, at a meeting that was opened with
    ("在联席会议上，县长代谷雨、副县长薛某对代表团的到来表示欢迎。", ["代谷雨", "薛某"]),
    ("清沙工商联主席曾霜降，曾任该职的冯某等参加了本次活动。", ["曾霜降"]),
    ("县长谷立夏曾带队到乙市考察，县委书记井春分陪同。", []),
    ("东莞市长安镇、乙市长青街道有关负责人参加会议。", []),
    ("中心主任高平、县政协主席安顺义出席会议。", ["高平", "安顺义"]),
    ("县委书记和县长、院领导班子参加会议，党支部书记和代表发言。", []),
]


@pytest.mark.parametrize(("said", "expected"), LATER)
def test_who_is_told_below_the_opening_was_there_by_the_words_of_its_sentence(
    said: str, expected: list[str]
) -> None:
    text = f"{HEAD}5月6日，甲县与乙市召开东西部协作联席会议。\n{said}"
    assert [one.name for one in people(text)] == expected


def test_the_contract_and_the_account_name_who_took_part() -> None:
    text = HEAD + TOLD.format("王谷雨")
    report = read(text)
    (event,) = report.to_dict()["events"]
    start = text.index("王谷雨")
    assert event["people"][0] == {
        "name": "王谷雨", "title": "甲县县委副书记、县长", "role": "presided",
        "start": start, "end": start + 3,
    }  # fmt: skip
    assert "甲县县委副书记、县长王谷雨（主持）" in explain(text, report)


def test_an_office_adds_a_post_without_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEAD + "5月6日，两地召开座谈会，清沙镇片警王谷雨出席会议。"
    assert people(text) == []
    (tmp_path / "people.yaml").write_text("posts: [片警]\n", "utf-8")
    monkeypatch.setenv("SHANHAI_VOCABULARY_DIR", str(tmp_path))
    own_folder.cache_clear()
    _words.cache_clear()
    try:
        assert [one.title for one in people(text)] == ["清沙镇片警"]
    finally:
        monkeypatch.undo()
        own_folder.cache_clear()
        _words.cache_clear()
