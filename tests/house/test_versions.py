"""What the database is asked of versions stands in their rows."""

import re
from pathlib import Path

from shanhai.records.models import VersionColumns

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shanhai"


def test_versions_are_asked_by_no_column_that_may_stand_in_a_block() -> None:
    asked = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\bcolumns__([a-z_]+?)(?:__[a-z]+)?\b", path.read_text("utf-8"))
    }
    assert asked == {VersionColumns.ASKED}, "the rest may stand in a block alone"
