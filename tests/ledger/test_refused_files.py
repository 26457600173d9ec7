"""Files that are no workbook, or one that would harm: refused by name before they are unpacked."""

import io
import tracemalloc
import zipfile

import pytest

from shanhai.ledger.workbooks.sheets import WorkbookError, read_workbook
from tests.ledger.workbook import HEAD, gift, workbook
from tests.reading.inputs.test_extract import swollen


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04 not a zip", "已损坏"),
        ("姓名,数".encode(), "不是能读的 Excel"),
        (_bomb(), "不像一份台账"),
        (b"\0" * (51 * 1024 * 1024), "超过 50 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_remedy(data: bytes, says: str) -> None:
    with pytest.raises(WorkbookError, match=f"“坏.xlsx”.*{says}"):
        read_workbook(data, "坏.xlsx")


def test_no_more_of_a_workbook_is_unpacked_than_it_says() -> None:
    data = swollen(workbook([HEAD, gift(1, 1)]), "xl/worksheets/sheet1.xml")
    tracemalloc.start()
    with pytest.raises(WorkbookError, match="不是能读的 Excel"):
        read_workbook(data, "谎.xlsx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000
