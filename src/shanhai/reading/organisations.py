"""Organisations by pattern: firms, schools, hospitals, chambers, charities, work teams."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from shanhai.reading.data import load

_APART = r"，。、；：！？“”‘’《》【】｜丨|—▶►■◆●★\s,;:!?（(）)"
_VERBS = "向由为给在从把被将了的与是及对等有到赴去和"
_CORE = re.compile(
    rf"[^{_APART}{_VERBS}][^{_APART}+{_VERBS}]*+"
    rf"(?:[（(][^（()）]{{1,6}}[）)][^{_APART}+{_VERBS}]*+)*+$"
)
_LEADING = re.compile(
    r"^.*(?:用于|用来|用在|[我本][校院](?:支援|与|同)?|(?:学校|医院)(?:同|与)|准备请|牵来|进驻|挂职|^据|会长单位|名叫|全名叫|担任|带领|率领|创建|两地|建成|帮建|共建|考上|考入|爱心企业|爱心单位|支援单位|帮扶单位|结对单位|协作单位|成员单位|民营企业(?=.{4})|捐回|捐给|转交|交由|引来|请来|招来|携手|牵手|动员|发动|组织|引导|引进|协调|联系|邀请|鼓励|传回|传到|前往|深入|抵达|到达|送往|运往|发往|探访|回访|探望|看望|慰问|就读于|毕业于|任职于|在建|改扩建|改建|扩建|迁建|[着著]|住进|扎根|坐镇|守在|转诊到|对接到|合计|现有|其中|随后|今年|去年|近日|会上|位于|通过|依托|争取|得知|帮助|参观|考察|走访|走进|联合|联动|牵线|比如|例如|诸如|譬如|500强|整合|"
    r"再帮|帮扶|帮(?!扶)|指导|协助|先后|派出|选派|驻点|常驻|落户|名医生|采购|销售|输送|建起|每年|资助|开展|当天|现场|收到|接过|以及|拟定|计划|成立|注册|设立|建立|出资|委托|来到|代表|表示|感谢|来自|负责人|创办|活动|捐赠|捐资|支持|新建|援建|当地|本地|家乡|对方|\d[余多]?[年月日个家所间名位人])"
)
_SWEEPING = re.compile(r"各(?:级|类|大|家|地)?(?:商会|协会|单位|企业|医院|学校|镇)")
_UNNAMED = re.compile(
    r"[一两三几](?:家|所|个|位|名)|(?:某|该|这)[家所个]?(?=[\u4e00-\u9fff]{1,4}$)"
)
_COUNTED = re.compile(r"[个家所间名户位支]$")
_COUNT = re.compile(r"\d+[多余]?[个家所间]|新生|学生|生")
_MEMBERS = re.compile(
    r"\d+[多余]?[个家名位][^，。；、\d]{0,3}(?:会员|成员|理事|企业家)"
)  # 商会14家会员
_FEDERATION = re.compile("工商联(?:合会)?$")
# what stands before a name and is none of it: 3.某协会, 援助某县中学, 某台2月5日电（某某）某基金会
_NUMBERED = re.compile(r"^(?:\d+[.．、]?|援助(?=..)|仅|连同|[电讯]（[^（）]{1,12}）)")
_OF_COUNTY = re.compile(r"[县州旗](?:人民医院|中医医?院|妇幼保健院)")
_WIDTH = 28
_SHORT = re.compile(r"（(?:以下|下)?简?称[为：]?[“‘]?([^“”‘’（）]{2,10})[”’]?）")
_GIVING = re.compile(r"[为向给][^，。；]{2,16}?(?:捐|赠|送)|捐|出资")  # 首开集团为…捐赠
_SET_UP = re.compile(r"(?:设立|成立|建立|创设|发起)了?$")  # 设立健康扶贫基金400万元: nobody yet
_OPENING = "，。；：\n　 "
# what a body is called by when it is named again
_TAKEN_UP = ("集团", "协会", "商会", "联谊会", "基金会", "慈善总会", "慈善会", "促进会", "联合会")


class Named(NamedTuple):
    """One organisation as it stands in the text, under its fullest name."""

    start: int
    end: int
    name: str
    kind: str


@lru_cache(maxsize=2)
def _endings() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {e: k for k, es in load("names")["organisations"].items() for e in es}
    return re.compile("|".join(sorted(kinds, key=len, reverse=True))), kinds


def find(text: str, places: Sequence[tuple[int, int]] = ()) -> list[Named]:
    """All organisations of a text, in order; short names take the fullest name that fits.

    ``places`` are those of the text: none is cut in two (从江县人民医院, 共和镇中学).
    """
    pattern, kinds = _endings()
    opened = [start for start, _ in places]
    found: list[Named] = []
    for match in pattern.finditer(text):
        lead = _CORE.search(text[max(0, match.start() - _WIDTH) : match.start()])
        core = lead[0] if lead else ""
        trimmed = _NUMBERED.sub("", _LEADING.sub("", core))
        start = match.start() - len(trimmed)
        at = bisect_left(opened, start) - 1
        if at >= 0 and start < places[at][1]:
            start = opened[at]
            trimmed = text[start : match.start()]
        if found and found[-1].end > start:
            joined = text[found[-1].start : match.end()]
            if found[-1].end == match.start() or found[-1].start == start:
                found[-1] = Named(found[-1].start, match.end(), joined, kinds[match[0]])
                continue
            start, trimmed = found[-1].end, text[found[-1].end : match.start()]
        found.append(Named(start, match.end(), trimmed + match[0], kinds[match[0]]))
    return _called(text, _full_names(text, found, set(places)))


def _called(text: str, found: list[Named]) -> list[Named]:
    """Those found, with each under the short name it says it goes by: （以下简称“番职院”）."""
    if "称" not in text:
        return found
    taken = {named.start for named in found}
    made: list[Named] = []
    for named in found:
        said = _SHORT.match(text, named.end)
        for again in re.finditer(re.escape(said[1]), text) if said else ():
            if again.start() not in taken:
                made.append(Named(*again.span(), named.name, named.kind))
    return sorted(found + made, key=lambda named: named.start) if made else found


def _whole(name: str) -> str:
    """A federation of industry and commerce by its whole name."""
    return _FEDERATION.sub("工商业联合会", name)


def _full_names(text: str, found: list[Named], places: set[tuple[int, int]]) -> list[Named]:
    named_whole = dict.fromkeys(n.name for n in found if len(n.name) >= 6)
    whole = sorted(named_whole, key=len, reverse=True)  # of equally long names the first
    pattern, _ = _endings()
    made: list[Named] = []
    last: dict[str, str] = {}
    for named in found:
        core = pattern.sub("", named.name)
        # 宁波市慈善总会 is not 宁波市工商业联合会: both only have their city's name
        placed = (named.start, named.start + len(core)) in places
        counted = _COUNT.match(text, named.end) and not _MEMBERS.match(text, named.end)
        if counted or _COUNTED.search(text, max(0, named.start - 2), named.start):
            continue
        fuller = next(
            (
                w
                for w in whole
                if len(w) > len(named.name)
                and (
                    w.endswith(named.name)
                    or w.endswith(_whole(named.name))
                    or len(core) >= 2
                    and not placed
                    and core in w
                    and w[-1] == named.name[-1]
                )
            ),
            None,
        )
        if fuller is None and not core and text[named.start - 1] in _OPENING:
            fuller = last.get(named.name)  # ，集团举办…: the one named before
        if fuller is None and len(core) < 2 and not _OF_COUNTY.fullmatch(named.name):
            continue
        if named.name.endswith("大学") and text.startswith("城", named.end):
            continue
        if _SWEEPING.search(named.name) or _UNNAMED.search(named.name):
            continue
        if named.name.endswith("基金") and _SET_UP.search(
            text, max(0, named.start - 3), named.start
        ):
            continue
        if "领导小组" in named.name or (named.kind == "team" and len(named.name) < 8):
            continue
        giving = len(core) == 2 and _GIVING.match(text, named.end)
        if named.kind == "firm" and len(core) < 3 and fuller is None and not giving:
            continue
        made.append(
            Named(named.start, named.end, fuller or named.name, named.kind) if fuller else named
        )
        last.update((word, made[-1].name) for word in _TAKEN_UP if word in made[-1].name)
    return made
