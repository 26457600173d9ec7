"""Counting everything anew."""

from collections import defaultdict

from django.db import transaction
from django_tasks import task

from shanhai.figures.models import Cell, Roll, Upkeep
from shanhai.figures.queries.entries import plain_entries
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import (
    NOTHING,
    CellKey,
    Cells,
    RollKey,
    Value,
    plus,
    roll_flows,
    roll_readings,
)
from shanhai.figures.services.cells import BATCH, Owners, add_to_rolls, count, stored, write_cells
from shanhai.ledger.models import Entry
from shanhai.records.services import in_order
from shanhai.registry.models import Partnership
from shanhai.registry.queries import survivors


@task()
def recount_soon() -> int:
    """Count everything anew in the background, after places or clusters changed."""
    return len(recount())


@transaction.atomic
def recount() -> list[str]:
    """Count every cell and roll anew from the entries and put right what differs. Returns what
    differed, as Chinese sentences that name the entries; nothing when it was known to be old."""
    upkeep, _ = Upkeep.objects.get_or_create(pk=1)
    in_order()
    trusted, owners, codes = upkeep.fresh, Owners(), set(reading_codes())
    found: list[str] = []
    flows: dict[RollKey, Value] = defaultdict(lambda: NOTHING)
    readings: Cells = {}
    partnerships = set(Partnership.objects.values_list("pk", flat=True))
    Cell.objects.exclude(partnership__in=partnerships).delete()
    for partnership in sorted(partnerships):
        cells = _recount_cells(partnership, owners, found)
        owners.know(node for key in cells for node in (key.helper, key.recipient))
        readings |= {key: value for key, value in cells.items() if key.indicator in codes}
        rows = ((key, value) for key, value in cells.items() if key.indicator not in codes)
        for roll, value in roll_flows(rows, owners.of).items():
            flows[roll] = plus(flows[roll], value)
    rolls = dict(flows) | roll_readings(readings.items(), owners.of, survivors())
    found += _recount_rolls({roll: value for roll, value in rolls.items() if value.rows})
    upkeep.fresh = True
    upkeep.save()
    return found if trusted else []


def _recount_cells(partnership: int, owners: Owners, found: list[str]) -> Cells:
    after = count(plain_entries().filter(partnership=partnership), owners)
    before = {
        key: (pk, value) for pk, key, value in stored(Cell.objects.filter(partnership=partnership))
    }
    come = {
        key: value for key, value in after.items() if key not in before or before[key][1] != value
    }
    gone = [pk for key, (pk, _) in before.items() if key not in after]
    different = [*come, *(key for key in before if key not in after)]
    for key in different[: 20 - len(found)]:
        kept = before[key][1] if key in before else NOTHING
        found.append(_sentence(key, kept, after.get(key, NOTHING)))
    write_cells(gone, come)
    return after


def _sentence(key: CellKey, kept: Value, counted: Value) -> str:
    rows = Entry.objects.filter(
        partnership=key.partnership,
        helper=key.helper,
        recipient=key.recipient,
        indicator=key.indicator,
        stage=key.stage,
        unit=key.unit,
        period_start__gte=key.first,
        period_end__lte=key.last,
    )
    named = "、".join(f"#{pk}" for pk in rows.order_by("pk").values_list("pk", flat=True)[:10])
    return (
        f"结对{key.partnership}的{key.indicator}（{key.first:%Y-%m}至{key.last:%Y-%m}，"
        f"{key.helper}→{key.recipient}）：存的是{kept.rows}笔{kept.units}，"
        f"按记录是{counted.rows}笔{counted.units}，已改正。记录：{named or '无'}。"
    )


def _recount_rolls(rolls: dict[RollKey, Value]) -> list[str]:
    gone, same, found = [], set(), []
    for row in Roll.objects.iterator(chunk_size=5000):
        key = RollKey(**{name: getattr(row, name) for name in RollKey._fields})
        value = Value(row.units, row.low, row.high, row.rows)
        if rolls.get(key) == value:
            same.add(key)
            continue
        gone.append(row.pk)
        if (key in rolls or value != NOTHING) and len(found) < 20:
            right = rolls.get(key, NOTHING)
            found.append(
                f"汇总{key.indicator}（{key.first}至{key.last}年，{key.helper}→{key.recipient}）："
                f"存的是{value.rows}笔{value.units}，按记录是{right.rows}笔{right.units}，已改正。"
            )
    for start in range(0, len(gone), BATCH):
        Roll.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    add_to_rolls({key: value for key, value in rolls.items() if key not in same})
    return found
