"""Writes inputs that must be refused, or taken in only after a word with the user."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from demo_build.archive import MADE, settled

SCRIPT_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>加载中</title>
{scripts}
</head><body><div id="app"></div><noscript></noscript>
<script>document.getElementById("app").onclick = function () {{ return false; }};</script>
</body></html>
"""
SCRIPT = (
    '<script>var a{n} = "投入资金{n}万元"; window.f{n} = function () {{ return a{n}; }};</script>'
)
# Bytes that no Chinese or Unicode encoding allows in a row.
NOT_TEXT = "镇党政代表团".encode() + bytes([0xFF, 0xFE, 0x00, 0x81, 0xFF, 0x80, 0x00, 0xC0]) * 12
PDF_OBJECTS = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
    b"<< /Length 32 >>\nstream\n0.8 g 72 72 451 698 re f 0 g   \nendstream",
]


def build(out: Path) -> None:
    """Writes every small bad input below `out`; the big ones are made by the tests."""
    (out / "empty.txt").write_bytes(b"")
    (out / "blank.txt").write_text(" \n\n\t\n", encoding="utf-8")
    (out / "wrong-encoding.txt").write_bytes(NOT_TEXT)
    (out / "word-named-txt.txt").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    scripts = "\n".join(SCRIPT.format(n=n) for n in range(60))
    (out / "only-script.html").write_text(SCRIPT_PAGE.format(scripts=scripts), encoding="utf-8")
    (out / "picture-only.pdf").write_bytes(_pdf())
    (out / "not-a-workbook.xlsx").write_bytes("序号,金额\n1,5\n".encode("gb18030"))


def build_books(out: Path) -> None:
    """The workbook in which every row has something wrong."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties({"created": MADE})
    sheet = book.add_worksheet("社会捐赠台账")
    centre = book.add_format({"align": "center", "bold": True})
    sheet.merge_range(0, 0, 0, 8, "社会捐赠台账（有问题的表，演示用）", centre)
    for column, name in enumerate(["序号", "日期", "帮扶方", "受援方"]):
        sheet.merge_range(1, column, 2, column, name, centre)
    sheet.merge_range(1, 4, 1, 5, "捐赠", centre)
    sheet.write_row(2, 4, ["捐赠方", "金额（万元）"], centre)
    for column, name in enumerate(["统一社会信用代码", "票据号", "备注"], 6):
        sheet.merge_range(1, column, 2, column, name, centre)
    for at, row in enumerate(_bad_rows(), 3):
        _write_row(sheet, at, row)
    book.close()
    (out / "问题台账.xlsx").write_bytes(settled(written.getvalue()))


def _bad_rows() -> list[list[Any]]:
    helper, recipient = "桥头镇", "玉屏侗族自治县"
    good = [2, "2024年5月", helper, recipient, "示例电子厂", 5, "", "JZ002", "与下一行重复"]
    return [
        [1, "2024年3月", helper, recipient, "示例电子厂", "=2+3", "", "JZ001", "金额是公式"],
        good,
        [3, *good[1:8], "与上一行重复"],
        [4, "2024年6月", helper, recipient, "示例商贸行", "约5万", "", "JZ004", "金额里有文字"],
        [5, "二〇二四年夏天", helper, recipient, "示例商贸行", 3, "", "JZ005", "日期认不出"],
        [6, "2024-02-30", helper, recipient, "示例商贸行", 3, "", "JZ006", "没有这一天"],
        [7, "2024年7月", helper, recipient, "示例包装厂", 2, 914419001234567890.0, "JZ007",
         "代码按数字存，末位已丢"],
        [8, "2024年8月", helper, "示例不存在县", "示例包装厂", 2, "", "JZ008", "受援方没有登记"],
        [9, "2024年9月", helper, recipient, "示例包装厂", "", "", "JZ009", "没填金额"],
        [10, "2024年10月", helper, recipient, "示例包装厂", -4, "", "JZ010", "金额为负"],
    ]  # fmt: skip


def _write_row(sheet: Any, at: int, row: list[Any]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(at, column, value, None, 5)
        elif isinstance(value, str):
            sheet.write_string(at, column, value)
        else:
            sheet.write_number(at, column, value)


def _pdf() -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(PDF_OBJECTS, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        start,
    )
    return data
