"""Who gives and who receives, and whose figure it is.

A place or organisation named in the sentence speaks first; then what the paragraph carries over;
then, for money, people and things built, the two sides of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from shanhai.reading.actors import Actor
from shanhai.reading.landings import (
    AT_WORK,
    DONATED,
    FUNDS,
    IN_HOUSE,
    LANDED,
    ON_THE_SPOT,
    PEOPLE,
    TREATED,
    VISITS,
    WORKED,
    bought,
    from_nobody,
)
from shanhai.reading.places import Mention
from shanhai.reading.scene import Spot
from shanhai.reading.sides import Sides
from shanhai.reading.weighing import Carry, Found, Weighing

_LED = re.compile(
    r"(?:赴|(?<![取收达])到|往|(?<!以)来|至|在|向|给|从|自|抵|与|对|为|和|去|驻|回|参加|来自|前往|拜访|走访|考察|及|、|同|因|把|将|比|离|进|入|自|经|和)$"
)
_LED_ENDS = frozenset("赴到往来至在向给从自抵与对为和去驻回加访察及、同因把将比离进入经\n")
_JOIN = re.compile(r"^(?:人民政府|政府|党委)?(?:[、和及与]|以及)$")
_FUNDS = frozenset(("fiscal_funds", "assistance_funds"))
_LEVELS = {"省": "province", "市": "city", "区": "county", "县": "county", "镇": "town"}
_PURSE = re.compile(
    r"([省市区县镇])级(?:财政|配套|统筹|自筹|援助|协作|帮扶|专项)*(?:资金|经费)?"
    r"(?:投了?入?|安排|拨付|下达|到位)?[约近超]?$"
)
_MUTUAL = re.compile(r"双方|两地|两省|双边|两市|两县|两区|互访|互派|双向|相互|互相|彼此|两镇")
_EXCHANGED = re.compile("互派|互访|互挂")
# two counties are one side where the report has two of it: 投入两县财政资金
_BOTH = re.compile(r"两[县区旗市镇州]")
# another part of a list of figures opens: 省级资金6200万元、福清市本级资金…
_AFTER_FIGURE = re.compile(r"\d[万亿余多]*[\u4e00-\u9fff]{1,3}[、和]$")
_SOCIETY = re.compile(r"各界(?!人)|社会各(?:方|方面|届)|社会力量|爱心人士")
_SOCIAL = re.compile(r"社会(?:捐|帮扶|爱心)")
_ACTS = re.compile(r"帮扶|支援|对口|援建|助力|先后|始终|结对|全力|累计|立足")
# what only says where a thing comes from brings no results about
_ATTRIBUTE = re.compile(
    r"(?:(?:援建|捐建|帮建|帮扶|支持|资助|对口|引进|投资|投入|捐赠|出资|选派|派来|派出|协作)[^，。；、\d]{0,10}"
    r"|来|投入[^，。；]{0,14}(?:援建|建设|建成))的"
)
_FIRMS_OF = re.compile(
    r"(?:(?!引进|引导|招引|引来|组织|动员|推动|帮助|发动|鼓励|培育)[^，。；、\d]){0,6}?(?:企业|公司|客商|产业园|工业园|主播|食堂|超市|市场|工厂|游客|老板|商户|企业家|订单|务工)"
)
_BY_HELP = re.compile(r"的?(?:大力|倾力|鼎力|倾情)?(?:帮扶|支持|援助|帮助|对口)")
_BY_HELP_BEGINS = frozenset("的大倾鼎帮支援对")
_RESPECTIVELY = re.compile(r"分别|依次")
_AND_OTHERS = re.compile(r"(?:、[\u4e00-\u9fff]{2,5})?等(?!特色|优质|农)")
_ROLES = ("provider", "receiver")
_COUNTED = re.compile(r"[\d.,万千百余多一二两三四五六七八九十]+[\u4e00-\u9fff]{1,2}?")
_AGENT = re.compile(r"帮助销售|协助")
_PLACED = re.compile(
    r"(?:在|向|为|赴|到|给|与|对|帮助|助力|支援|支持|结对|帮扶|往|驻|驻点|帮扶|走进|来到|前往|援)$"
)
_THERE = re.compile(r"(?:在|到|于|进|为|给|向|是)$")
_BESIDE = 2  # characters between a place and the figure of those who work there
_BESIDE_OF = re.compile(r"[约近超达：（]{0,2}")
_ITEM_OPENS = "，、；（：中和"  # before a part of a breakdown
_ITEM = re.compile(
    r"\s*(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，|（[一二三四五六七八九十]）|其[一二三四五]，)"
)
_ITEM_BEGINS = frozenset("一二三四五六七八九十第（其 \u3000\t\n")


def _is_led(lead: str) -> bool:
    """Whether who is named next is led in by what stands before: 赴某县."""
    return lead[-1:] in _LED_ENDS and _LED.search(lead) is not None


@dataclass(slots=True)
class Parties:
    """The parties of one figure."""

    provider: list[str]
    receiver: list[str]
    helper_subject: list[str]
    recipient_subject: list[str]
    leant: tuple[str, ...] = ()  # the roles for which the words weighed more than the rule


class Cast(Weighing):
    """Everyone a text names, ready to be asked about each figure in order."""

    def __init__(
        self, text: str, mentions: list[Mention], sides: Sides, title_end: int = 0
    ) -> None:
        super().__init__(text, mentions, sides, title_end)
        self.one_sided = len(sides.helpers) != 1 or len(sides.recipients) != 1
        self._mutuals = [(m.start(), m[0]) for m in _MUTUAL.finditer(text)]
        self._mutual_at = [at for at, _ in self._mutuals]
        self._seen = self._asked = 0
        self._result = False
        self._at_work = -1
        self._in_house = True

    def of(self, code: str, party: str, spot: Spot) -> Parties:
        """Provider, receiver and subject of the figure at ``spot``."""
        self._result, self._at_work, self._in_house = False, -1, False
        self._settled = False
        self._asked = spot.at
        self._advance(spot)
        said = spot.said = self._within(spot.sentence[0], spot.at)
        spot.about = self._within(spot.clause[0], spot.clause[1])
        if bought(code, self.text, spot.clause[0], spot.at):
            party = "aid"
        self._result = party in ("result", "joint")
        self._at_work = spot.at if code in AT_WORK else -1
        self._in_house = code in IN_HOUSE or code in DONATED
        names, until = self._acting(said)
        received = self._received(code, spot)
        if not names and code in IN_HOUSE and self.carry.body:
            names = [self.carry.body]
        subject = self._account(names or self.carry.helper) or self.sides.givers()
        if not received and code in IN_HOUSE:
            house = [self.carry.house] if self.carry.house else []
            received = house or self.houses.about.get("recipient", [])
        received = received or self._all_over(spot)
        recipients = received or self.carry.receiver
        paired = self._paired_with(names or self.carry.helper)
        recipients = recipients or paired or self.houses.takers(code, spot.at) or self._recipients
        mutual = self._mutual(spot, until)
        provider, receiver = self._pair(code, party, spot, names, recipients, mutual)
        exchanged = mutual == "here" and _EXCHANGED.search(self.text, spot.clause[0], spot.at)
        self._settled = bool(exchanged) and not provider
        if code in DONATED:
            provider, receiver = self._gift(spot, provider, receiver)
        if code in VISITS and not mutual:
            provider, receiver = self._visit(spot, provider, receiver)
        if from_nobody(code, self.text, spot.clause[0], spot.at, spot.end, bool(names)):
            provider = [n for n in provider if n not in self._places and code in DONATED]
            self._settled = code != "consumption_sales"
        if not names and self.houses.passed_on(spot.at):
            provider = self.houses.keeper
        if code == "projects_signed" and not provider:
            receiver = []
        found = Found(names, received, mutual)
        ruled = (provider, receiver)
        provider, receiver = self._weighed(code, party, spot, found, ruled)
        if code in _FUNDS and (purse := self._purse(spot)):
            provider = purse
        leant = tuple(
            role
            for role, rule, names in zip(_ROLES, ruled, (provider, receiver), strict=True)
            if rule is not names
        )
        account = self._account(received or self.carry.receiver)
        account = account or self.sides.names("recipient")
        return Parties(provider, receiver, subject, account, leant)

    def _purse(self, spot: Spot) -> list[str]:
        """Whose purse a level names, where one helper of that level has been told: 省级3900万元."""
        found = _PURSE.search(self.text, spot.clause[0], spot.at)
        level = _LEVELS[found[1]] if found else None
        told = {a.name for a in self.actors if a.start < spot.at and a.side == "helper"
                and a.place and a.place.level == level}  # fmt: skip
        return [*told] if len(told) == 1 else []

    def share_out(self, sentence: tuple[int, int], run: list[tuple[int, str, Parties]]) -> None:
        """Give each figure of a 分别 list the giver or taker that stands at its place in the list.

        ``run`` holds start, unit and parties of the figures of one sentence, in order.
        """
        mark = _RESPECTIVELY.search(self.text, *sentence)
        if mark is None:
            return
        after = [r for r in run if r[0] >= mark.start()]
        after = [r for r in after if after and r[1] == after[0][1]]
        if len(after) < 2:
            return
        for side, names in self._lists(sentence[0], after[0][0]):
            if not 1 < len(names) <= len(after):
                continue
            for name, (_, _, parties) in zip(names, after, strict=False):
                account = self._account([name])
                if side == "helper":
                    parties.provider = [name] if parties.provider else []
                    parties.helper_subject = account or parties.helper_subject
                elif side == "recipient":
                    parties.receiver = [name] if parties.receiver else []
                    parties.recipient_subject = account or parties.recipient_subject

    def _lists(self, start: int, end: int) -> list[tuple[str, list[str]]]:
        """Places and organisations that stand in a row, by side."""
        rows: list[tuple[str, list[str]]] = []
        last: Actor | None = None
        for actor in self._within(start, end):
            if last and last.side == actor.side and _JOIN.match(self.text[last.end : actor.start]):
                rows[-1][1].append(actor.name)
            else:
                rows.append((actor.side, [actor.name]))
            last = actor
        recipients = self._recipients
        both = len(recipients) == 2 and _BOTH.search(self.text, start, end)
        if both and not any(len(names) > 1 for _, names in rows):
            rows.append(("recipient", recipients))  # 两县分别为1.36万人和1.09万人
        return rows

    def _mutual(self, spot: Spot, until: int) -> str:
        """'here' when this clause tells of both sides, 'before' when an earlier one does."""
        low = max(spot.sentence[0], until)
        last = None
        for at, word in self._both_told(low, spot.at):
            if not (self.one_sided and _BOTH.match(word)):
                last = at
        if last is None:
            return "before" if until < 0 and self.carry.mutual and not self.carry.helper else ""
        return "here" if last >= spot.clause[0] else "before"

    def _both_told(self, low: int, high: int) -> list[tuple[int, str]]:
        """The words for both sides at once in a stretch of the text, and where they stand."""
        first, last = (bisect_left(self._mutual_at, at) for at in (low, high - 1))
        return self._mutuals[first:last]

    def _advance(self, spot: Spot) -> None:
        """Read on to a sentence: who acted in the earlier ones of its paragraph."""
        if self.carry.paragraph != spot.paragraph:
            start = spot.sentence[0]
            named = self.pairs.headed
            self.carry = Carry(spot.paragraph, named(start, "helper"), named(start, "recipient"))
            self.carry.told, self.carry.ours = bool(self.carry.receiver), bool(self.carry.helper)
            self._seen = max(self._seen, self.text.rfind("\n", 0, spot.sentence[0]) + 1)
        begin, start = self._seen, spot.sentence[0]
        item = self.text[start : start + 1] in _ITEM_BEGINS and bool(_ITEM.match(self.text, start))
        if item:
            self.carry.stale = True  # 二是…: another matter, with an actor of its own
        if begin >= start:
            return
        passage = self._within(begin, start)
        names, until = self._acting(passage)
        if names:
            ours = self.carry.ours and names == self.carry.helper
            self.carry.ours = ours or self.text.startswith("：", until)
            self.carry.helper, self.carry.mutual, self.carry.local = names, False, False
            self.carry.stale = item
        told = self._both_told(max(begin, until), start)
        if told and not self.carry.helper and not (self.one_sided and _BOTH.match(told[0][1])):
            self.carry.mutual = True
        if names and not self._strong(passage, until):
            self.carry.weak = True
        elif names:
            self.carry.weak = False
        for actor in passage:
            if actor.side == "recipient" and actor.kind == "place":
                self._settle(actor, until)
            lead = self.text[max(0, actor.start - 2) : actor.start]
            if actor.kind == "public" and actor.side == "helper":
                self.carry.body = actor.name
            elif actor.kind == "public" and (_PLACED.search(lead) or self._opens(actor)):
                self.carry.house = actor.name
        self._seen = start

    def _settle(self, actor: Actor, until: int) -> None:
        """Let a recipient named in an earlier sentence hold for the rest of the paragraph."""
        opens = self._opens(actor)
        if opens and actor.start > until:
            self.carry.local = True
        names = self._recipients
        if actor.name in names:
            self.carry.told = self.carry.told and self.carry.receiver == [actor.name]
            told = self._with_listed(actor)  # of all together nobody stands alone
            self.carry.receiver = told if len(told) < len(names) else []
            return
        lead = self.text[max(0, actor.start - 2) : actor.start]
        listed = self.text.startswith(("、", "等", "和"), actor.end) or lead.endswith("、")
        place = actor.place
        narrow = place is not None and not self._wide(place) and not self._outside(place)
        topic = opens or bool(_THERE.search(lead))
        if actor.place and actor.place.level in ("town", "village"):
            own = opens and actor.place.level == "village"
            topic = own or bool(_THERE.search(lead)) and self.text.startswith("，", actor.end)
        if narrow and not listed and topic:
            self.carry.receiver = self._unzoned(actor)
            self.carry.told = actor.place is not None and actor.place.level == "village"

    def _strong(self, passage: list[Actor], until: int) -> bool:
        """Whether the actor that ends at ``until`` is a subject, not an attribute."""
        actor = next((a for a in passage if a.end == until), None)
        return actor is not None and (
            self._opens(actor) or bool(_ACTS.match(self.text[until : until + 4]))
        )

    def _acting(self, said: list[Actor]) -> tuple[list[str], int]:
        """The last of the helper side that acts, with those joined to it, and where it ends."""
        for number in range(len(said) - 1, -1, -1):
            actor = said[number]
            if actor.side != "helper" or (actor.place and self._owned(actor)):
                continue
            if self._begins_name(actor) or self._told_off(actor):
                continue
            if (
                self._result
                and actor.place
                and self.text.startswith(
                    (
                        "企业",
                        "客商",
                        "游客",
                        "援疆",
                        "援藏",
                        "援青",
                        "财政",
                        "帮扶资金",
                        "协作资金",
                        "各界",
                        "各地",
                    ),
                    actor.end,
                )
            ):
                continue
            if self._result and actor.place and self._only_names(actor):
                continue
            if actor.kind == "public" and not self._in_house:
                continue
            joined = (
                number > 0
                and said[number - 1].side == "helper"
                and _JOIN.match(self.text[said[number - 1].end : actor.start])
            )
            behind = self.text[actor.end : actor.end + 1]
            helped = behind in _BY_HELP_BEGINS and _BY_HELP.match(self.text, actor.end)
            if (
                not joined
                and not helped
                and _is_led(self.text[max(0, actor.start - 2) : actor.start])
                and not _AFTER_FIGURE.search(self.text[max(0, actor.start - 8) : actor.start])
            ):
                continue
            names = actor.names
            first = number
            while (
                first
                and said[first - 1].side == "helper"
                and _JOIN.match(self.text[said[first - 1].end : said[first].start])
            ):
                first -= 1
                names = said[first].names + names
            lead = self.text[max(0, said[first].start - 8) : said[first].start]
            if not helped and _is_led(lead) and not _AFTER_FIGURE.search(lead):
                continue
            return list(dict.fromkeys(names)), actor.end
        return [], -1

    def _told_off(self, actor: Actor) -> bool:
        """Whether a helper only has its part of a sum told before: 其中安海镇260万元，…"""
        listed = self.text[actor.start - 1 : actor.start] in ("、", "（", "中", "和", "为")
        return listed and actor.end < self._asked and self.text[actor.end : actor.end + 1].isdigit()

    def _only_names(self, actor: Actor) -> bool:
        """Whether a place only says where a thing comes from or where people work."""
        if _ATTRIBUTE.match(self.text, actor.end) or _FIRMS_OF.match(self.text, actor.end):
            return True
        return self._at_work >= 0 and self._at_work - actor.end <= _BESIDE

    def _received(self, code: str, spot: Spot) -> list[str]:
        """The recipient side nearest the figure in its clause, else led in before it."""
        about, parts = self._about(spot)
        if len(parts) > 1:
            whole = [n for n in self._recipients if any(a.name == n for a in parts)]
            if len(whole) > 1:
                return whole
        near = [a for a in about if self._can_receive(a, code)]
        beside = next((a for a in near if _BESIDE_OF.fullmatch(self.text, a.end, spot.at)), None)
        listed = beside and any(a.end + 1 == beside.start for a in near)  # 都安、大化各
        if beside and not listed and self.text[beside.start - 1] in _ITEM_OPENS:
            return [beside.name]  # 其中都安1.14亿元、大化1.02亿元
        if beside and beside.end < spot.at and self.text[spot.at - 1] == "（":
            return [beside.name]  # 用于台江县（50万元）、剑河县（20万元）
        both = _BOTH.search(self.text, spot.clause[0], spot.at) if self.one_sided else None
        if both and not any(a.start > both.end() for a in near):
            return self._recipients
        if near and not (near[-1].place and _AND_OTHERS.match(self.text, near[-1].end)):
            names = near[-1].names
            for a, b in zip(reversed(near[:-1]), reversed(near[1:]), strict=False):
                if not _JOIN.match(self.text[a.end : b.start]):
                    break
                names = a.names + names
            return list(dict.fromkeys(names))
        if again := self._again(spot, code in IN_HOUSE or code in DONATED):
            return [again]
        if code in FUNDS and (meant := self._meant_for(spot)):
            return meant
        for actor in reversed(self._within(spot.sentence[0], spot.clause[0])):
            lead = self.text[max(0, actor.start - 2) : actor.start]
            there = code in TREATED or _PLACED.search(lead)
            if there and actor.kind == "public" and self._can_receive(actor, code):
                return [actor.name]
            if actor.side != "recipient" or not actor.place or self._wide(actor.place):
                continue
            if self._outside(actor.place):
                continue
            listed = self.text.startswith(("、", "等"), actor.end) or lead.endswith("、")
            if listed and len(self._with_listed(actor)) == len(self.sides.recipients) > 1:
                return self.sides.names("recipient")
            if self._opens(actor) or _PLACED.search(lead) or (not listed and not _is_led(lead)):
                return self._with_listed(actor)
        return []

    def _with_listed(self, actor: Actor) -> list[str]:
        """An actor with those of its side that stand before it in a list: A、B和C."""
        names = self._unzoned(actor)
        at = bisect_left(self.starts, actor.start)
        while at and self.actors[at - 1].side == actor.side and self.actors[at - 1].place:
            if not _JOIN.match(self.text[self.actors[at - 1].end : self.actors[at].start]):
                break
            at -= 1
            names = self.actors[at].names + names
        return list(dict.fromkeys(names))

    def _about(self, spot: Spot) -> tuple[list[Actor], list[Actor]]:
        """Everybody in a figure's clause, and those of a breakdown behind it: 21家（都安12家）."""
        named = spot.about
        if not self.text.startswith("（", spot.end):
            return named, []
        closed = self.text.find("）", spot.end, spot.clause[1])
        parts = [a for a in named if spot.end < a.start < closed]
        return [a for a in named if a not in parts], parts

    def _can_receive(self, actor: Actor, code: str) -> bool:
        if actor.side != "recipient":
            return False
        if actor.place is None:
            return (actor.kind == "public" and code in IN_HOUSE) or (
                actor.kind in ("public", "firm") and code in DONATED
            )
        if actor.place.level == "zone" and actor.place not in self.sides.recipients:
            return False  # what lands in a park lands in its county
        if self._outside(actor.place):
            return False
        return actor.place.level != "province" or not self._wide(actor.place)

    def _pair(
        self,
        code: str,
        party: str,
        spot: Spot,
        names: list[str],
        recipients: list[str],
        mutual: str,
    ) -> tuple[list[str], list[str]]:
        if party == "mutual" or (party == "joint" and mutual):
            return [], []
        if party == "joint" and not names and not self._carried(party):
            return [], recipients
        if code.startswith("paired_") and self.text[spot.end - 1] == "对":
            return [], []
        if mutual == "here" or (mutual and not self.carry.helper):
            both = code.endswith("_dispatched") or code.startswith("paired_") or code in PEOPLE
            return [], ([] if both else recipients)
        if mutual and (code.startswith("paired_") or code in VISITS) and not names:
            return [], []
        if not names and code == "social_donation":
            if _SOCIETY.search(self.text, *spot.clause):
                return [], recipients
            if not self._carried("result") and _SOCIAL.search(self.text, *spot.clause):
                return [], recipients
        names = names or self._owner(spot)
        if names:
            return names, recipients
        if spot.at < self.title_end:
            return [], self._received(code, spot)
        local = self.carry.local or self._local(spot)
        if self._carried(party) and not local and not self._landed(code):
            return self.carry.helper, recipients
        if party == "aid" and not (local and code in ON_THE_SPOT):
            self.carry.lent = spot.sentence[0]
            return self._givers, recipients
        if not local and self.carry.lent == spot.sentence[0] and code not in WORKED:
            return self._givers, recipients
        if not local and _AGENT.search(self.text, spot.clause[0], spot.at):
            return self._givers, recipients
        doer = self._doer(spot)
        if not doer and not local and self.afar and code not in AT_WORK:
            doer = self._givers
        return doer, recipients

    def _landed(self, code: str) -> bool:
        """Whether a figure is of what came of it: nobody gives it whom its sentence leaves out."""
        return code in LANDED and (self.carry.weak or self.carry.stale)

    def _carried(self, party: str) -> bool:
        """Whether the paragraph's helper speaks for a figure whose sentence names none."""
        if not self.carry.helper or self.carry.mutual:
            return False
        return party == "aid" or not self.carry.weak

    def _owner(self, spot: Spot) -> list[str]:
        """The helper whose people or firms are counted: 55家佛山企业."""
        for actor in self._within(spot.at, min(spot.clause[1], spot.at + 14)):
            if actor.side == "helper" and _COUNTED.fullmatch(self.text[spot.at : actor.start]):
                return [actor.name]
        return []
