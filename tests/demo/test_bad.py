"""Bad inputs get a sentence naming the file and the remedy; nothing is half-saved."""

import pytest

from shanhai.claims import services as claims
from shanhai.claims.models import Report
from shanhai.ledger.models import Entry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.plan import plan
from shanhai.ledger.workbooks.post import post, receive
from shanhai.reading.inputs import InputError, extract
from tests.demo.test_sources import DEMO
from tests.world import World

FILES = sorted(path.name for path in (DEMO / "bad").iterdir())
BOOK = DEMO / "workbooks" / "bad" / "问题台账.xlsx"


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_refused_with_its_name_and_a_remedy(name: str) -> None:
    with pytest.raises(InputError, match=name) as refused:
        extract((DEMO / "bad" / name).read_bytes(), name)
    assert "请" in str(refused.value)


@pytest.mark.parametrize("name", FILES)
def test_a_refused_report_leaves_nothing(world: World, name: str) -> None:
    with pytest.raises(InputError):
        claims.receive(world.clerk, name, (DEMO / "bad" / name).read_bytes(), world.partnership)
    assert not Report.objects.exists()


def test_every_faulty_row_names_its_cell_and_the_rest_is_told_apart(world: World) -> None:
    found = plan(world.clerk, receive(world.clerk, BOOK.read_bytes(), BOOK.name))
    notes = {
        row.row.number: "".join(note.message for note in row.row.notes)
        for row in found.sheets[0].rows
    }
    assert found.counts == {"new": 2, "faulty": 8}
    wanted = {4: "公式", 6: "重复", 7: "约", 8: "不是一个日期", 9: "不是一个日期",
              10: "末几位已丢失",
              11: "没有登记", 12: "没有填金额", 13: "不能为负"}  # fmt: skip
    assert all(words in notes[row] for row, words in wanted.items())


def test_a_workbook_with_faults_writes_nothing_until_the_user_says_so(world: World) -> None:
    upload = receive(world.clerk, BOOK.read_bytes(), BOOK.name)
    with pytest.raises(LedgerError, match="8 行有错"):
        post(world.clerk, upload)
    assert not Entry.objects.exists()
    assert post(world.clerk, upload, good_only=True).created == 2
