"""Weighing the words about a figure: the table is sound, and packed sums are plain sums."""

from collections import Counter

import pytest

from shanhai.reading import likeliest, read
from shanhai.reading.compiled import folder
from shanhai.reading.data import lines, load
from shanhai.reading.figures import Figure
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding
from shanhai.reading.lexicon import lexicon
from shanhai.reading.repair import repair
from shanhai.reading.report import Reading

TEXT = "区里的几家单位凑了96万元，给学校换了热水器；路边的铺面添到7间，全年进账310万元。"


def rows() -> list[tuple[str, str, dict[str, int]]]:
    made = []
    for line in lines("likeliest.tsv", ""):
        kind, name, weights = line.split("\t")
        listed = (pair.rpartition("=") for pair in weights.split(" "))
        made.append((kind, name, {code: int(weight) for code, _, weight in listed}))
    return made


def test_every_weight_is_of_a_known_kind_and_code() -> None:
    known = set(load("indicators")) | {likeliest.NONE, likeliest.OTHER}
    assert {kind for kind, _, _ in rows()} <= set(GROUP_OF_UNIT.values())
    assert {code for _, _, weights in rows() for code in weights} <= known


@pytest.mark.skipif(folder() is not None, reason="looks inside, which machine code does not allow")
def test_a_packed_sum_is_the_sum_of_its_weights() -> None:
    seen: list[likeliest.Seen] = []

    class Watched(Reading):
        def settle(self, figure: Figure, one: likeliest.Seen) -> Binding | None:
            seen.append(one)
            return super().settle(figure, one)

    Watched(TEXT, repair(TEXT), None).report()
    assert len(seen) == 3
    for one in seen:
        kind = GROUP_OF_UNIT[one.unit]
        told = Counter(["", *likeliest.features(one)])
        for slot, mask in likeliest.groups(one.context):
            told.update(slot + name for name in lexicon().named(mask))
        plain: Counter[str] = Counter()
        for of, name, weights in rows():
            if of == kind:
                plain.update({code: weight * told[name] for code, weight in weights.items()})
        weights = likeliest.weighed()[kind]
        packed = memoryview(weights.weigh(one)).cast("I")
        differ = {code: packed[at] - plain[code] for code, at in weights.place.items()}
        assert len(set(differ.values())) == 1  # all stand on the same level


def test_a_figure_no_trigger_knows_is_weighed() -> None:
    made = {c.printed: (c.indicator, c.rule) for c in read("流水线旁站着68名当地姑娘。").claims}
    assert made == {"68名": ("local_employment", "likeliest")}


def test_what_an_office_counts_for_itself_is_left_to_its_rules() -> None:
    bare = likeliest.Context(0, 0, 0, 0, 0, 0, "个")
    rule = Binding("care_stations", "care_stations#1", 1)
    seen = likeliest.Seen("个", 0, bare, "", "建成", "养老驿站", "", [], 0, 0, "", rule)
    assert likeliest.settle(seen, likeliest.weighed()) == rule
