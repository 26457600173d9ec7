"""Tables, pages and scans made here with the product's own writers, and read back."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser

from shanhai.reading import read
from shanhai.reading.inputs import InputError, extract, scans

SENTENCE = "2024年，惠州市向黔西南布依族苗族自治州捐赠资金105万元，选派教师3名。"
TABLE = (
    "<table><tr><th>捐赠方</th><th>金额</th><th>备注</th></tr>"
    "<tr><td>示例企业</td><td>20万元</td><td></td></tr>"
    "<tr><td>示例商会</td><td>30万元</td><td>折价</td></tr></table>"
)
ROWS = ("捐赠方：示例企业，金额：20万元。", "捐赠方：示例商会，金额：30万元，备注：折价。")
OCR = pytest.mark.skipif(
    not scans.recognises(), reason="the extra is not installed: pip install 'shanhai[ocr]'"
)
OFFICE = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def printed(browser: Browser) -> bytes:
    """A PDF of one page with a paragraph and a ruled table."""
    style = (
        "body{font:16pt 'Noto Sans CJK SC'} td,th{border:1px solid;padding:4px}"
        "table{border-collapse:collapse}"
    )
    page = browser.new_page()
    page.set_content(f"<style>{style}</style><h1>协作简报</h1><p>{SENTENCE}</p>{TABLE}")
    made = page.pdf()
    page.close()
    return made


@pytest.fixture(scope="module")
def scanned(printed: bytes) -> bytes:
    """The same page as a picture inside a PDF."""
    picture = pypdfium2.PdfDocument(printed)[0].render(scale=2).to_pil()
    out = io.BytesIO()
    picture.convert("L").save(out, "PDF", resolution=144)
    return out.getvalue()


def test_a_table_of_a_web_page_becomes_rows_that_say_their_headings() -> None:
    page = f"<html><body><article><h1>简报</h1><p>{SENTENCE * 3}</p>{TABLE}</article></body></html>"
    text = extract(page.encode(), "页.html").text
    assert SENTENCE in text
    assert all(row in text for row in ROWS)


@pytest.mark.parametrize("tag", ["span", "strong", "em"])
def test_a_figure_set_apart_from_its_unit_stays_whole(tag: str) -> None:
    words = (
        f"全年投入财政援助资金<{tag}>5200</{tag}><span>万元</span>，选派教师<{tag}>32</{tag}>名。"
    )
    page = f"<html><body><div id='js_content'><section>{words}</section></div></body></html>"
    assert "财政援助资金5200万元，选派教师32名" in extract(page.encode(), "推文.html").text


def test_a_title_above_a_table_saved_as_text_is_no_heading() -> None:
    data = "2024年捐赠明细,,\n捐赠方,金额,用途\n示例企业,20万元,助学\n".encode("gb18030")
    told = "2024年捐赠明细\n捐赠方；金额；用途\n捐赠方：示例企业，金额：20万元，用途：助学。"
    assert extract(data, "表.csv").text == told


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_table_saved_as_text_becomes_rows_that_say_their_headings(mark: str) -> None:
    lines = [["捐赠方", "金额", "备注"], ["示例企业", "20万元", ""], ["示例商会", "30万元", "折价"]]
    data = "\r\n".join(mark.join(line) for line in lines).encode("gb18030")
    text = extract(data, "表.csv").text
    assert all(row in text for row in ROWS)


def test_a_csv_that_is_no_table_stays_as_it_is() -> None:
    assert extract(SENTENCE.encode(), "一句.csv").text == SENTENCE


@pytest.mark.browser
def test_a_pdf_gives_its_text_and_its_tables(printed: bytes) -> None:
    text = extract(printed, "简报.pdf").text
    assert SENTENCE in text.replace("\n", "")
    assert all(row in text for row in ROWS)
    printed_once = ["105万元", "3名", "20万元", "30万元"]
    assert [claim.printed for claim in read(text).claims] == printed_once


@pytest.mark.browser
def test_a_scan_without_recognition_is_refused_with_what_to_install(
    scanned: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "find_spec", lambda name: None)
    for data, name in ((scanned, "扫描.pdf"), (b"\x89PNG\r\n\x1a\n", "照片.png")):
        with pytest.raises(InputError) as refusal:
            extract(data, name)
        assert refusal.value.code == "picture"
        assert name in str(refusal.value) and "shanhai[ocr]" in str(refusal.value)


@pytest.mark.browser
@OCR
def test_a_scan_is_recognised_and_its_figures_are_read(scanned: bytes) -> None:
    found = extract(scanned, "扫描.pdf")
    assert found.extractor == "rapidocr"
    claims = {claim.printed: claim for claim in read(found.text).claims}
    assert claims["105万元"].value == 1_050_000
    assert claims["3名"].indicator == "teachers_dispatched"


@OCR
def test_a_picture_without_words_is_refused() -> None:
    blank = pypdf.PdfWriter()
    blank.add_blank_page(300, 300)
    out = io.BytesIO()
    blank.write(out)
    with pytest.raises(InputError, match="没有认出文字") as refusal:
        extract(out.getvalue(), "空白.pdf")
    assert refusal.value.code == "no_text"


@OCR
def test_a_broken_picture_is_refused() -> None:
    with pytest.raises(InputError, match="识别不出文字"):
        extract(b"\x89PNG\r\n\x1a\nbroken", "坏.png")


@OFFICE
def test_an_old_word_file_is_read_through_libreoffice(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(SENTENCE)
    document.save(str(tmp_path / "旧.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path)]
    command.append(str(tmp_path / "旧.docx"))
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = extract((tmp_path / "旧.doc").read_bytes(), "旧.doc")
    assert found.extractor == "libreoffice"
    assert SENTENCE in found.text


def test_a_short_notice_printed_in_broken_lines_has_its_paragraphs(browser: Browser) -> None:
    told = (
        "2024年6月18日，示例镇党政代表团赴示例县考察并召开联席会议，示例镇捐赠帮扶资金120余万元，"
        "选派教师6名、医生4名到示例县支教支医，双方还就劳务协作、消费帮扶和产业合作深入交换意见。",
        "下一步，示例镇计划再投入财政帮扶资金300万元，与示例县一道新建示范基地2个，"
        "并组织企业到示例县开展专场招聘会。",
        "一、会议由示例县主持",
        "二、纪要由双方存档",
    )
    page = browser.new_page()
    shown = "".join(f"<p>{one}</p>" for one in told)
    page.set_content(f"<style>body{{font:14pt 'Noto Sans CJK SC'}}</style><h1>简报</h1>{shown}")
    made = page.pdf()
    page.close()
    assert extract(made, "a.pdf").text.split("\n") == ["简报", *told]
