"""The way of entries from draft to lock, one by one or many at once (vocabulary/states.yaml)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from shanhai.accounts.models import User
from shanhai.common import clock
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import PUBLISHABLE, RIGHTS, Desk, entry_states, refusal, waits_for
from shanhai.ledger.rules import LedgerError, led_to, valued_without_basis
from shanhai.ledger.services.entries import facts_of, place, problems, require
from shanhai.ledger.services.statements import speak, state
from shanhai.records.rules import StaleVersion, StateError
from shanhai.records.services import change


@dataclass(slots=True)
class Outcome:
    """What became of a step taken with many entries: those it was taken with, and why not with
    the others."""

    done: list[Entry] = field(default_factory=list)
    refused: list[tuple[Entry, str]] = field(default_factory=list)


def submit(actor: User, entry: Entry, expected: int | None = None, why: str = "") -> Entry:
    """Hand an entry in. The side of the person who does so states it thereby."""
    return step(actor, entry, "submit", why, expected)


def step(actor: User, entry: Entry, verb: str, why: str = "", expected: int | None = None) -> Entry:
    """Take an entry one step on, if role, state and the office it is with allow it: it goes to
    the office that has to act next, or back to the one that had it before.

    Raises LedgerError, StateError, or StaleVersion when someone wrote since `expected`.
    """
    return _step(actor, entry, verb, why, expected, Desk())


def _step(
    actor: User, entry: Entry, verb: str, why: str, expected: int | None, desk: Desk
) -> Entry:
    require(actor, RIGHTS.get(verb, verb), entry.partnership)
    target = led_to(entry_states(), entry.state, verb, desk.passes(entry))
    _guard(actor, entry, verb, why)
    if verb == "confirm":
        return state(actor, entry, waits_for(entry), entry.units, why, expected)
    with change(actor, verb, why) as action:
        if verb == "submit":
            speak(actor, entry.partnership, Entry.objects.filter(pk=entry.pk))
        if verb in ("publish", "withdraw"):
            entry.published_at = clock.now() if verb == "publish" else None
        else:
            place(desk, entry, target)
        if entry.state not in PUBLISHABLE:
            entry.published_at = None
        action.save(entry, expected)
    return entry


def _guard(actor: User, entry: Entry, verb: str, why: str) -> None:
    refused = refusal(actor, entry, verb)
    if refused:
        raise LedgerError(refused)
    if verb in ("return", "withdraw") and not why.strip():
        word = "退回" if verb == "return" else "撤回公开"
        raise LedgerError(f"{word}要写明理由，别人才知道为什么、要改什么。")
    if verb == "approve" and valued_without_basis(
        problems(facts_of(entry), entry.reverses_id is not None)
    ):
        raise LedgerError("物资折价没有写明依据，不能审核：请退回补上发票价、购置价或评估价。")


def step_all(actor: User, entries: Sequence[Entry], verb: str, why: str = "") -> Outcome:
    """Take many entries the same step on, with one reason and in one change set. Those it is
    refused for stay as they are, each with the sentence that says why."""
    outcome, desk = Outcome(), Desk()
    with change(actor, verb, why):
        for entry in entries:
            try:
                with transaction.atomic():
                    outcome.done.append(_step(actor, entry, verb, why, None, desk))
            except (LedgerError, StateError, StaleVersion) as error:
                outcome.refused.append((entry, str(error)))
    return outcome
