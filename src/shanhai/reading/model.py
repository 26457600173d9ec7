"""What reading gives back: immutable values, and the JSON form other programs rely on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """One figure the report states, with everything the words around it say of it.

    ``start`` and ``end`` are code-point offsets into the text as given to ``read``;
    ``text[start:end]`` is the printed figure.
    """

    start: int
    end: int
    printed: str
    sentence: tuple[int, int]
    indicator: str
    value: float | int
    unit: str
    bound: str
    scope: str
    period: tuple[str, str] | None
    provider: tuple[str, ...]
    receiver: tuple[str, ...]
    kind: str
    subject_helper: tuple[str, ...]
    subject_recipient: tuple[str, ...]
    confidence: float
    rule: str
    each: bool = False
    total_of: tuple[int, ...] = ()
    part_of: int | None = None
    same_as: int | None = None
    leant: tuple[str, ...] = ()  # of provider and receiver, those told by the words weighed

    def to_dict(self) -> dict[str, Any]:
        """The claim in the JSON contract."""
        made: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "printed": self.printed,
            "sentence": list(self.sentence),
            "indicator": self.indicator,
            "value": self.value,
            "unit": self.unit,
            "bound": self.bound,
            "scope": self.scope,
            "period": list(self.period) if self.period else None,
            "provider": list(self.provider),
            "receiver": list(self.receiver),
            "kind": self.kind,
            "subject": {
                "helper": list(self.subject_helper),
                "recipient": list(self.subject_recipient),
            },
            "confidence": self.confidence,
            "rule": self.rule,
        }
        if self.each:
            made["each"] = True
        if self.total_of:
            made["total_of"] = list(self.total_of)
        if self.part_of is not None:
            made["part_of"] = self.part_of
        if self.same_as is not None:
            made["same_as"] = self.same_as
        return made


class Person(NamedTuple):
    """Somebody told as taking part in an occasion.

    ``start`` and ``end`` are code-point offsets of the name into the text as given; ``title`` is
    the whole post, empty in a bare list of names; ``role`` is led, presided, spoke, signed,
    received or attended.
    """

    name: str
    title: str
    role: str
    start: int
    end: int


class Event(NamedTuple):
    """An occasion the report is news of, and who is told as taking part in it."""

    type: str
    date: str | None
    name: str
    place: str | None
    people: tuple[Person, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The occasion in the JSON contract."""
        return self._asdict() | {"people": [one._asdict() for one in self.people]}


class Check(NamedTuple):
    """A sum, product or gap that the text lets one test."""

    kind: str
    claims: tuple[int, ...]
    stated: float | int | None
    computed: float | int | None
    ok: bool
    note: str = ""


class Mended(NamedTuple):
    """One repair of the text: raw offsets, kind, what it became, how surely."""

    start: int
    end: int
    kind: str
    mended: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one text."""

    title: str | None
    published: str | None
    helpers: tuple[str, ...]
    recipients: tuple[str, ...]
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    repairs: tuple[Mended, ...] = ()
    checks: tuple[Check, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report in the JSON contract."""
        return {
            "title": self.title,
            "published": self.published,
            "helpers": list(self.helpers),
            "recipients": list(self.recipients),
            "events": [e.to_dict() for e in self.events],
            "claims": [c.to_dict() for c in self.claims],
            "repairs": [r._asdict() for r in self.repairs],
            "checks": [c._asdict() | {"claims": list(c.claims)} for c in self.checks],
        }
