"""What the two sides say of an entry."""

from collections.abc import Sequence

from django.db.models import DateTimeField, Value
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.common.rows import write_rows, write_selected
from shanhai.ledger.models import Batch, Entry, Statement
from shanhai.ledger.queries import Desk, spoken
from shanhai.ledger.rules import LedgerError, Standing, standing
from shanhai.ledger.services.entries import place, require
from shanhai.records.services import change
from shanhai.registry.queries import sides

State = Entry.State


def speak(actor: User, entries: Sequence[Entry]) -> None:
    """State entries as they stand for the one side their author acts for."""
    acting: dict[int, set[str]] = {}
    said, at = [], timezone.now()
    for entry in entries:
        pairing = entry.partnership_id
        if pairing not in acting:
            acting[pairing] = sides(actor, entry.partnership)
        if len(acting[pairing]) == 1:
            (side,) = acting[pairing]
            said.append((entry.ref_id, entry.edition, side, entry.units, "", actor.pk, at))
    write_rows(Statement, ("entry_id", "edition", "side", "units", "why", "by_id", "at"), said)


def speak_for(actor: User, batch: Batch, first: int, last: int) -> None:
    """As `speak`, for the entries of an import between two ids, which are as they were written."""
    acting = sides(actor, batch.partnership)
    if len(acting) != 1:
        return
    rows = Entry.objects.filter(imported=batch, pk__gte=first, pk__lte=last)
    at = Value(timezone.now(), DateTimeField())
    alike = (Value(acting.pop()), Value(""), Value(actor.pk), at)
    write_selected(
        Statement,
        ("entry_id", "edition", "units", "side", "why", "by_id", "at"),
        rows.values_list("pk", "edition", "units", *alike),
    )


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
