"""Who gives and who receives, and whose figure it is.

A place or organisation named in the sentence speaks first; then what the paragraph carries over;
then, for help in kind, money and people, the two sides of the report.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.gazetteer import Place, gazetteer
from shanhai.reading.places import Mention, Sides

_NOT_SUBJECT = re.compile(r"(?:赴|到|往|来|至|在|向|给|从|自|抵|与|对|为|和|去|驻|回)$")
_LIST = re.compile(r"(?:人民政府|政府|党委|区委|市委|县委)?(?:[、和及与]|以及|·|—)$")
_JOIN = re.compile(r"^(?:人民政府|政府)?(?:[、和及与]|以及)$")
_MUTUAL = re.compile(r"双方|两地|两省|双边|两市|两县|互访|互派|双向|相互|彼此|共同举办|联合举办|联办")
_SOCIETY = re.compile(r"社会各界|社会力量|爱心人士")
_GIVES = re.compile(
    r"(?P<givers>[^，。；：:,]{2,120}?)(?:代表)?(?:分别|共同|联合|一次性|再次|现场|先后|还|又|也|已|共)*(?:向|给|为|对)"
    r"(?P<takers>[^，。；：:,]{2,120}?)(?:等(?:单位|地|村|校)?)?(?:无偿|定向)?(?:捐赠|捐献|捐助|赠送|捐|送去|送来|送上|发放|资助|认捐|捐款)"
)
_ORG_STOP = "，。、；：！？“”‘’《》【】\n ,;:向由为给在从把被将了的与是和及等对有到"
_PUBLIC_BODY = re.compile(r"(?:人民政府|政府|党委|党工委|管委会|街道办事处|办事处)$")
DONATION_CODES = frozenset(("social_donation", "donation_in_kind", "donated_items", "students_aided"))
VISITS = frozenset(("visit_batches", "visit_persons"))


@lru_cache(maxsize=2)
def _organisation() -> re.Pattern[str]:
    endings = sorted({e for es in load("names")["organisations"].values() for e in es}, key=len, reverse=True)
    stop = re.escape(_ORG_STOP)
    return re.compile(rf"[^{stop}]{{2,24}}?(?:{'|'.join(endings)})(?:[（(][^（()）]{{1,6}}[）)])?")


@dataclass(slots=True)
class Carry:
    """What one paragraph has said so far about who acts."""

    helper: list[str] = field(default_factory=list)
    receiver: list[str] = field(default_factory=list)
    mutual: bool = False
    paragraph: int = -1


@dataclass(slots=True)
class Parties:
    """The parties of one figure."""

    provider: list[str]
    receiver: list[str]
    helper_subject: list[str]
    recipient_subject: list[str]


class Cast:
    """Everyone a text names, ready to be asked about each figure in order."""

    def __init__(self, text: str, mentions: list[Mention], sides: Sides) -> None:
        self.text = text
        self.mentions = [
            m
            for m, n in zip(mentions, [*mentions[1:], None], strict=False)
            if n is None or n.start != m.end or not gazetteer().within(n.place, m.place)
        ]
        self.starts = [m.start for m in self.mentions]
        self.sides = sides
        self.carry = Carry()
        self._topical: list[str] = []
        self._donors: list[str] = []
        self._seen = 0

    def _within(self, start: int, end: int) -> list[Mention]:
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def of(
        self, code: str, party: str, clause: tuple[int, int], sentence: tuple[int, int], paragraph: int, at: int
    ) -> Parties:
        """Provider, receiver and subject of the figure at ``at``."""
        self._advance(sentence[0], paragraph)
        said = self._within(sentence[0], at)
        actors = self._actors(said)
        here = self.text[clause[0] : clause[1]]
        lead = self.text[sentence[0] : at]
        mutual_at = max((m.end() for m in _MUTUAL.finditer(lead)), default=-1)
        actor_at = actors[1] - sentence[0] if actors[0] else -1
        mutual = mutual_at > actor_at if mutual_at >= 0 else (self.carry.mutual and not actors[0])
        if actors[0]:
            self._topical = actors[0]
        helper_subject = self._subject(actors[0])
        received = self._receiver(clause, sentence, at)
        recipient_subject = received or self.sides.names("recipient")
        provider, receiver = self._pair(code, party, actors[0], received, mutual, here, lead)
        if code in DONATION_CODES:
            provider, receiver = self._gift(sentence, at, provider, receiver, bool(actors[0]))
        if code in VISITS and not mutual:
            provider, receiver = self._visit(clause, sentence, at, provider, receiver)
        return Parties(provider, receiver, helper_subject, recipient_subject)

    def _subject(self, actors: list[str]) -> list[str]:
        return actors or self.carry.helper or self._topical or self.sides.names("helper")

    def _advance(self, start: int, paragraph: int) -> None:
        """Read on to a sentence: who acted in the earlier ones of its paragraph."""
        if self.carry.paragraph != paragraph:
            self.carry = Carry(paragraph=paragraph)
        if self._seen < start:
            begin = max(self._seen, self.text.rfind("\n", 0, start) + 1)
            passage = self._within(begin, start)
            actors = self._actors(passage)
            if actors[0]:
                self.carry.helper, self.carry.mutual = actors[0], False
                self._topical = actors[0]
            if _MUTUAL.search(self.text, max(begin, actors[1] if actors[0] else begin), start):
                self.carry.mutual = True
            narrow = [m for m in passage if m.side == "recipient" and self._narrower(m.place)]
            if narrow:
                self.carry.receiver = [narrow[-1].place.name]
            self._seen = start

    def _actors(self, said: list[Mention]) -> tuple[list[str], int]:
        """The last helper-side places that act, with where they end."""
        for number in range(len(said) - 1, -1, -1):
            mention = said[number]
            if mention.side != "helper" or self.text.startswith(("籍", "市场"), mention.end):
                continue
            lead = self.text[max(0, mention.start - 2) : mention.start]
            if _NOT_SUBJECT.search(lead) and not _LIST.search(lead):
                continue
            names = [mention.place.name]
            first = number
            while first and said[first - 1].side == "helper" and _JOIN.match(
                self.text[said[first - 1].end : said[first].start]
            ):
                first -= 1
                names.insert(0, said[first].place.name)
            return list(dict.fromkeys(names)), mention.end
        return [], -1

    def _narrower(self, place: Place) -> bool:
        return not any(p.code == place.code for p in self.sides.recipients)

    def _receiver(self, clause: tuple[int, int], sentence: tuple[int, int], at: int) -> list[str]:
        """The recipient-side place nearest the figure in its clause, else before it."""
        for low, high in (clause, (sentence[0], at)):
            found = [m for m in self._within(low, high) if m.side == "recipient"]
            if found:
                return [found[-1].place.name]
        return []

    def _pair(
        self, code: str, party: str, actors: list[str], received: list[str], mutual: bool, here: str, lead: str
    ) -> tuple[list[str], list[str]]:
        recipients = received or self.sides.names("recipient")
        if party == "mutual":
            return [], []
        if mutual:
            people = code.endswith("_dispatched") or code in VISITS or code in (
                "cadres_trained", "tourism_activities", "training_sessions", "trainees", "paired_mixed",
                "projects_signed", "activities",
            )  # fmt: skip
            return [], ([] if people else recipients)
        if actors:
            return actors, recipients
        if self.carry.helper and not self.carry.mutual:
            return self.carry.helper, recipients
        if party == "aid":
            if code == "social_donation" and _SOCIETY.search(here):
                return [], recipients
            return self.sides.names("helper"), recipients
        return [], recipients

    def _visit(
        self, clause: tuple[int, int], sentence: tuple[int, int], at: int, provider: list[str], receiver: list[str]
    ) -> tuple[list[str], list[str]]:
        """Who travels where: a recipient that goes to the helper is the provider of the visit."""
        for mention in self._within(sentence[0], clause[1]):
            if mention.side == "helper" and re.search(r"(?:赴|到|往|来|至)$", self.text[max(0, mention.start - 2) : mention.start]):
                return self.sides.names("recipient"), [mention.place.name]
        return provider, receiver

    def _gift(
        self, sentence: tuple[int, int], at: int, provider: list[str], receiver: list[str], acted: bool
    ) -> tuple[list[str], list[str]]:
        """Givers and takers by name: X、Y 分别向 A、B 捐赠."""
        stretch = self.text[sentence[0] : sentence[1]]
        match = _GIVES.search(stretch)
        if match:
            givers = self._named(match["givers"], "helper")
            takers = self._named(match["takers"], "recipient")
            if givers:
                self._donors = givers
            return givers or provider, takers or receiver
        orgs = [m[0] for m in _organisation().finditer(self.text, sentence[0], at)]
        named = [o for o in (self._clean(o) for o in orgs) if o]
        if named and not acted:
            self._donors = named[-1:]
            return named[-1:], receiver
        return provider, receiver

    def _named(self, listing: str, side: str) -> list[str]:
        names = []
        for piece in re.split(r"[、和及与]|以及", listing):
            name = self._clean(piece)
            if name:
                names.append(name)
        return list(dict.fromkeys(names))

    def _clean(self, piece: str) -> str:
        """The canonical name inside a piece of a list, or '' when it names nobody."""
        piece = re.sub(r"^(?:随后|会上|其中|由|来自|仪式上|当天|活动中|同时)+", "", piece.strip())
        piece = re.sub(r"[（(][^（()）]*[）)]$", "", piece)
        org = _organisation().search(piece)
        if org:
            return re.sub(r"[（(](?:商会|总商会)[）)]$", "", org[0])
        bare = _PUBLIC_BODY.sub("", piece)
        inside = [m for m in self.mentions if m.place.name == bare or self.text[m.start : m.end] == bare]
        if inside:
            return inside[0].place.name
        if re.search(r"(?:村|社区)$", piece) and 3 <= len(piece) <= 6:
            return piece
        tail = re.search(r"([\u4e00-\u9fff]{2,4}(?:村|社区|镇|乡))$", piece)
        if tail and len(piece) <= 10:
            found = [m for m in self.mentions if tail[1].endswith(m.place.name)]
            return found[-1].place.name if found else tail[1]
        return ""
