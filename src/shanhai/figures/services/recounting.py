"""Counting everything anew."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from shanhai.common.rows import take_stock, uncollected
from shanhai.figures.models import Cell, Roll, Upkeep
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import NOTHING, CellKey, RollKey, Value, roll_flows, roll_readings
from shanhai.figures.services.cells import BATCH, COLUMNS, Owners, write_rolls
from shanhai.figures.services.counted import counted_cells, differing_cells, put_right_cells
from shanhai.ledger.models import Entry
from shanhai.records.services import in_order
from shanhai.registry.queries import survivors


@task()
def recount_soon() -> int:
    """Count everything anew in the background, after places or clusters changed."""
    return len(recount())


@transaction.atomic
@uncollected()
def recount() -> list[str]:
    """Count every cell and roll anew from the entries and put right what differs. Returns what
    differed, as Chinese sentences that name the entries; nothing when it was known to be old."""
    upkeep, _ = Upkeep.objects.get_or_create(pk=1)
    in_order()
    trusted, owners = upkeep.fresh, Owners()
    with counted_cells(owners):
        found = [_sentence(*one) for one in differing_cells(20)]
        if found:
            put_right_cells()
    found += _recount_rolls(owners)
    if found:
        take_stock(Cell, Roll)
    upkeep.fresh = True
    upkeep.save()
    return found if trusted else []


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


def _recount_rolls(owners: Owners) -> list[str]:
    rolls, gone, found = _rolls(owners), [], []
    kept = Roll.objects.values_list(*RollKey._fields, "units", "low", "high", "rows", "pk")
    for row in kept.iterator(chunk_size=5000):
        key, value = RollKey(*row[:9]), Value(*row[9:13])
        right = rolls.get(key, NOTHING)
        if right == value and key in rolls:
            del rolls[key]
            continue
        gone.append(row[13])
        if right != value and len(found) < 20:
            found.append(
                f"汇总{key.indicator}（{key.first}至{key.last}年，{key.helper}→{key.recipient}）："
                f"存的是{value.rows}笔{value.units}，按记录是{right.rows}笔{right.units}，已改正。"
            )
    for start in range(0, len(gone), BATCH):
        Roll.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    write_rolls(rolls)
    return found


def _rolls(owners: Owners) -> dict[RollKey, Value]:
    """What the cells make, all of which are right by now."""
    for side in ("helper", "recipient"):
        owners.know(Cell.objects.order_by().values_list(side, flat=True).distinct())
    codes = reading_codes()
    cells = Cell.objects.order_by()
    rolls = roll_flows(_told(cells.exclude(indicator__in=codes)), owners.of)
    rolls |= roll_readings(_told(cells.filter(indicator__in=codes)), owners.of, survivors())
    return {roll: value for roll, value in rolls.items() if value.rows}


def _told(cells: QuerySet[Cell]) -> Iterator[tuple[CellKey, Value]]:
    for row in cells.values_list(*COLUMNS).iterator(chunk_size=5000):
        yield CellKey(*row[:11]), Value(*row[11:])
