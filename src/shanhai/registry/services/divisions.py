"""The national divisions, loaded once. tools/build_divisions.py says where they come from."""

import csv
import gzip
from collections.abc import Iterable
from importlib.resources import files

from django.db import transaction

from shanhai.common.rows import take_stock
from shanhai.records.services import change
from shanhai.registry.models import Level, Node
from shanhai.registry.rules import parent_code
from shanhai.registry.services.lineage import rebuild_lineage
from shanhai.registry.services.nodes import initials


@transaction.atomic
def load_divisions(only: Iterable[str] | None = None) -> int:
    """Load the national divisions once; rows already there stay. `only` keeps to codes with one
    of these prefixes and all above them. Returns how many were added."""
    known = dict(Node.objects.exclude(code="").values_list("code", "pk"))
    rows = [row for row in _division_rows(only) if row["code"] not in known]
    if not rows:
        return 0
    where = _coordinates()
    with change(None, "load_divisions", "载入全国行政区划（国家统计局2023年版）") as action:
        for level in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN):
            batch = [
                Node(
                    level=level,
                    name=row["name"],
                    code=row["code"],
                    parent_id=known.get(row["parent"]),
                    initials=initials(row["name"]),
                    longitude=where.get(row["code"], (None, None))[0],
                    latitude=where.get(row["code"], (None, None))[1],
                )
                for row in rows
                if row["level"] == level
            ]
            action.save_all(batch)
            known.update((node.code, node.pk) for node in batch)
    rebuild_lineage()
    if len(rows) > 1000:
        take_stock()
    return len(rows)


def _coordinates() -> dict[str, tuple[float, float]]:
    """Longitude and latitude by code, of the few places that have them."""
    text = (files("shanhai") / "vocabulary" / "coordinates.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows}


def _division_rows(only: Iterable[str] | None) -> list[dict[str, str]]:
    packed = (files("shanhai") / "vocabulary" / "divisions.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines()))
    codes = {row["code"] for row in rows}
    for row in rows:
        row["parent"] = parent_code(row["code"], codes)
    if only is None:
        return rows
    wanted = tuple(only)
    by_code = {row["code"]: row for row in rows}
    keep: set[str] = set()
    for code in by_code:
        if code.startswith(wanted):
            while code and code not in keep:
                keep.add(code)
                code = by_code[code]["parent"]
    return [row for row in rows if row["code"] in keep]
