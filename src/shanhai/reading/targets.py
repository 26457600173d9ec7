"""Done or only planned: the words before a figure that say so."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from shanhai.reading.data import load


@lru_cache(maxsize=2)
def _pattern() -> re.Pattern[str]:
    words = load("times")["target"]

    def any_of(listed: list[str]) -> str:
        return "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))

    first = re.escape("".join(sorted({w[0] for listed in words.values() for w in listed})))
    return re.compile(
        rf"(?=[{first}])(?:(?:{any_of(words['not'])})|(?P<plan>{any_of(words['words'])})|(?P<done>{any_of(words['done'])}))"
    )


@lru_cache(maxsize=2)
def _passage() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("times")["passage"]))
    return re.compile(rf"(?:(?<=[。；\n“])|^)(?:{words})", re.MULTILINE)


# words whose plan outlasts a semicolon; 将, 要 and 拟定 say little beyond their own part
_FIRM = re.compile(
    r"计划|力争|预计|争取|打算|下一?步|接下来|今后|未来|明年|确保|下半年|年底前|下阶段"
)

# words that make a plan only of the figure in their own clause: 达成就业意向610人，发放资料
_NEAR = frozenset(("意向", "意愿", "预算", "请"))
# 占全年计划5300万元的60%: what is planned is only the figure right after
_MEASURE = re.compile(r"(?:占|完成|达到|实现|是|为|超)[^，。；\d]{0,8}(?:计划|目标)$")

_DIGIT = re.compile(r"\d")


class Plans:
    """Where a text speaks of what is not done yet."""

    def __init__(self, text: str) -> None:
        self._text = text
        opened = _passage()
        self._passages = [m.start() for m in opened.finditer(text)]
        cues = [m for m in _pattern().finditer(text) if m.lastgroup]
        self._starts = [m.start() for m in cues]
        self._plans = [bool(m["plan"]) for m in cues]
        self._near = [m[0] in _NEAR for m in cues]
        self._once = [bool(_MEASURE.search(text, max(0, m.start() - 10), m.end())) for m in cues]
        self._firm = [bool(_FIRM.match(m[0])) for m in cues]

    def holds(self, opened: int, at: int, paragraph: int, whole: int) -> bool:
        """Whether the last cue of a sentence before a figure is one of a plan.

        A part after a semicolon goes on with the plan the ``whole`` sentence has stated; a
        sentence without cues goes on with the plan its paragraph has opened (接下来 …).
        """
        number = bisect_left(self._starts, at) - 1
        if (
            number >= 0
            and self._once[number]
            and _DIGIT.search(self._text, self._starts[number], at)
        ):
            number -= 1
        if number >= 0 and self._starts[number] >= opened:
            if self._near[number] and "，" in self._text[self._starts[number] : at]:
                number -= 1
            return number >= 0 and self._starts[number] >= opened and self._plans[number]
        if number >= 0 and self._starts[number] >= whole:
            listed = "：" in self._text[self._starts[number] : at]  # 要盯住三件事：…；…
            return self._plans[number] and (self._firm[number] or listed)
        passage = bisect_left(self._passages, opened) - 1
        if passage < 0 or self._passages[passage] < paragraph:
            return False
        return number < 0 or self._plans[number] or self._starts[number] < self._passages[passage]
