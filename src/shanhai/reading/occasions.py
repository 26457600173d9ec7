"""The kinds of occasions by their words, and texts that are nothing but occasions."""

from __future__ import annotations

import re
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.model import Event
from shanhai.reading.numerals import value
from shanhai.reading.places import Mention
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

_TILL = "[^，。；,;！\\n]"
_MEETINGS = (
    "联席会议?|座谈会|对接会|(?<!品鉴)推介会|推进会|交流会|招商会|洽谈会|恳谈会|会商会|碰头会|调度会|协调会"
    "|(?<!媒体)见面会|部署会|研讨会|工作会议?|协作会议|专题会议|(?<!产销)对接活动|推介活动|论坛|年会|峰会|会员大会|评估会|总结会|表彰会"
)
_FAIRS = (
    "展销会|展销活动|交易会|年货节|采购节|博览会|产销对接活动|品鉴推介会|(?<!招聘)大集(?=[”在举开启，])|消费帮扶[周月]|展销周|展示展销"
    "|展销(?![馆厅店专柜中点窗平区])|年货大集|(?:帮扶|迎春|年货|特产|农特?产品|爱心)集市|展卖会|展卖活动"
    "|购物节|美食节|村淘节|电商节|网购节|农博会|品鉴会|订货会|采购会|消费季|专场(?=”?在[^，。；\\n]{1,16}(?:开张|开锣|开市|开卖))|(?:帮扶|助农|带货|产品)专场直播|直播带货活动"
)
_GOERS = (
    "书记|[区县市镇旗州省乡]长|主任|局长|院长|校长|会长|主席|常委|委员"
    "|领导|负责人|负责同志|同志|干部|队员|教师|专家|医生|成员"
)
_SIGNED = (
    "签约仪式|签约活动|签字仪式|签订仪式|签署仪式|签署活动|签约会"
    "|(?:举行|举办)[^，。；\\n]{0,20}集中签约"
)
_BEGUN = (
    "揭牌|揭了牌|挂了牌|剪了彩|通了车|开了[业园馆]|启动仪式|启动会|开工仪式|开工动员会|开工活动|开园|奠基|开业|投产仪式|启用仪式|正式启动|开工建设|[一二三四]期投产|正式投产"
    "|首发|发车|挂牌|授牌|落成|竣工仪式|竣工典礼|开馆|通[水车电气航]仪式|正式通车|首航|首飞|开营|正式启用|正式投用|正式上线|首趟|[^训修]班”?开班(?:仪式|式)"
    "|(?:专列|专车|专机|包机|动车|列车|大巴|包车|航班)[^。；\\n]{0,24}(?:驶出|驶离|出发|启程|起飞)"
)


def _led(least: int, most: int, lazy: bool = False) -> str:
    """What stands before the words of an occasion. It is read from where a clause opens, or else
    as long as it may be: from anywhere between, whatever fits would have fitted one sooner."""
    opened = r"(?<![^，。；,;！\n？?”’」』）)\]])"
    return rf"(?:{opened}{_TILL}{{{least},{most}}}{'?' * lazy}|{_TILL}{{{most}}})"


_LED_0_30 = _led(0, 30)
_LED_0_40 = _led(0, 40)
_LED_0_40_LAZY = _led(0, 40, True)
_LED_2_20 = _led(2, 20)
_LED_2_30 = _led(2, 30)
_LED_2_40 = _led(2, 40)
# kind, words one of which is in every sentence that tells it, how it is told
KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "meeting",
        re.compile("[席谈接介进流商头度调面署讨作年峰大估结彰会论](?:会|活动|议|坛)|[座恳]谈|会商"),
        re.compile(
            rf"(?:召开|举行|举办|参加|出席|开展|组织)(?:了)?(?P<a>{_TILL}{{0,36}}?(?:{_MEETINGS}))"
            rf"|在(?P<c>[^，。；\n]{{0,40}}(?:会议|{_MEETINGS}))上的(?:讲话|发言|致辞|汇报|报告|总结)"
            rf"|从(?P<d>{_TILL}{{2,40}}?(?:会议|{_MEETINGS}))上?(?:获悉|了解到|得知)"
            rf"|在(?P<e>{_TILL}{{4,40}}(?:{_MEETINGS}))上，"
            rf"|(?P<g>{_LED_2_40}大会)(?:工作|的)?报告"
            rf"|[日天午晚]的(?P<f>{_TILL}{{0,30}}(?:{_MEETINGS}))(?:上，|[就只又才]?开了)"
            rf"|(?P<b>{_LED_0_40_LAZY}(?:会议(?![室厅中])|座谈(?=在)|{_MEETINGS})){_TILL}{{0,14}}(?:召开|举行|举办|开幕|启幕|落幕|收官|(?:(?<=在..)|(?<=在...)|(?<=在....))开(?=[，。；]))"
        ),
    ),
    (
        "visit",
        re.compile(
            "率|带队|带领|代表团|考察团|调研组|一行|医疗队|支医队|服务队|团队|考察|调研|回访|走访|慰问|看望|采访|对接|交流|指导"
        ),
        re.compile(
            rf"(?P<c>{_LED_2_30}(?:工商联|工商业联合会|商会|协会|企业家|专家团|采访团|媒体|红十字会|慈善会|慈善总会|学校|医院|街道)"
            rf"{_TILL}{{0,30}}(?:走进|来到|到|赴|前往|奔赴){_TILL}{{2,20}}，?(?:开展)?{_TILL}{{0,16}}(?:考察|调研|回访|走访|慰问|对接|看望|采访|交流|访问))"
            rf"|(?P<b>{_LED_2_30}(?:医疗队|支医队|服务队|帮扶团队|工作队){_TILL}{{0,8}}(?:抵达|走进|奔赴){_TILL}{{1,16}})"
            rf"|(?P<a>{_LED_0_40}(?:(?<![活诊业生成到效比频治愈盖用付出工税利约升取概汇升产售])率(?![达为由升提从超先])|带领|带队|率领|率队|代表团|考察团|调研组|(?<![有成第几同])一行)[^。；;！\n]{{0,30}}?(?:赴|到(?![了达位])|到达|抵达|飞抵|爬上|跨越|(?<![过出起下回进传带])来(?![的得自了源])|前往|深入|走访|考察|调研|访)[^，。；！\n]{{0,30}})"
            rf"|(?P<d>{_LED_2_30}(?:{_GOERS}){_TILL}{{0,16}}(?:赴|到|来|前往|深入|走进|在){_TILL}{{1,20}}，?{_TILL}{{0,6}}(?:考察|调研|回访|走访|慰问|对接|看望|指导))"
        ),
    ),
    (
        "job_fair",
        re.compile("招聘|送岗|招工|双选会|用工|劳务|人才"),
        re.compile(
            rf"(?P<a>{_LED_0_30}(?:招聘会|送岗|招聘活动|专场招聘|现场招聘|招聘专场|招聘大集|招工|双选会|用工对接会|劳务对接会|劳务协作对接会|人才交流会))"
        ),
    ),
    (
        "sales_fair",
        re.compile(
            "展销|展卖|交易会|年货节|采购节|购物节|美食节|村淘节|电商节|网购节|博览会|产销对接(?!会)|品鉴|大集|集市|消费帮扶|农博会|订货会|采购会|消费季|专场|直播"
        ),
        re.compile(rf"(?P<a>{_LED_0_30}(?:{_FAIRS}))"),
    ),
    ("signing", re.compile("签"), re.compile(rf"(?P<a>{_LED_0_30}(?:{_SIGNED}))")),
    (
        "donation",
        re.compile("捐|义卖|义拍|发放仪式|发放活动|助学|交接|交车|赠"),
        re.compile(
            rf"(?P<a>{_LED_0_30}(?:义[卖拍](?:集市|活动|会)|募捐活动|捐赠仪式|捐赠活动|发放仪式|捐助仪式|捐助活动|捐款仪式|捐资仪式|赠送仪式|赠书仪式|交车仪式|助学金?发放|(?:捐赠|捐款|善款|款物|物资|设备|器材|仪器|车辆)交接仪式|捐赠签约仪式))"
        ),
    ),
    (
        "training",
        re.compile("培训|研修|提升班|轮训|集训"),
        re.compile(
            rf"(?P<a>{_LED_0_30}(?:培训班|研修班|提升班|轮训班|集训|培训会|培训){_TILL}{{0,14}}(?:开班|举办|举行|启动|结业|开讲))"
        ),
    ),
    (
        "launch",
        re.compile(
            "揭牌|揭了牌|挂了牌|剪了彩|通了车|开了|启动|开工|开园|奠基|开业|投产|试产|启用|首发|发车|挂牌|授牌|落成|竣工|开馆|通水|通车|通电|通气|通航|通线|首航|首飞|开营|正式投用|正式上线|首趟|开班仪式|动工|开张|驶出|驶离|出发|启程|起飞"
        ),
        re.compile(
            rf"(?P<a>{_LED_0_30}(?:{_BEGUN})|(?<=日)[^。；\n]{{0,60}}?(?:开工|[投试]产|通线|动工|启动|启用|通车|开张)(?=[。！])|^{_TILL}{{2,30}}(?:开工|投产|启用|通车|开园|首发|发车|开业)$)(?!以来|[之以]?[前后]|至今|的)"
        ),
    ),
    (
        "other",
        re.compile("发布会|通气会|见面会|[画像片影品]展|交接|义诊|巡诊|欢送|欢迎|典礼|结业|毕业"),
        re.compile(
            rf"(?P<a>{_LED_0_30}(?:新闻发布会|新闻通气会|媒体见面会|(?<!物资|捐赠|捐款|善款|款物|设备|器材|仪器|车辆)交接仪式|交接会|交接轮换|欢[送迎]会|欢[送迎]仪式|(?:结业|毕业|开学)(?:典礼|仪式|式)|发布会|义诊活动|(?:画展|影像展|图片展|摄影展|作品展)(?=[^，。；！\n]{{0,16}}(?:开展|开幕|举行|展出)))|{_LED_2_20}(?:来到|走进|赴|深入){_TILL}{{1,20}}[义巡]诊)"
        ),
    ),
)
# every dated occasion of a chronicle is an event, of the first kind its words tell
CHRONICLE = re.compile(r"大事记|纪事")
_ENTRY = re.compile(
    r"[ 　●■◆▪·]*(?:【?(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月】?)?"
    r"(?P<d>\d{1,2})日(?:[至—-]\d{1,2}日)?[ 　，：]*(?P<told>[^\n]{4,80})"
)
_YEAR = re.compile(r"[ 　【（●■◆]*(20\d\d)年[】）：]?\s*$")
_MONTH = re.compile(r"[ 　【（●■◆]*(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?[】）：]?\s*$")
_CLAUSE = re.compile(r"[，。；：]")
_FIRST = 2  # clauses of an entry that tell what it was
_MANY = 5  # dated lines a chronicle has, whatever its title says

MINUTES = re.compile(r"(?:会|会议|座谈)(?:纪要|记录)[》）]?\s*$", re.MULTILINE)
_WHEN_HELD = re.compile(r"[ 　]*(?:会议|召开)?时[ 　]*间[：:]")
_WHERE_HELD = re.compile(r"[ 　]*(?:会议|召开)?地[ 　]*点[：:]")
_HEAD_LINES = 12
_NEAR_OPENING = 12


# 9月24日下午，会议在…召开; （2023年9月14日下午，三楼会议室）
_HELD_ON = re.compile(
    r"[^。\n]{0,48}?(?:会[^。\n]{0,40}?(?:召开|举行|参加|出席)|召开[^。\n]{0,30}会)"
    r"|[ 　]*（20\d\d年\d{1,2}月\d{1,2}日[上下]午"
)


@lru_cache(maxsize=4)
def _told_by(
    words: str, before: str = "", behind: str = ""
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The words of the vocabulary that tell each kind of occasion, in its order."""
    told = ((kind, "|".join(any_of)) for kind, any_of in load("events")[words].items())
    return tuple((kind, re.compile(f"{before}(?:{said}){behind}")) for kind, said in told)


def hints() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What tells that a day saw something, without the name of an occasion."""
    return _told_by("hints", f"(?P<a>{_TILL}{{0,30}}", f"{_TILL}{{0,20}})")


def minuted(
    text: str, layout: Layout, stamps: list[Stamp], title_end: int, mentions: list[Mention],
    year: int | None,
) -> list[Event]:  # fmt: skip
    """The meeting that minutes are kept of, on the day they name (时间：2022年7月22日) or open
    with."""
    start = text.rfind("\n", 0, title_end - 1) + 1
    kept = max(text.rfind(word, start, title_end) for word in ("纪要", "记录"))
    name = text[start:kept].strip(" 　《关于")
    day = where = None
    for opened, closed in layout.lines[:_HEAD_LINES]:
        if _WHEN_HELD.match(text, opened, closed):
            days = (s for s in stamps if opened <= s.start < closed and s.kind == "date")
            day = next((f"{s.year}-{s.month:02d}-{s.day:02d}" for s in days if s.year), day)
        elif _WHERE_HELD.match(text, opened, closed):
            where = place(opened, closed, mentions)
        elif not day and opened >= title_end and _HELD_ON.match(text, opened, closed):
            first = next((s for s in stamps if opened <= s.start < closed and s.day), None)
            told = first and (first.year or year)
            if first and told and first.start - opened < _NEAR_OPENING:
                day = f"{told}-{first.month:02d}-{first.day:02d}"
    return [Event("meeting", day, name, where)] if name else []


def entries(
    text: str, layout: Layout, year: int, mentions: list[Mention], until: str
) -> list[Event]:
    """The dated entries of a chronicle, each under the month its line or heading names; of the
    year before where that of publication would put them after it."""
    found: list[Event] = []
    month = 0
    stated = False
    for start, end in layout.lines:
        if heading := _YEAR.match(text, start, end):
            year, stated = int(heading[1]), True
        if heading := _MONTH.match(text, start, end):
            month = int(value(heading[1]) or 0)
        entry = _ENTRY.match(text, start, end)
        if not entry:
            continue
        if entry["y"]:
            year, stated = int(entry["y"]), True
        month = int(value(entry["m"]) or 0) if entry["m"] else month
        kind, name = _of_entry(entry["told"])
        if kind and month:
            day = f"-{month:02d}-{int(entry['d']):02d}"
            ahead = not stated and f"{year}{day}" > until
            day = f"{year - ahead}{day}"
            found.append(Event(kind, day, name, place(start, entry.end(), mentions)))
    return found


def _of_entry(told: str) -> tuple[str, str]:
    """The kind of occasion the first clauses of an entry tell, and the clause that tells it."""
    for name in _CLAUSE.split(told)[:_FIRST]:
        for kind, words in _told_by("entries"):
            if words.search(name):
                return kind, name
    return "", ""


def chronicled(text: str, layout: Layout) -> bool:
    """Whether a third of a text's lines open with a day each, under whatever title."""
    lines = layout.lines[: layout.own]
    if len(lines) < _MANY:
        return False
    dated = sum(1 for start, end in lines if _ENTRY.match(text, start, end))
    return dated >= _MANY and 3 * dated > len(lines)


def place(start: int, end: int, mentions: list[Mention]) -> str | None:
    inside = [m for m in mentions if start <= m.start < end]
    return inside[-1].place.name if inside else None
