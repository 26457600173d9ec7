"""Finding figures: one pass over the mended text.

A figure runs from its first numeral to its unit or classifier; bound words stand outside it.
Dates, ages, ordinals, durations, slogans and numbers that touch a cut are not figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.numerals import value

MONEY_MARK = re.compile(
    r"[资金款投额值卖]|经费|财政|捐|补助|[统自]筹|收入|采购|销售|营收|产值|税|帮销|销了"
)


@dataclass(slots=True)
class Figure:
    """One printed figure: where it stands, what it is worth, how surely."""

    start: int
    end: int
    value: Decimal
    unit: str
    classifier: str
    bound: str
    numeral: str


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    before: re.Pattern[str]
    before_ends: frozenset[str]  # the characters one of them can end with
    after: re.Pattern[str]
    before_of: dict[str, str]
    after_of: dict[str, str]
    refused: re.Pattern[str]
    refused_begins: frozenset[str]
    forerunner: re.Pattern[str]
    forerunner_ends: frozenset[str]
    names: re.Pattern[str]
    units: dict[str, tuple[str, Decimal]]


@lru_cache(maxsize=4)
def grammar() -> _Grammar:
    """The compiled figure grammar of vocabulary/figures.yaml."""
    words = load("figures")
    units = {w: (str(u), Decimal(str(f))) for w, (u, f) in words["units"].items()}
    units |= dict.fromkeys(words["classifiers"], _THINGS)
    # told first what a numeral and a unit begin with, the engine steps over all else
    numeral = (
        r"(?P<num>[\d一二两三四五六七八九十百千半万亿](?:(?<=\d)\d*(?:,\d{3})*(?:\.\d+)?[ ]?"
        r"(?:[余多几来])?(?:[十百千])?[ ]?(?:万亿|[万亿])?"
        r"|(?<=[一二两三四五六七八九十百千])[一二两三四五六七八九十百千零〇万亿几余多]*|(?<=半)"
        r"|(?<=[上近超逾过破][万亿])[余多]?))"
    )
    unit = rf"(?=[{''.join(sorted({w[0] for w in units}))}])(?:{_alternatives(list(units))})"
    body = rf"{numeral}(?P<vague>[余多几来])?[ ]?(?P<unit>{unit})?"
    before = {w: k for k, ws in words["bounds"]["before"].items() for w in ws}
    after = {w: k for k, ws in words["bounds"]["after"].items() for w in ws}
    return _Grammar(
        re.compile(body),
        re.compile(rf"({_alternatives(list(before))})(?:了|到|为|达|有|是|人民币)?[ ]?$"),
        frozenset(" \n了到为达有是币") | {w[-1] for w in before},
        re.compile(rf"[ ]?({_alternatives(list(after))})"),
        before,
        after,
        re.compile(_alternatives(words["not_units"])),
        frozenset(w[0] for w in words["not_units"]),
        re.compile(rf"({_alternatives(words['not_before'])})[ ]?$"),
        frozenset(" \n") | {w[-1] for w in words["not_before"]},
        re.compile(_alternatives(words["not_figures"])),
        units,
    )


# words that only end like a bound: 附近, 签约, 就近
_NO_BOUND = re.compile(
    r"(?:[附就临最远靠]近|[签合协预节条公]约|[线网会路场台账]上|[补加算用配搭赶贴填凑连添垫]上|彩超|B超)$"
)
_A_WHILE = re.compile(r"[ ]?不到(?=[\d半一二两三四五六七八九十])(?!一点)")  # 21人不到一个月就回来了
_NOT_MORE = re.compile(r"多(?:[媒功元样种个方次年家人名]|肉|彩)")
# 上千, 过亿, 过六成: after a verb 上 and 过 are no bound before an exact count
_ROUND = re.compile(r"[百千万亿十]|[\d.]*[百千万亿]|\d+000|\d+(?:\.\d+)?%|[一二三四五六七八九]成")
# 199860万元: a year whose 年 was lost runs into the amount behind it
_YEAR_RUN_ON = re.compile(r"(?:19|20)\d{4,}[万亿]")
_RUN_ON = len("199860万")
_TENTHS = re.compile(r"[一二三四五六七八九](?![一二三四五六七八九十百千万个家名])")
_NO_MONEY = re.compile(
    r"人口|涨粉|点击|观看|阅读|粉丝|播放|流量|浏览|客流|关注|在线|学历|总人数|销量|产量"
)
_SPENT = re.compile(
    r"(?:(?<![派产输支付])出(?=了)|[花省挣赚付打砸拨凑掏]|发放|加码|进账|入账|到账|让利|欠薪|货款|贷)(?:了|下|出|到|的)?[^，。；]{0,3}$"
)
_NAMED_MONEY = re.compile(
    r"(?:的)?[^，。；、\d]{0,8}(?:资金|财政|援助|捐款|善款|投资|货款|订单|补助|租金|分红)"
)
# 八万六, 三千一, 一百五: as people say sums of money, the last unit unsaid
_SAID_SHORT = re.compile(
    r"[一二两三四五六七八九][一二三四五六七八九十百千万亿]*[百千万亿][一二三四五六七八九]"
)
_SAID_OF_MONEY = re.compile(
    r"(?:[挣赚收得卖花省领补给批拨凑捐投发掏要借垫付估贷]|增收|多出|多|工钱|工资|分红|人均|户均|一笔钱|订单)"
    r"(?:了|到|来|出|掉|下|有|约|近|超过|的?钱)?[^，。；\d]{0,3}$"
)
# 一 counts when it is the object of what was done: 盖起一栋, 签下一份
_MADE = re.compile(
    r"(?:[建盖修设办开签装购添捐送种打辟配腾铺加结置]|再引|引进|引来|招来|建成|新建|援建|修建|开设|签订|签署|领到|成立|捐赠|组建|培育|铺设|安装|留下|挂牌|上了|增设)[起成下了立出有]{0,2}$"
)
_ONE_MADE = frozenset("栋幢条份场台辆座所间家处口眼套支个对期堂")
# and when it stands behind what it counts: 冷库一座，
_THING_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{2}(?<![了有是的这那每第同另某任唯之到来去在为成出过起下上共约各前后建设开办中头聚])$"
)
_LISTED = frozenset("，。、；（和及")
_DONE_ONCE = frozenset("场对")  # 踢一场, 对一对
_COINS = re.compile(
    r"(?:[挣赚收得卖花省领补贴]|增收|多出|工资|分红|人均|户均)[了到约近超过]{0,2}[^，。；\d]{0,4}$"
)
_SPELT_OUT = frozenset("一二两三四五六七八九十")
_NEEDS_MARK = frozenset("百千万亿")
# 带动18万贫困人口, 惠及3万多农户: what is counted stands in for the classifier
_PEOPLE = re.compile(
    r"(?:当地|本地|沿线|各族|广大|建档立卡|易地|搬迁|扶贫|脱贫|贫困|低收入|困难|农村|城乡"
    r"|富余|留守|返乡|受灾|边境|山区|库区|务工|西部)*"
    r"(?:群众|人口|劳动力|劳动者|百姓|老百姓|村民|农民|牧民|农牧民|茶农|果农|菜农|居民|边民"
    r"|师生|学生|学子|儿童|青少年|职工|人员|老人|妇女|患者|病人|游客|移民|人民|父老乡亲)"
)
_FAMILIES = re.compile(
    r"(?:当地|建档立卡|搬迁|脱贫|贫困|困难|低收入|监测|种植|养殖)*(?:农户|农家|牧户|家庭|茶户|户)"
)
_BARE = re.compile(r"[镇乡村校院](?=[、,，;；及和与。]|结对|\d+[个镇乡村校院])")
_BARE_BEGINS = frozenset("镇乡村校院")
_BASELINE_BEFORE = re.compile(r"[从由][^，。；]{0,11}$")
_BASELINE_AFTER = re.compile(
    r"[^，。；\d]{0,8}?(?:扩|增|提高|上升|发展|增长|增加|扩大|提升|升|壮大|跃升|涨"
    r"|降|降低|下降|减|减少|缩|缩短|压缩|压减)[大加长升]?(?:至|到|为)"
)
# 吸纳20人以上的车间, 产值超千万元的企业: what one has to reach, not what was reached
_ABOVE = re.compile(
    r"(?:以上|以下|以内)?的?(?:企业|捐款|村|乡镇|县|家庭|项目|产业项目|车间|工坊|合作社|园区|大户|经营主体|市场主体|用人单位|，(?:可|给予|予以|按))"
    # 过亿元的有5个, 超过5万元的由乡镇审批
    r"|(?:以上|以下|以内)?的(?:共|只|就|也)?(?:有|占|达|由|须|应|要|必须|一律|可)|的，(?:由|给|可|奖|颁|予)|(?:以上|以下)?的[共约近]?[\d一二两三四五六七八九十]+[个家项户]"
)
_LIMIT = re.compile(r"为(?:上?限|起点|标准|封顶线)|封顶|起步")  # 每人以500元为限
_LIMIT_BEGINS = frozenset("为封起")
_CONDITION = frozenset("以的企项")
_CLAUSE_OPENS = frozenset("，。；\n")
_THINGS = ("个", Decimal(1))
_REACHED = re.compile(r"(?:超|过|突破|逾|达到|达)[^，。；]{0,2}$")
_HELD = re.compile(r"办|开|组织|培训|共|连续")
_FAR = 16
_ONE_OF = re.compile(r"[^，。；、：]{0,14}之一")
_SLOGAN = re.compile(r"[^，。；、：“”「」\d]{0,8}[”」]")  # “四项行动”
_QUOTED = frozenset("“「")
_ADDRESS = re.compile(r"(?:\d{1,2}单元)?\d{2,4}[室房]")  # 3栋502室
_NO_FORERUNNER = re.compile(r"[底日月]前$|[每两一]周$|首届$")  # 9月底前80%, 每周14节, 首届52人
# people told by 个: 90来个本地人, 徒弟6个
_FOLK = re.compile(
    r"的?[^，。；、\d“”]{0,3}?(?:女人|男人|娃(?!娃)|师傅|徒弟|(?:病|本地|外地)人|农机手|小伙子?|姑娘|后生|媳妇|阿姨|年轻人|土专家|同学|客商|绣娘|工友|老乡|乡亲"
    r"|嫂子|姐妹|技术员|临工|女工|(?<!务)工人|护士|大夫)"
)
_FOLK_BEFORE = re.compile(r"(?:徒弟|师傅|老板|绣娘|客商|娃|工人|女工|学员)(?:[有共]|[招收]了)?$")
_VAGUE = frozenset("余多几来")
_SOME = frozenset("余多来")
_TO = frozenset("-—~～至到\n")
_GOES_ON = frozenset(".-第")
_RANGE = re.compile(r"(\d+(?:\.\d+)?[千百]?[万亿]?)[-—~～至到]{1,2}$")


def find(text: str) -> list[Figure]:
    """Every figure of a mended text, in order."""
    g = grammar()
    found: list[Figure] = []
    for match in g.pattern.finditer(text):
        bare = None if match.lastgroup == "unit" else _unprinted(text, match)
        unit, end = bare or (match["unit"], match.end())
        if unit and (figure := _figure(g, text, match, unit, end)):
            found.append(figure)
    return found


def _figure(g: _Grammar, text: str, match: re.Match[str], unit: str, end: int) -> Figure | None:
    start = match.start()
    printed, vague = match["num"], match["vague"]
    arabic = printed[0] <= "9"
    if unit == "个" and _of_people(text, start, end):
        unit = "个人"
    if (
        unit == "块"
        and (arabic or "千" in printed)
        and _COINS.search(text, max(0, start - 12), start)
    ):
        unit = "元"  # 多挣了2800块
    if not arabic and not _counts(text, start, printed, unit, vague):
        return None
    if unit == "起" and printed[-1] in _NEEDS_MARK:
        return None  # 月薪五千起
    if not arabic and unit == "期" and text[end : end + 1] in _SPELT_OUT:
        return None  # 一期三栋厂房
    if not arabic and unit in ("期", "届") and not _HELD.search(text, max(0, start - 8), start):
        return None
    if not arabic and (
        g.names.match(text, start) or (unit == "期" and text[start - 1 : start] in "园程目区房")
    ):
        return None
    if text.find("之一", end, end + _FAR) >= 0 and _ONE_OF.match(text, end):
        return None
    if text[end : end + 1] in _LIMIT_BEGINS and _LIMIT.match(text, end):
        return None
    counts_things = g.units.get(unit, _THINGS)[0] == "个"  # 超过10家企业
    if not counts_things and text[end : end + 1] in _CONDITION and _condition(text, start, end):
        return None
    if text[end : end + 1].isdigit() and _ADDRESS.match(text, end):
        return None
    if text[start - 1 : start] in _QUOTED and unit[-1] != "元" and _SLOGAN.match(text, end):
        return None
    stop = start + len(printed) + len(vague or "")
    refused = g.refused.match(text, stop) if text[stop : stop + 1] in g.refused_begins else None
    folk = unit == "号人" or (unit == "号" and (vague or printed[-1]) in _SOME)  # 900多号病人
    if refused and unit != "元" and not folk:
        return None
    lead = text[max(0, start - 6) : start]
    said = text[max(0, start - 12) : start]
    based = ("从" in said or "由" in said) and _BASELINE_BEFORE.search(said)
    if based and _BASELINE_AFTER.match(text, end):
        return None
    before = lead[-1:]
    if before in _TO and (lower := _RANGE.search(lead)):
        if text[: start - len(lower[0])].endswith("第"):
            return None
        start -= len(lower[0])
        whole = lower[1][-1:] in "万亿千百"
        printed = lower[1] if whole else lower[1] + re.sub(r"[\d.]", "", printed)
    elif (
        before.isdigit()
        or before in _GOES_ON
        or before in g.forerunner_ends
        and g.forerunner.search(lead)
        and not _NO_FORERUNNER.search(lead)
    ):
        return None
    number = value(printed)
    if number is None or (len(printed) >= _RUN_ON and _YEAR_RUN_ON.match(printed)):
        return None
    base, factor = g.units.get(unit, ("个", Decimal(1)))
    if unit == "成" and (tail := _TENTHS.match(text, end)):
        number += (value(tail[0]) or 0) / Decimal(10)  # 七成三
        end = tail.end()
    if unit == "万元":
        base, factor = "元", Decimal(1)
    if vague == "来" or "来" in printed:
        return Figure(start, end, number * factor, base, unit, "about", printed)
    more = vague or not _VAGUE.isdisjoint(printed)
    bound = "over" if more else _bound(g, text, start, end, lead)
    return Figure(start, end, number * factor, base, unit, bound, printed)


def _of_people(text: str, start: int, end: int) -> bool:
    """Whether 个 counts people: 20个本地师傅, 徒弟6个."""
    before = _FOLK_BEFORE.search(text, max(0, start - 6), start)
    return bool(before or _FOLK.match(text, end))


def _condition(text: str, start: int, end: int) -> bool:
    """Whether a figure is what one has to reach: 吸纳20人以上的车间, 产值超千万元的企业."""
    above = _ABOVE.match(text, end)
    if not above:
        return False
    return above[0][0] == "以" or bool(_REACHED.search(text, max(0, start - 12), start))


def _unprinted(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """Unit and end of a numeral printed without a unit: 150万 meaning money, 1镇; or None."""
    printed, end = match["num"], match.end()
    said = printed[0] > "9"
    if said and (printed[0] in _NEEDS_MARK or match["vague"]):
        return None
    if printed.rstrip("余多几")[-1] in "万亿" or (said and _SAID_SHORT.fullmatch(printed)):
        near = text[max(0, match.start() - 24) : match.start()]
        if text[end : end + 1] in ("", "…", "."):
            return None  # the numeral touches a cut
        for unit, named in (("人", _PEOPLE), ("户", _FAMILIES)):
            if named.match(text, end):
                return unit, end
        if _is_money(text, near, end):
            return "万元", match.start() + len(printed.rstrip()) + len(match["vague"] or "")
        return None
    bare = not said and text[end : end + 1] in _BARE_BEGINS and _BARE.match(text, end)
    return (text[end], end + 1) if bare else None


def _is_money(text: str, near: str, end: int) -> bool:
    """Whether a bare 150万 or 1.2亿 is money: by what stands before it or names it after."""
    if _NO_MONEY.search(near[-8:]):
        return False
    if MONEY_MARK.search(near) or _SPENT.search(near[-6:]) or _SAID_OF_MONEY.search(near[-8:]):
        return True
    return bool(_NAMED_MONEY.match(text, end))


def _counts(text: str, start: int, printed: str, unit: str, vague: str | None) -> bool:
    """Whether a numeral in characters counts: not the article 一, not 千家万户."""
    if printed[0] in _NEEDS_MARK:
        if printed[1:] == "余" or vague == "余":
            return True  # 百余名志愿者
        if not (start and text[start - 1] in "上近超逾约过破数"):
            return False
        return not (text[start - 1] == "上" and start > 1 and text[start - 2] in "以马")
    if any(c in "几" for c in printed[:1]):
        return False
    if printed in ("两", "俩") and unit == "人" and text[start - 1 : start] in _CLAUSE_OPENS:
        return False  # ，两人鼻孔里插着氧气管: those named before
    if printed == "一":
        if unit == "成" or text[start - 1 : start] in ("、", "和", "及"):
            return True
        if unit not in _ONE_MADE:
            return False
        if text.startswith("价值", start + 2) or _MADE.search(text, max(0, start - 5), start):
            return True
        behind = text[start + 2 : start + 3] in _LISTED and unit not in _DONE_ONCE
        return behind and bool(_THING_BEFORE.search(text, max(0, start - 2), start))
    if start and text[start - 1] in "第十百千万亿零数几":
        return False
    return not (printed == "两" and unit in ("岸", "成"))


def _bound(g: _Grammar, text: str, start: int, end: int, lead: str) -> str:
    after = g.after.match(text, end)
    if after and not _NOT_MORE.match(text, end) and not _A_WHILE.match(text, end):
        return g.after_of[after[1]]
    before = g.before.search(lead) if lead[-1:] in g.before_ends else None
    if not before or _NO_BOUND.search(lead[: before.end(1)]):
        return "exact"
    # 坐过27位, “同步课堂”上了188节
    verb = lead[before.start() - 1 : before.start()] >= "\u4e00" or lead.endswith("上了")
    if before[1] in ("上", "过", "破") and verb and not _ROUND.match(text, start):
        return "exact"
    return g.before_of[before[1]]
