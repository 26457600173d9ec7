"""Verbs of needs and offers: publish, change, withdraw, publish anew, let lapse."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.indicators import Nature, indicators
from shanhai.cooperation.models import Need, Offer, Want
from shanhai.cooperation.queries.sides import within
from shanhai.cooperation.rules.needs import NeedError, Published, check
from shanhai.records.rules import StateError, next_state
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import may, sides, visible_partnerships

W = TypeVar("W", bound=Want)
SIDE_WORDS = dict(Want.Side.choices)


@dataclass(frozen=True, slots=True)
class WantFacts:
    """Everything a need or an offer says."""

    partnership: Partnership
    side: str
    publisher: Node
    title: str
    field: str
    amount: Amount
    published_on: date
    deadline: date | None = None
    details: str = ""


def publish(actor: User, kind: type[W], facts: WantFacts) -> W:
    """Publish a need or an offer (`kind`) for a side one acts for. Raises NeedError."""
    _refuse(actor, facts)
    with change(actor, f"publish_{kind._meta.model_name}", facts.title) as action:
        return action.save(_fill(kind(), facts))


def revise(actor: User, want: Want, facts: WantFacts, expected: int | None = None) -> None:
    """Change what a need or an offer says, while nothing has been delivered on it."""
    if want.state not in (Want.State.OPEN, Want.State.MATCHED):
        raise NeedError("", f"“{want}”{want.get_state_display()}，不能再改。")
    _refuse(actor, facts)
    with change(actor, f"revise_{want._meta.model_name}", facts.title) as action:
        action.save(_fill(want, facts), expected)


def withdraw(actor: User, want: Want, why: str) -> None:
    """Take a need or an offer back, with the reason."""
    if not why.strip():
        raise NeedError("", "请写明为什么撤回。")
    _own(actor, want.partnership, want.side)
    with change(actor, f"withdraw_{want._meta.model_name}", why.strip()) as action:
        advance(action, want, "withdraw")


def reopen(actor: User, want: Want, deadline: date | None) -> None:
    """Publish anew what was withdrawn or has lapsed, until another day."""
    today = date.today()
    if deadline and deadline < today:
        raise NeedError("", f"新的截止日期（{deadline}）已经过去，请改晚一些。")
    _own(actor, want.partnership, want.side)
    with change(actor, f"reopen_{want._meta.model_name}", str(want)) as action:
        want.deadline = deadline
        advance(action, want, "reopen")


def set_aside(actor: User, want: Want) -> None:
    """Take a need or an offer out of the lists; it keeps its history."""
    _own(actor, want.partnership, want.side)
    if want.state in (Want.State.MATCHED, Want.State.DELIVERING):
        raise NeedError("", f"“{want}”{want.get_state_display()}，请先解除对接再移出列表。")
    with change(actor, "archive", str(want)) as action:
        action.archive(want)


def take_back(actor: User, want: Want) -> None:
    """Put a need or an offer back into the lists."""
    _own(actor, want.partnership, want.side)
    with change(actor, "restore", str(want)) as action:
        action.restore(want)


def let_lapse(today: date | None = None) -> int:
    """Let every open need and offer whose day has passed lapse; how many. Runs every night."""
    day, count = today or date.today(), 0
    for kind in (Need, Offer):
        rows = kind.objects.filter(
            state=Want.State.OPEN, deadline__lt=day, ref__archived_at=None
        ).select_related("ref")
        with change(None, f"lapse_{kind._meta.model_name}", f"截至{day}") as action:
            for want in rows:
                advance(action, want, "lapse")
                count += 1
    return count


def advance(action: Change, want: Want, verb: str) -> None:
    """Lead a need or an offer one step on, within an action. Raises NeedError."""
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["want"]
    try:
        want.state = next_state(states, want.state, verb)
    except StateError as error:
        raise NeedError("", f"“{want}”{error}") from error
    action.save(want)


def _fill(want: W, facts: WantFacts) -> W:
    for column in ("partnership", "side", "publisher", "field", "published_on", "deadline"):
        setattr(want, column, getattr(facts, column))
    want.title, want.details = facts.title.strip()[:200], facts.details.strip()
    want.units, want.unit = facts.amount.units, facts.amount.unit
    return want


def _refuse(actor: User, facts: WantFacts) -> None:
    amount = facts.amount
    check(
        Published(
            facts.title,
            facts.field,
            amount.units,
            amount.unit,
            facts.published_on,
            facts.deadline,
            facts.details,
        ),
        set(fields()),
        date.today(),
    )
    _own(actor, facts.partnership, facts.side)
    end = getattr(facts.partnership, facts.side)
    if not within(facts.publisher.pk, end.pk):
        word = SIDE_WORDS[Want.Side(facts.side)]
        raise NeedError(
            "publisher",
            f"“{facts.publisher}”不在{word}“{end}”之内，请选这一方的地方或单位。",
        )


def fields() -> list[str]:
    """The fields (领域) a need or an offer may be of: those in which a delivery can be recorded."""
    rows = indicators(settings.VOCABULARY_DIR).values()
    return list(dict.fromkeys(one.field for one in rows if one.nature == Nature.FLOW))


def _own(actor: User, partnership: Partnership, side: str) -> None:
    """Refuse who may not write here, or speaks for the other side."""
    if not may(actor, "enter"):
        word = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"]["enter"]
        raise NeedError("", f"您的角色没有“{word}”的权限。")
    if not visible_partnerships(actor).filter(pk=partnership.pk).exists():
        raise NeedError("partnership", "这条结对不在您的范围内。")
    if side not in sides(actor, partnership):
        raise NeedError("side", f"您不代表{SIDE_WORDS.get(side, side)}，请由这一方的人来办。")
