"""Word documents in the layout of GB/T 9704-2012 (essentials): page, type, headings, page number.

Pure rendering: what is printed is decided by the caller.
"""

from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from shanhai.reporting.rules import Piece

TITLE_FONT, BODY_FONT, HEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
BODY_SIZE, TITLE_SIZE, PAGE_SIZE = Pt(16), Pt(22), Pt(14)
LINE_PITCH = Pt(28.95)  # 22 lines in 225 mm


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraph; `more` are further ones."""

    heading: str
    pieces: list[Piece]
    more: list[list[Piece]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Letter:
    """A document to print."""

    title: str
    opening: str
    sections: list[Section]
    closing: str
    signed: str
    dated: str


HYPERLINK = RELATIONSHIP_TYPE.HYPERLINK
_NUMERALS = "一二三四五六七八九十"


def render(
    letter: Letter, notes: dict[str, str] | None = None, links: dict[str, str] | None = None
) -> bytes:
    """The .docx of a letter: clean, or with a comment on every number when `notes` are given, by
    its code. A number leads to its address in `links`; on paper it looks like any other."""
    document = Document()
    _page(document)
    _line(document, letter.title, TITLE_FONT, TITLE_SIZE, centred=True)
    _line(document, "", BODY_FONT, BODY_SIZE)
    _line(document, letter.opening, BODY_FONT, BODY_SIZE, indent=True)
    for number, section in enumerate(letter.sections):
        heading = f"{_NUMERALS[number]}、{section.heading}"
        _line(document, heading, HEADING_FONT, BODY_SIZE, indent=True)
        for pieces in (section.pieces, *section.more):
            paragraph = _line(document, "", BODY_FONT, BODY_SIZE, indent=True)
            _pieces(document, paragraph, pieces, notes, links or {})
    _line(document, letter.closing, BODY_FONT, BODY_SIZE, indent=True)
    for text in ("", letter.signed, letter.dated):
        line = _line(document, text, BODY_FONT, BODY_SIZE)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = BODY_SIZE * 4
    _page_number(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.footer_distance = Mm(28)


def _line(
    document: Document,
    text: str,
    font: str,
    size: Pt,
    *,
    indent: bool = False,
    centred: bool = False,
) -> Paragraph:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE_PITCH
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout.line_spacing = Pt(36)
    if indent:
        layout.first_line_indent = BODY_SIZE * 2
    if text:
        _set(paragraph.add_run(text), font, size)
    return paragraph


def _set(run: Run, font: str, size: Pt) -> Run:
    run.font.name, run.font.size = "Times New Roman" if font == BODY_FONT else font, size
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")  # else viewers draw Japanese or Taiwanese shapes
    run._element.rPr.append(language)
    return run


def _pieces(
    document: Document,
    paragraph: Paragraph,
    pieces: list[Piece],
    notes: dict[str, str] | None,
    links: dict[str, str],
) -> None:
    for piece in pieces:
        run = _set(paragraph.add_run(piece.text), BODY_FONT, BODY_SIZE)
        if address := links.get(piece.code):
            _lead(paragraph, run, address)
        if notes is not None and piece.code:
            document.add_comment(run, text=notes[piece.code], author="山海", initials="山")


def _lead(paragraph: Paragraph, run: Run, address: str) -> None:
    """Make a run lead somewhere without the blue and the line that a letter must not have."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, HYPERLINK, is_external=True))
    run._element.addprevious(link)
    link.append(run._element)


def _page_number(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set(paragraph.add_run("— "), "宋体", PAGE_SIZE)
    run = _set(paragraph.add_run(), "宋体", PAGE_SIZE)
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._element.append(element)
    _set(paragraph.add_run(" —"), "宋体", PAGE_SIZE)
