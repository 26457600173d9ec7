"""Figures that name nothing themselves and take up what the figure before them counted.

其中东莞市级6300万元、镇级2340万元; 每人5000元; 共60万元; 改造民宿36栋、客房270间.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shanhai.reading.figures import Figure
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding

_SUBSET = re.compile(r"(?:其中|分县看，?|分区看，?|包括)[^，。；：]{0,24}$")
_LEFT = re.compile(r"(?:余下|剩余|剩下)[^，。；]{0,6}$")
_SHARE = re.compile(
    r"(?:每|各|户均|人均|村均|县均|校均|共|合计|共计|总计|追加|另|再|剩余)[^，。；]{0,6}$"
)
_LISTED = re.compile(r"^[^，。；]{0,12}[、和及][^，。；、]{1,10}$")
_SURE, _WEAK = 2, 5
_LIST_GAP = 24
_BACK = 6
LAST = 9  # bound by the topic alone
_BY_ITEM = frozenset(("infrastructure", "donated_items", "workshops", "planting_area"))
_AT_WORK = frozenset(("employment", "local_employment", "labour_transferred"))
_WORKERS = _AT_WORK | {"beneficiary_persons"}
# 其中脱贫劳动力1102人: who some of those counted are, and nothing that they do
_WHO = (
    r"(?:脱贫|贫困|低收入|监测|易返贫|建档立卡|易地搬迁|搬迁|残疾)"
    r"(?:不稳定)?(?:贫困)?(?:户|家庭)?(?:人口|劳动力|群众|对象|户|人|家庭|学生|村民|妇女|患者)?"
)
_SOME_OF_THEM = re.compile(rf"[^，。；：\d]{{0,16}}[，；（]其中(?:是|有|原|已)?{_WHO}")
_AND_OF_THEM = re.compile(rf"[，、和]{_WHO}")  # 其中脱贫人口1102人，易地搬迁群众200人
_SOME = 0  # so sure that some of those counted are counted as they are


@dataclass(slots=True)
class Earlier:
    """A figure already bound."""

    figure: Figure
    code: str
    rule: str
    sentence: int
    paragraph: int
    settled: str = ""  # what it counts after all, when the words about it have been weighed


def before(unit: str, paragraph: int, earlier: list[Earlier]) -> Earlier | None:
    """The last figure of the same kind in a paragraph."""
    group = GROUP_OF_UNIT[unit]
    for e in earlier[: -_BACK - 1 : -1]:
        if e.paragraph != paragraph:
            break
        if GROUP_OF_UNIT[e.figure.unit] == group:
            return e
    return None


def listed(text: str, figure: Figure, last: Earlier, sentence: int) -> Binding | None:
    """A count that names nothing, in a list of counts by the same classifier: 储能9个."""
    near = (
        figure.start - last.figure.end < _LIST_GAP and last.figure.classifier == figure.classifier
    )
    if not near or not last.code or last.code.startswith("other:"):
        return None
    return Binding(last.code, f"inherit:{last.code}", 7)


def inherited(
    text: str,
    figure: Figure,
    binding: Binding | None,
    sentence: tuple[int, int],
    paragraph: int,
    earlier: list[Earlier],
) -> Binding | None:
    """The binding of an earlier figure of the same kind, when this one only continues it."""
    if binding is not None and binding.code == "":
        return None
    if binding is not None and binding.rank >= LAST:
        binding = None
    last = before(figure.unit, paragraph, earlier)
    if last is None or last.code.startswith("other:"):
        return None
    between = text[last.figure.end : figure.start]
    again = last.rule.startswith("inherit:") and _AND_OF_THEM.fullmatch(between)
    if last.settled and (again or ("其中" in between and _SOME_OF_THEM.fullmatch(between))):
        return Binding(last.settled, f"inherit:{last.settled}", _SOME)
    if _continues(between, figure, binding, last, last.sentence == sentence[0]):
        return Binding(last.code, f"inherit:{last.code}", 6)
    return None


def _continues(
    between: str, figure: Figure, binding: Binding | None, last: Earlier, same: bool
) -> bool:
    """Whether the words between two figures make the second a part or a share of the first."""
    weak = binding is None or binding.rank > _WEAK
    if between.endswith(("（", "(")):
        return False
    if same and _LEFT.search(between) and (binding is None or binding.rank > _SURE):
        return True  # 认捐60万元，余下20万元将于年底前拨付
    if _SUBSET.search(between) and (same or len(between) < 30):
        at_work = last.code in _AT_WORK and binding is not None and binding.code in _WORKERS
        far = binding is not None and binding.code == "labour_transferred"
        return weak or (at_work and not far)
    if binding is None and same and _SHARE.search(between[-10:]) and len(between) < 40:
        return True
    if binding is None and same and last.rule.startswith("inherit:") and len(between) < 16:
        return True
    item = binding is not None and binding.rule == "other" and last.code in _BY_ITEM
    alike = figure.classifier == last.figure.classifier or item
    return bool(same and alike and (binding is None or item) and _LISTED.match(between))
