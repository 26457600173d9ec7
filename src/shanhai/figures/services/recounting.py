"""Counting everything anew."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from shanhai.common.amounts import from_units
from shanhai.common.indicators import indicator
from shanhai.common.rows import take_stock, uncollected
from shanhai.figures.models import Cell, Roll, Upkeep
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import NOTHING, CellKey, RollKey, Value, roll_flows, roll_readings
from shanhai.figures.services.cells import BATCH, COLUMNS, Owners, write_rolls
from shanhai.figures.services.counted import counted_cells, differing_cells, put_right_cells
from shanhai.ledger.models import Entry
from shanhai.records.services import in_order
from shanhai.registry.models import Node
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
        f"{_what(key)}（{key.first:%Y-%m}至{key.last:%Y-%m}）："
        f"{_differs(kept, counted, key.unit)}记录：{named or '无'}。"
    )


def _what(key: CellKey | RollKey) -> str:
    name = dict(Node.objects.filter(pk__in=(key.helper, key.recipient)).values_list("pk", "name"))
    sides = "—".join(name[side] for side in (key.helper, key.recipient) if side in name)
    return f"{sides or '全部地方'}的{indicator(key.indicator).name}"


def _differs(kept: Value, right: Value, unit: str) -> str:
    return f"存的是{_stood(kept, unit)}，按记录是{_stood(right, unit)}，已改正。"


def _stood(value: Value, unit: str) -> str:
    units, low, high = (f"{from_units(one):f}" for one in value[:3])
    between = "" if low == units == high else f"（{low}至{high}）"
    return f"{value.rows}笔{units}{unit}{between}"


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
            differs = _differs(value, right, key.unit)
            found.append(f"汇总：{_what(key)}（{key.first}至{key.last}年）：{differs}")
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
