"""What comes in as bytes: each kind once well and once badly, with a sentence that helps."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.reading import read
from shanhai.reading.inputs import LARGEST_FILE, Extracted, InputError, extract, office

SENTENCE = "2024年，示例镇向示例县捐赠帮扶资金105万元，选派教师3名。"


def docx(*lines: str, table: list[list[str]] | None = None) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("捐赠")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_whatever_its_encoding(encoding: str) -> None:
    assert extract((SENTENCE * 3).encode(encoding), "报道.txt").text == SENTENCE * 3


def test_line_ends_nul_and_byte_order_mark_are_settled_once() -> None:
    assert (
        extract(f"\ufeff甲\r\n乙\r丙\x00{SENTENCE}".encode(), "a.txt").text
        == f"甲\n乙\n丙{SENTENCE}"
    )


def test_a_web_page_loses_its_boilerplate_and_scripts() -> None:
    page = f"""<!doctype html><html><head><meta charset="utf-8"><title>示例</title>
    <script>var a = "脚本里的999万元";</script></head><body><nav><a href="/">首页</a></nav>
    <article><h1>示例县与示例镇</h1><p>{SENTENCE * 2}</p><p>{SENTENCE}第二段。</p></article>
    <footer>版权所有 备案号</footer></body></html>"""
    found = extract(page.encode(), "页.html")
    assert SENTENCE in found.text
    assert "999" not in found.text and "版权所有" not in found.text and "首页" not in found.text


def test_a_word_table_becomes_rows_that_say_their_headings() -> None:
    data = docx(SENTENCE, table=[["捐赠方", "金额（万元）"], ["示例企业", "20"]])
    text = extract(data, "总结.docx").text
    assert text.index(SENTENCE) < text.index("捐赠方：示例企业，金额：20万元。")


def test_a_sheet_becomes_rows_that_say_their_headings() -> None:
    text = extract(xlsx([["捐赠方", "金额"], ["示例企业", 20]]), "表.xlsx").text
    assert "捐赠方：示例企业，金额：20。" in text


def test_a_cell_over_several_says_its_figure_once() -> None:
    document = Document()
    rows = [
        ["捐赠方", "捐赠情况", "", "村"],
        ["", "资金", "物资", ""],
        ["甲商会", "30万元", "图书500册", "东村"],
        ["", "", "空调40台", "西村"],
        ["合计", "30万元", "", ""],
    ]
    grid = document.add_table(5, 4)
    for number, cells in enumerate(rows):
        for at, text in enumerate(cells):
            grid.cell(number, at).text = text
    for first, last in [((0, 1), (0, 2)), ((0, 0), (1, 0)), ((0, 3), (1, 3)),
                        ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((4, 1), (4, 3))]:  # fmt: skip
        grid.cell(*first).merge(grid.cell(*last))
    out = io.BytesIO()
    document.save(out)
    assert extract(out.getvalue(), "捐赠.docx").text.split("\n") == [
        "捐赠方；捐赠情况资金；捐赠情况物资；村",
        "捐赠方：甲商会，捐赠情况资金：30万元，捐赠情况物资：图书500册，村：东村。",
        "捐赠方：甲商会，捐赠情况物资：空调40台，村：西村。",
        "捐赠方：合计，捐赠情况资金：30万元。",
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["单位", "采购金额（万元）"], ["甲局", 125.5]], "单位：甲局，采购金额：125.5万元。"),
        ([["单位", "金额/亿元"], ["甲局", 1.2]], "单位：甲局，金额：1.2亿元。"),
        ([["单位：万元"], ["投资额", "序号"], [30, 1]], "投资额：30万元，序号：1。"),
        ([["培训人次", "年份"], [260, 2024]], "培训人次：260人次，年份：2024年。"),
        ([["单位", "金额（万元）"], ["甲局", "待定"]], "单位：甲局，金额（万元）：待定。"),
    ],
)  # fmt: skip
def test_a_bare_number_has_the_unit_of_its_heading(rows: list[list[object]], told: str) -> None:
    assert extract(xlsx(rows), "表.xlsx").text.endswith(told)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["指标", "单位", "2022年", 2023], ["选派教师", "人", 10, 12]],
         "2022年选派教师：10人。2023年选派教师：12人。"),
        ([["类别", "指标", "年度目标", "完成数"], ["资金", "财政帮扶资金（万元）", 300, 320]],
         "类别：资金。年度目标财政帮扶资金：300万元。完成财政帮扶资金：320万元。"),
        ([["单位：万元"], ["项目", "2021—2023年累计"], ["产业投资", 30]],
         "2021—2023年累计产业投资：30万元。"),
        ([["单位", "上半年", "备注"], ["甲局", 3, "人"]], "备注：人。上半年甲局：3。"),
        ([["年份", "引进企业（家）"], [2021, 3]], "年份：2021年，引进企业：3家。"),
    ],
)  # fmt: skip
def test_a_row_that_names_an_indicator_says_it_with_when(
    rows: list[list[object]], told: str
) -> None:
    assert extract(xlsx(rows), "表.xlsx").text.split("\n")[-1] == told


def test_a_table_pasted_into_a_text_becomes_rows_that_say_their_headings() -> None:
    pasted = "以下是成绩。\n乡镇\t引进企业（家）\n甲镇\t3\n\n记者\t甲\n编辑\t乙"
    assert extract(pasted.encode(), "简报.txt").text == (
        "以下是成绩。\n乡镇；引进企业（家）\n乡镇：甲镇，引进企业：3家。\n\n记者\t甲\n编辑\t乙"
    )


@pytest.mark.parametrize("letter", ["甲", "| ", "甲 | ", "\t", "甲\t", " "])
def test_a_line_without_end_is_no_table_and_takes_no_longer_than_others(letter: str) -> None:
    line = letter * 200_000 + "乙"
    assert extract(line.encode(), "简报.txt").text.strip() == line.strip()


def test_a_table_of_indicators_by_years_is_read_by_years() -> None:
    rows = [["指标", "计量单位", "2022年", "2023年"], ["选派教师", "人", 10, 12]]
    report = read(extract(xlsx(rows), "表.xlsx").text)
    found = [(claim.indicator, claim.value, claim.period) for claim in report.claims]
    assert found == [
        ("teachers_dispatched", 10, ("2022", "2022")),
        ("teachers_dispatched", 12, ("2023", "2023")),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "big5"])
def test_a_text_that_does_not_say_its_encoding_is_read(encoding: str) -> None:
    text = "餘姚市捐贈30萬元，選派教師12名。"
    assert extract(text.encode(encoding), "舊.txt").text == text


def test_a_lost_byte_is_damage_and_no_reason_to_refuse() -> None:
    data = SENTENCE.encode("gb18030")
    for at in range(len(data)):
        text = extract(data[:at] + data[at + 1 :], "报道.txt").text
        assert "示例镇" in text or "3名" in text


def parts(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An archive with one of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def locked() -> bytes:
    """What Office makes of a file with a password, as far as it matters."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    return magic + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(400)


WORDS = "word/document.xml"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"word/{number}.xml", b"0" * 8_000_000)
    return out.getvalue()


def swollen(data: bytes, part: str) -> bytes:
    """A file with a part of 80 MB that says it is one of a thousand bytes."""
    packed = bytearray(parts(data, part, lambda xml: xml + b" " * 80_000_000))
    said = b"PK\x01\x02"
    at = packed.rindex(said, 0, packed.rindex(part.encode()))
    packed[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(packed)


def drawn(page: bytes, forms: int = 0, pages: int = 1) -> bytes:
    """A PDF whose pages share one drawing; each of its forms draws the next one twice."""

    def stream(told: bytes, words: bytes = b"") -> bytes:
        return b"<<%s/Length %d>>stream\n%s\nendstream" % (words, len(told), told)

    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    first, last = 5 + pages, 5 + pages + forms
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(page),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources"
          b"<</Font<</F 3 0 R>>/XObject<</X %d 0 R>>>>>>" % first] * pages,
        *(stream(b"/X Do /X Do", form % (number + 1)) for number in range(first, last)),
        stream(b"9 9 9 9 re S", form % last),
    ]  # fmt: skip
    made, places = b"%PDF-1.4\n", b""
    for number, part in enumerate(parts, start=1):
        places += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    size = len(parts) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(made))
    return made + table + end


LINE = b"BT /F 9 Tf 1 0 0 1 9 9 Tm (12 visits) Tj ET\n"


def test_a_drawing_that_draws_itself_again_and_again_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office, "RULED_SECONDS", 2)
    before = time.monotonic()
    found = extract(drawn(LINE + b"9 9 9 9 re S /X Do", forms=40), "重重.pdf")
    assert found.text.strip() == "12 visits" and time.monotonic() - before < 15


def test_a_page_printed_hundreds_of_times_is_not_read_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = drawn(LINE * 300, pages=20)
    assert extract(book, "书.pdf").text.count("12 visits") == 20 * 300
    monkeypatch.setattr(office, "PDF_SECONDS", 0.05)
    with pytest.raises(InputError, match=r"读到第\d+页已用了.*请拆成几份") as refused:
        extract(book, "书.pdf")
    assert refused.value.code == "bomb"


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (b"", "空.txt", "empty", "空文件"),
        (b" \n\t ", "空白.txt", "no_text", "没有读到文字"),
        (b"0" * (LARGEST_FILE + 1), "大.txt", "too_large", "超过20 MB"),
        (bytes(range(128, 256)) * 40, "乱码.txt", "encoding", "UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "其实是doc.txt", "ole", "另存为 .docx"),
        (b"\x89PNG\r\n", "图.docx", "picture", "图片"),
        (b"PK\x03\x04broken", "坏.docx", "broken", "另存"),
        (bomb(), "炸弹.docx", "too_large", "过大"),
        (swollen(docx(SENTENCE), WORDS), "谎.docx", "bomb", "比它自己说的大"),
        (b"%PDF-1.4 broken", "坏.pdf", "broken", "PDF"),
        (b"<html><body><script>alert(1)</script></body></html>", "脚本.html", "no_text", "脚本"),
        (docx(""), "无字.docx", "no_text", "粘贴正文"),
        (b"not a sheet", "坏.xlsx", "broken", "表格"),
        (xlsx([]), "空白.xlsx", "no_text", "选错"),
        (locked(), "加密.docx", "password", "密码"),
        (locked(), "加密.xlsx", "password", "密码"),
        (parts(docx(SENTENCE), WORDS, lambda xml: xml[:900]), "断.docx", "broken", "另存"),
        (parts(docx(SENTENCE), WORDS, lambda xml: b""), "缺.docx", "broken", "另存"),
        (
            docx(SENTENCE).replace(b"word/document.xml", b"word/documen_.xml"),
            "乱.docx",
            "broken",
            "另存",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_what_to_do(
    data: bytes, name: str, code: str, words: str
) -> None:
    with pytest.raises(InputError) as refusal:
        extract(data, name)
    assert refusal.value.code == code
    assert name in str(refusal.value)
    assert words in str(refusal.value)


@given(
    st.binary(max_size=400),
    st.sampled_from(["a.txt", "b.html", "c.docx", "d.pdf", "e.xlsx", "f.csv", "g"]),
)
@settings(max_examples=60, deadline=None)
def test_nothing_but_an_input_error_ever_comes_out(data: bytes, name: str) -> None:
    try:
        found = extract(data, name)
    except InputError as refusal:
        assert name in str(refusal)
    else:
        assert isinstance(found, Extracted)
        assert found.text.strip()


@pytest.mark.parametrize(
    ("head", "above", "day"),
    [
        ("", "", None),  # a year in a sentence is no day of the page
        ("", "<p>版权所有 2019-2025</p>", None),
        ('<meta name="PubDate" content="2024-06-20 10:00">', "", date(2024, 6, 20)),
        ("", "<div>发布时间：2024-06-20 来源：示例</div>", date(2024, 6, 20)),
        ("", "<div>发布日期：<span>2024年6月9日</span></div>", date(2024, 6, 9)),
        ("", "<div>日期: 2024/6/9</div>", date(2024, 6, 9)),
        ("", "<div>发布时间：2024年6月31日</div>", None),
    ],
)
def test_a_page_is_of_the_day_it_prints_and_of_no_other(
    head: str, above: str, day: date | None
) -> None:
    sentences = (
        "<p>2024年，示例镇党政代表团赴示例县考察，双方就产业协作、劳务协作深入交换意见。</p>"
        "<p>截至5月底，示例镇累计引进企业8家，带动就业460人，其中脱贫劳动力210人。</p>"
    )
    page = f"<html><head>{head}</head><body>{above}<article>{sentences}</article></body></html>"
    assert extract(page.encode(), "a.html").published == day
