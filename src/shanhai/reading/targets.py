"""Done or only planned: the words before a figure that say so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from shanhai.reading.data import load


class _Cue(NamedTuple):
    """A word of a plan or of its end."""

    kind: str
    near: bool
    firm: bool
    aim: bool  # what is planned may be only the figure right after


@lru_cache(maxsize=2)
def _cues() -> tuple[AhoCorasick, list[_Cue]]:
    """All words of plans and of their ends; of words that begin together the longest is read."""
    words = load("times")["target"]
    kinds = {w: kind for kind in ("done", "words", "not") for w in words[kind]}
    listed = sorted(kinds)
    automaton = AhoCorasick(
        listed, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return automaton, [
        _Cue(kinds[w], w in _NEAR, bool(_FIRM.match(w)), w.endswith(("计划", "目标")))
        for w in listed
    ]


@lru_cache(maxsize=2)
def _passage() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("times")["passage"]))
    asked = r"[^\n。？！：，]{0,12}(?:打算|怎么干|怎么办|下一步|目标)[^\n。？！：，]{0,8}[。？！：]"
    return re.compile(rf"[。；\n“](?=({words}|(?<=\n){asked}))")


# words whose plan outlasts a semicolon; 将, 要 and 拟定 say little beyond their own part
_FIRM = re.compile(
    r"计划|力争|预计|争取|打算|下一?步|接下来|今后|未来|明年|确保|下半年|年底前|下阶段|拟(?!定)|任务清单|再|今年(?:还)?将|的?年?安排："
)

# words that make a plan only of the figure in their own clause: 达成就业意向610人，发放资料
_NEAR = frozenset(("意向", "有意", "意愿", "预算", "请"))
# 占全年计划5300万元的60%: what is planned is only the figure right after
_MEASURE = re.compile(r"(?:占|完成|达到|实现|是|为|超)[^，。；\d]{0,8}(?:计划|目标)$")
# 目标4800万元，到位4860万元: what comes after the target is what was reached
_REACHED = re.compile(
    r"计划(?:援助|帮扶|协作|投入|安排|下达)[^，。；\d]{0,6}资金[约近超]?[\d.]+[万亿]?元，(?:实施|举办|实现|完成|开展)"
    r"|目标(?:任务)?[为是：]?[约近超]?[\d.]+[^，。；\d]{1,6}[，、（(][^。；\d]{0,8}?(?:到位|完成|实际|实现|已|仅|落实|达|支出|超额)"
)
# 力争到年底累计培训500人: a total that is to be reached
_TO_REACH = re.compile(r"(?:力争|争取(?![到了来])|预计|届时|确保)[^，。；]{0,24}$")

# 按照年初编制的项目计划，全县共收到…: by the plan, and done
_ACCORDING = re.compile(
    r"(?:按照?|根据|依据|围绕|对照|列入|落实|贯彻|响应|紧扣)[^，。；\d]{0,44}(?:计划|目标|要求|规划|预算)$"
)

# 区长表示，将把…。年内，再选派…: what is said on goes on with the plan
_VOWED = re.compile(
    r"(?:表示|指出|强调|要求|提出|透露|承诺)，[^。\n“”]{0,24}?(?:将|要|继续|争取)[^。\n]{0,60}。"
)
_INTENT = re.compile(
    r"(?:左右|以上)?的?(?:[与同和][^，。；、\d]{1,6})?(?:初步)?(?:达成)?(?:初步)?的?"
    r"(?:采购|购销|订购|合作|供货|投资|就业|用工|求职|消费|认购)?意向"
)
# 距全年800人目标还有差距, 超过全年900人的约定数: what was aimed at
_AIMED_AT = re.compile(r"的?(?:年度|全年)?(?:目标|约定数|任务数|任务(?=[，。；、还]))")
# 12名医生将于下月到岗: the subject of what is to come
_TO_COME = re.compile(
    r"(?:(?!的)[^，。；：、\d已曾]){0,10}?(?:即将|力争|争取(?!到|来|了)|(?:计划|预计)(?=[于在将明年])|拟于"
    r"|[将要](?:于|赴|到|来|在(?=\d|[本下明])|前往|陆续|分批|奔赴|入驻|抵达))"
)
# 记者：明年有什么打算？ asks for plans, and the next line tells them
_ASKED = re.compile(
    r"\n[ \t　]*(?:记者|问|主持人|编辑|采访者)：[^\n]{0,40}?"
    r"(?:打算|下一步|下步|计划|目标|怎么干|怎么走|展望|期待)[^\n]{0,20}[？?。]?\n"
)
_TASK = re.compile(r"(?:任务|目标)[数为是的]?[约近超]?$")
_PART_OF_IT = re.compile(r"的(?:\d[\d.]*%|[一二两三四五六七八九]成|[一二三四]分之)")
# 就下一步工作计划进行了汇报: what comes next was only talked of
_TALKED_OF = re.compile(
    r"[^，。；\d]{0,16}(?:计划|思路|安排|打算|工作|方向|重点)等?(?:进行了?|作了?|做了?|展开|交换了?)"
    r"[^，。；\d]{0,6}(?:汇报|交流|探讨|研讨|座谈|沟通|部署|讨论|意见)"
)
_STILL_TO_SIGN = re.compile(
    r"力争|争取(?!到了|来了)|确保|下一步|下半年|明年|今后|拟安排|拟组织|不少于"
)
_DIGIT = re.compile(r"\d")
_OBJECT = re.compile(r"[近超约逾]?[\d一二三四五六七八九十]")  # 将708名群众送到: no verb follows


class Plans:
    """Where a text speaks of what is not done yet; ``named`` are the places of its names."""

    def __init__(self, text: str, named: Container[int] = ()) -> None:
        self._text, self._intended = text, "意向" in text
        self._aimed = any(word in text for word in ("目标", "任务", "约定数"))
        self._passages = [m.end() for m in _VOWED.finditer(text)]
        opening = f"\n{text}"  # begins one before the text itself does
        self.asked = frozenset([m.end() - 1 for m in _ASKED.finditer(opening)])
        self._passages += self.asked
        told = 0
        for opened in _passage().finditer(opening):
            if opened.start() >= told:
                self._passages.append(opened.start())
                told = opened.end(1) - 1
        self._passages.sort()
        automaton, words = _cues()
        cues = [
            (start, end, words[index])
            for index, start, end in automaton.find_matches_as_indexes(text)
            if words[index].kind != "not"
            and start not in named
            and not self._by_plan(start, end)
            and not (words[index].firm and _TALKED_OF.match(text, end))
            and not (
                text[start:end] == "累计" and _TO_REACH.search(text, max(0, start - 28), start)
            )
            and not (text[start:end] == "将" and _OBJECT.match(text, end))
        ]
        self._starts = [start for start, _, _ in cues]
        self._plans = [cue.kind == "words" for _, _, cue in cues]
        self._near = [cue.near for _, _, cue in cues]
        self._once = [
            bool((cue.aim and _MEASURE.search(text, max(0, s - 10), e)) or _REACHED.match(text, s))
            for s, e, cue in cues
        ]
        self._firm = [cue.firm for _, _, cue in cues]

    def _goes_on(self, number: int, at: int, whole: int) -> bool:
        """Whether a plan stated before a semicolon still holds: no word since says it was done."""
        while number >= 0 and self._starts[number] >= whole and self._plans[number]:
            listed = "：" in self._text[self._starts[number] : at]  # 要盯住三件事：…；…
            if self._firm[number] or (listed and not self._near[number]):
                return True
            number -= 1
        return False

    def meant(self, start: int, end: int) -> bool:
        """Whether a figure is one of what is only intended: 1480万元的意向订单, 12名医生将于…,
        只及全年任务2500人的75%"""
        if self._aimed and _TASK.search(self._text, max(0, start - 10), start):
            return bool(_PART_OF_IT.match(self._text, end))
        intended = self._intended and _INTENT.match(self._text, end)
        aimed = self._aimed and _AIMED_AT.match(self._text, end)
        return bool(intended or aimed or _TO_COME.match(self._text, end))

    def aims(self, opened: int, at: int) -> bool:
        """Whether a signing itself is still to come: 力争签约8个, unlike 签约，计划投资3亿元."""
        return _STILL_TO_SIGN.search(self._text, opened, at) is not None

    def _by_plan(self, start: int, end: int) -> bool:
        """Whether a plan is only what was gone by: 按照年初计划，全县收到…"""
        text = self._text
        return text.startswith("，", end) and bool(_ACCORDING.search(text, max(0, start - 48), end))

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
            return self._goes_on(number, at, whole)
        passage = bisect_right(self._passages, opened) - 1
        if passage < 0 or self._passages[passage] < paragraph:
            return False
        return number < 0 or self._plans[number] or self._starts[number] < self._passages[passage]
