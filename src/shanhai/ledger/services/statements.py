"""What the two sides say of an entry."""

from collections.abc import Sequence

from django.db.models import DateTimeField, QuerySet, Value

from shanhai.accounts.models import User
from shanhai.common import clock
from shanhai.common.rows import Table, write_selected, write_table
from shanhai.ledger.models import Entry, Statement
from shanhai.ledger.queries import Desk, spoken
from shanhai.ledger.rules import LedgerError, Standing, standing
from shanhai.ledger.services.entries import place, require
from shanhai.records.services import change
from shanhai.registry.models import Partnership
from shanhai.registry.queries import sides

State = Entry.State


def speaks_for(actor: User, partnership: Partnership) -> str:
    """The one side someone acts for in a partnership; "" for none or both."""
    acting = sides(actor, partnership)
    return acting.pop() if len(acting) == 1 else ""


def speak(actor: User, partnership: Partnership, rows: QuerySet[Entry]) -> None:
    """State entries of a partnership as they stand for the one side their author acts for."""
    side = speaks_for(actor, partnership)
    if not side:
        return
    at = Value(clock.now(), DateTimeField())
    alike = (Value(side), Value(""), Value(actor.pk), at)
    write_selected(
        Statement,
        ("entry_id", "edition", "units", "side", "why", "by_id", "at"),
        rows.values_list("pk", "edition", "units", *alike),
    )


def speak_of_new(actor: User, side: str, entries: Sequence[int], units: Sequence[int]) -> None:
    """State new entries (by id) for a side as they were entered."""
    alike = {"edition": 1, "side": side, "why": "", "by_id": actor.pk, "at": clock.now()}
    write_table(Statement, Table(len(entries), alike, {"entry_id": entries, "units": units}))


def state(
    actor: User, entry: Entry, side: str, units: int, why: str = "", expected: int | None = None
) -> Entry:
    """What one side says of an entry. When both say what is recorded it is confirmed; a
    difference stands, and takes a confirmation back, until the two have settled it."""
    require(actor, "confirm", entry.partnership)
    if side not in sides(actor, entry.partnership):
        raise LedgerError("您不代表这一方，不能替它确认。")
    if entry.state not in (State.SUBMITTED, State.CONFIRMED):
        raise LedgerError(f"“{entry}”处于“{entry.get_state_display()}”，现在不能确认。")
    if units != entry.units and not why.strip():
        raise LedgerError("与所记的数不同，请写明依据，对方才好核对。")
    with change(actor, "state", why) as action:
        Statement.objects.create(
            entry=entry, edition=entry.edition, side=side, units=units, why=why[:300], by=actor
        )
        said = spoken(entry)
        both = standing(entry.units, said.get("helper"), said.get("recipient"))
        place(Desk(), entry, State.CONFIRMED if both == Standing.AGREED else State.SUBMITTED)
        action.save(entry, expected)
    return entry
