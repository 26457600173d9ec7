"""The catalogue of indicators as the whole house uses it: names, units, nature, field, parents."""

import os
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shanhai.common import vocabulary


class Nature(StrEnum):
    """How readings of an indicator combine: flows add, stocks are counted, rates only check."""

    FLOW = "flow"
    STOCK = "stock"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of vocabulary/indicators.yaml, without the reader's triggers."""

    code: str
    name: str
    name_en: str
    unit: str
    nature: Nature
    field: str
    parent: str = ""


def indicators(office_dir: str | None = None) -> dict[str, Indicator]:
    """All indicators by code, in the order of the catalogue, the office's own among them.

    The folder of the office's words is the one the environment names unless one is given.
    """
    if office_dir is None:
        office_dir = os.environ.get("SHANHAI_VOCABULARY_DIR", "")
    return _indicators(office_dir)


@lru_cache(maxsize=4)
def _indicators(office_dir: str) -> dict[str, Indicator]:
    rows = vocabulary.load("indicators", office_dir)
    return {
        code: Indicator(
            code,
            row["name"],
            row.get("name_en", code),
            row["unit"][0] if isinstance(row["unit"], list) else row["unit"],
            Nature(row.get("nature", "flow")),
            row["field"],
            row.get("parent") or "",
        )
        for code, row in rows.items()
    }


def indicator(code: str, office_dir: str | None = None) -> Indicator:
    """The indicator `code`. A figure outside the catalogue (other:中文名) is a flow of its own."""
    found = indicators(office_dir).get(code)
    if found:
        return found
    name = code.partition(":")[2] or code
    return Indicator(code, name, name, "个", Nature.FLOW, "其他")
