"""Cutting a mended text: lines, sentences, clauses, sections."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from shanhai.reading.repair.letters import whole

_LINE = re.compile(r"[^\n]+")
# Nobody writes sentences of two thousand characters: such a run is cut, so that what is asked of a
# sentence for each of its figures costs no more the longer a text is.
_SENTENCE = re.compile(r"[^。！？\n；;]{1,2000}(?:[。！？；;]+[”’」』）)]*)?")
_FIGURE_NEXT = re.compile(r"[约近超共]?\d")
_SECTION = re.compile(
    r"^\s*(?:相关链接|延伸阅读|相关阅读|链接|新闻链接|背景链接|新闻背景|背景资料|资料链接|往期回顾|新闻回顾)\s*[:：]?"
    r"|^\s*[【\[]?(?:旧闻|往事|历史|早前|此前|前期|前情|往期)(?:回放|重读|回顾|报道|新闻|提要)[】\]]?"
)
# 相关新闻：·甲县… ·乙市…: headlines of other reports
_HEADLINES = re.compile(
    r"^\s*(?:相关|更多|热点|最新)(?:新闻|阅读|报道|文章|链接|资讯)\s*：\s*[^。\s][^。]*$"
)
_BOILER = re.compile(
    r"^\s*(?:[✦★▶◎♦?]\s*)?(?:往期回顾|往期推荐|精彩回顾|推广|广告|热门推荐|猜你喜欢|推荐阅读|相关推荐|更多精彩)\s*[|｜丨:：]"
    r"|^\s*[（(【\[]?(?:责任编辑|责编|编辑|编审|编校|校对|出品|图文|二审|三审|初审|终审|来源|信息来源|作者|撰稿|供稿|通讯员|摄影|热门跟[贴帖]|版权|"
    r"关于我们|电话|电子邮件|分享到|打印|上一篇|下一篇|新闻热线|原标题|声明|审核|监制|主编|排版|浏览|阅读量|扫一扫|点击|往期|主办|承办|地址|邮编|ICP|京ICP|原载|记者(?!\d|从|在|近日|日前|昨|今|了解|走进|来到|看到))"
)
# 作者走访甲县得知，… tells something; 作者：张某 does not
_TELLS = re.compile(
    r"(?:记者|来源|作者|主办|承办|审核|阅读|编辑|摄影|点击|浏览|地址|电话|通讯员)(?!单位)"
    r"[^：:/／|\s　（()）)，。]{2,}[^\n]*，[^\n]*。$"
)
_TOP = re.compile(r"\s*[一二三四五六七八九十]+、")
_INNER = re.compile(r"\s*(?:（[一二三四五六七八九十]+）|\d{1,2}[.、．])")
HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)|\d{1,2}[.、．])"
)
# the characters that lines of these kinds can begin with
_HEADLINE_BEGINS = frozenset("相更热最")
_SECTION_BEGINS = frozenset("相延链新背资往旧历早此前【[")
_BOILER_BEGINS = frozenset(
    "（(【[✦★▶◎♦?精推广猜相更责编校出图二三初终审来信作撰供通摄热版关电分打上下新原声监主排浏阅扫点往承地邮I京记"
)
_NUMBERS = frozenset("一二三四五六七八九十（(")


# 表1 2023年…情况, …统计表（单位：万元）: above a table, and holds for its rows alone
_CAPTION = re.compile(
    r"\s*附?表\s*[\d一二三四五六七八九十]+[^，。；]{2,50}$"
    r"|[^，。；：]{4,40}(?:统计|明细|汇总|一览|情况|进度|完成)表(?:（[^）]{1,16}）)?\s*$"
)
_ROW = re.compile(r"[^，。：\n]{1,20}：|单位：|[^。\n]*；[^。\n]*$")

_ITEM = re.compile(
    r"\s*(?:[-—–•·●○▪■◆*]|\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十\d]+[）)]|[①-⑳])"
)
# 现将…报告如下： opens the whole text; 各位领导： opens no list
_ADDRESS = re.compile(
    r"(?:如下|以下|领导|同志们?|委员|代表|朋友们?|单位|政府|局|办|女士|先生|省|市|县|区)：$"
)
_WIDE = dict(zip(",;:()０１２３４５６７８９．％", "，；：（）0123456789.%", strict=True))
_NUMERIC = re.compile(r"[，：](?<=\d.)(?=\d)")


def widened(text: str) -> str:
    """The text with Chinese marks for Latin ones, character for character; 1,260 stays."""
    for narrow, wide in _WIDE.items():
        text = text.replace(narrow, wide)
    return _NUMERIC.sub(lambda m: "," if m[0] == "，" else ":", whole(text))


@dataclass(slots=True)
class Sentence:
    """One sentence, or a part of one that ends at a semicolon."""

    start: int
    end: int
    paragraph: int
    first: bool
    opened: int = 0  # where the whole sentence opens, semicolons and all


@dataclass(slots=True)
class Layout:
    """The sentences of a text and what its lines are."""

    lines: list[tuple[int, int]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)  # the line "…：" a line is an item of, or -1
    sentences: list[Sentence] = field(default_factory=list)
    captioned: set[int] = field(default_factory=set)  # rows of a table that has a caption

    @property
    def own(self) -> int:
        """How many lines are the report's own: those before an older one printed below it."""
        return bisect_left(self.sections, 1)


def layout(text: str) -> Layout:
    """Lines with their kinds (title, body, boiler, section, heading) and all sentences."""
    made = Layout()
    section, head, told, outer = 0, -1, 0, None
    for match in _LINE.finditer(text):
        line = match[0]
        shown = line.strip()
        if not shown:
            continue
        start, end = match.span()
        kind, opens = "body", shown[0]
        if opens in _HEADLINE_BEGINS and _HEADLINES.match(line):
            kind = "boiler"
        elif len(line) < 60 and opens in _SECTION_BEGINS and _SECTION.match(line):
            section += 1
            kind = "section"
        elif (
            len(shown) < 80
            and opens in _BOILER_BEGINS
            and _BOILER.match(line)
            and not _TELLS.match(shown)
        ):
            kind = "boiler"
        elif len(shown) <= 60 and shown[-1] not in "。；;！!？?，,）)”：:":
            kind = "heading"
        told += kind != "boiler"
        made.lines.append((start, end))
        made.kinds.append(kind)
        made.sections.append(section)
        if outer is not None and not _ROW.match(shown):
            head, outer = outer, None  # behind the table the heading before its caption holds
        if "表" in shown and made.lines[1:] and _CAPTION.match(shown):
            outer, head = head if outer is None else outer, len(made.lines) - 1
        if outer is not None:
            made.heads.append(head)
            made.captioned.add(len(made.lines) - 1)
            continue
        numbered = opens in _NUMBERS or opens.isdigit()
        inner = numbered and head >= 0 and _INNER.match(line)
        if inner and _TOP.match(text, made.lines[head][0]):
            pass  # a heading inside a heading keeps what the outer one announces
        elif (numbered and HEADING.match(line)) or (kind == "heading" and section + told > 3):
            head = len(made.lines) - 1
        made.heads.append(head)
    made.leads = _leads(text, made.lines)
    made.sentences = _sentences(text, made)
    return made


def _leads(text: str, lines: list[tuple[int, int]]) -> list[int]:
    """For every line the line ending in a colon that it is an item of, or -1."""
    made: list[int] = []
    lead = -1
    for number, (start, end) in enumerate(lines):
        line = text[start:end].rstrip()
        if lead >= 0 and number > lead + 1:
            before = text[slice(*lines[number - 1])].rstrip()
            if before[-1] == "。" and not _ITEM.match(line) or HEADING.match(line):
                lead = -1
        made.append(lead)
        if line.endswith("："):
            lead = -1 if _ADDRESS.search(line) else number
    return made


def _sentences(text: str, layout: Layout) -> list[Sentence]:
    """The sentences of all lines that are the report's own."""
    made: list[Sentence] = []
    lines, number, opened = layout.lines, -1, 0
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        first = False
        while number + 1 < len(lines) and lines[number + 1][0] <= start:
            number += 1
            first, opened = True, lines[number][0]
        if number < 0 or start >= lines[number][1] or layout.kinds[number] == "boiler":
            continue
        made.append(Sentence(start, end, number, first, opened))
        if text[end - 1] not in "；;":
            opened = end
    return made


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between commas and colons of one sentence.

    A clause that ends with 的, or is only 其中, opens the next one and is joined to it.
    """
    cuts: list[tuple[int, int]] = []
    at = start
    comma, colon = text.find("，", start, end), text.find("：", start, end)
    while (stop := min(comma, colon) if comma >= 0 <= colon else max(comma, colon)) >= 0:
        piece = text[at:stop]
        listed = stop == colon and _FIGURE_NEXT.match(text, stop + 1)  # 稳定在山东务工的：837人
        if not listed and not piece.endswith("的") and piece.strip() not in ("其中", "其中有"):
            cuts.append((at, stop))
            at = stop + 1
        if stop == comma:
            comma = text.find("，", stop + 1, end)
        else:
            colon = text.find("：", stop + 1, end)
    if at < end:
        cuts.append((at, end))
    return cuts
