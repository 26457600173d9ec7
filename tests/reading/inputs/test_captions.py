"""A caption above a table dates its rows and says their scope and unit, in every kind of file."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from openpyxl import Workbook

from shanhai.reading import Claim, read
from shanhai.reading.inputs import extract

TITLE, AFTER = "协作工作情况的报告", "今年，浦江县选派教师12名。"
ROWS = [["县", "援建资金", "消费帮扶"], ["湄潭县", "320", "800"], ["凤冈县", "210", "560"]]


def text(above: list[str]) -> tuple[bytes, str]:
    table = ["\t".join(row) for row in ROWS]
    return "\n".join([TITLE, *above, *table, AFTER]).encode(), "报告.txt"


def page(above: list[str]) -> tuple[bytes, str]:
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in ROWS)
    told = "".join(f"<p>{line}</p>" for line in above)
    body = f"<p>{TITLE}</p>{told}<table>{rows}</table><p>{AFTER}</p>"
    return f"<html><body><article>{body}</article></body></html>".encode(), "报告.html"


def letter(above: list[str]) -> tuple[bytes, str]:
    document, out = Document(), io.BytesIO()
    for line in [TITLE, *above]:
        document.add_paragraph(line)
    table = document.add_table(0, len(ROWS[0]))
    for row in ROWS:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    document.add_paragraph(AFTER)
    document.save(out)
    return out.getvalue(), "报告.docx"


def sheet(above: list[str]) -> tuple[bytes, str]:
    book, out = Workbook(), io.BytesIO()
    for line in [TITLE, *above]:
        book.active.append([line])
    for row in ROWS:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.active.append([AFTER])
    book.save(out)
    return out.getvalue(), "报告.xlsx"


def saved(above: list[str]) -> tuple[bytes, str]:
    return "\n".join([TITLE, *above, *map(",".join, ROWS), AFTER]).encode(), "报告.csv"


def figures(made: tuple[bytes, str]) -> list[Claim]:
    return list(read(extract(*made).text, published=date(2024, 9, 1)).claims)


@pytest.mark.parametrize("file", [text, page, letter, sheet, saved])
@pytest.mark.parametrize(
    ("above", "scope", "period"),
    [
        (["表1 2023年协作情况（单位：万元）"], "period", ("2023", "2023")),
        (["附表2　2022年至2023年投入情况", "单位：万元"], "period", ("2022", "2023")),
        (["表三：自2021年以来累计投入情况（单位：万元）"], "since", ("2021", "2024")),
        (["2023年上半年资金到位情况统计表", "（单位：万元）"], "period", ("2023-01", "2023-06")),
    ],
)
def test_a_caption_dates_and_measures_the_rows_below_it(
    file: Callable[[list[str]], tuple[bytes, str]],
    above: list[str],
    scope: str,
    period: tuple[str, str],
) -> None:
    *rows, after = figures(file(above))
    assert [(c.indicator, c.value) for c in rows] == [
        ("assistance_funds", 3_200_000),
        ("consumption_sales", 8_000_000),
        ("assistance_funds", 2_100_000),
        ("consumption_sales", 5_600_000),
    ]
    assert {(c.scope, c.period) for c in rows} == {(scope, period)}
    # what follows the table is not the caption's
    assert (after.indicator, after.period) == ("teachers_dispatched", ("2024", "2024-09"))
