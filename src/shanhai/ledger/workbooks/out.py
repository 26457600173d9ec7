"""Workbooks out: the cells of a book as it is shown, and empty templates to fill in.

Each row goes out with its number and edition, so that it can come back and be compared."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.conf import settings

from shanhai.common.amounts import SCALE
from shanhai.common.indicators import indicator
from shanhai.common.keys import STAGE_NAMES, Stage
from shanhai.ledger.books import Book, Column, source_words
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import standing_of
from shanhai.ledger.rules import STANDING_WORDS

_TEXT = ("voucher", "credit_code")
_TEMPLATE_ROWS = 500


def heads(book: Book) -> list[str]:
    """The headings of an exported sheet."""
    return ["序号", "结对", "日期", "帮扶方", "受援方", "事项", "指标", "数值", "单位", "阶段",
            "界限", "形式", "资金来源", "提供方", "接收方", "参加方", "凭证号",
            *(column.name for column in book.details), "备注", "状态", "双方核对",
            "系统编号", "内容版次"]  # fmt: skip


def lines(book: Book, rows: Iterable[Entry]) -> Iterator[list[Any]]:
    """One line of cells for every entry, in the order given."""
    words = source_words(settings.VOCABULARY_DIR)
    for number, entry in enumerate(rows, 1):
        names: dict[str, list[str]] = {}
        for party in entry.parties.all():
            names.setdefault(party.role, []).append(party.name)
        yield [
            number, str(entry.partnership), entry.period.label if entry.period else "",
            entry.helper.name, entry.recipient.name, entry.title,
            indicator(entry.indicator, settings.VOCABULARY_DIR).name, _number(entry.units),
            entry.unit, STAGE_NAMES[Stage(entry.stage)], entry.get_bound_display(),
            words["forms"].get(entry.form, {}).get("name", ""),
            words["classes"].get(entry.source_class, {}).get("name", ""),
            *("、".join(names.get(role, ())) for role in ("giver", "receiver", "joint")),
            entry.voucher,
            *(entry.details.get(column.key, "") for column in book.details), entry.note,
            entry.get_state_display(), STANDING_WORDS[standing_of(entry)], entry.pk, entry.edition,
        ]  # fmt: skip


def _number(units: int) -> int | float:
    """Excel keeps 15 digits: every amount the ledger takes fits."""
    return units // SCALE if units % SCALE == 0 else units / SCALE


def template(book: Book, helpers: Sequence[str] = (), recipients: Sequence[str] = ()) -> bytes:
    """An empty workbook for a book, with lists to choose from and help on each heading."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet(book.name[:31])
    bold = workbook.add_format({"bold": True, "bg_color": "#F7F6F2", "bottom": 1})
    text = workbook.add_format({"num_format": "@"})
    choices = _choices(helpers, recipients)
    columns = [one for one in book.columns if one.key in book.own]
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _titled(column), bold)
        wide = column.key in ("title", "note")
        sheet.set_column(at, at, 24 if wide else 14, text if column.key in _TEXT else None)
        if column.help:
            sheet.write_comment(0, at, column.help)
        listed = [*column.cases] if column.cases else choices.get(column.type, [])
        _offer(workbook, sheet, at, column, listed)
    sheet.freeze_panes(1, 0)
    workbook.close()
    return buffer.getvalue()


def _offer(workbook: Any, sheet: Any, at: int, column: Column, listed: Sequence[str]) -> None:
    if column.type == "amount":
        sheet.data_validation(1, at, _TEMPLATE_ROWS, at, {
            "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True,
            "error_title": column.name, "error_message": "请只填数字，单位写在表头。",
        })  # fmt: skip
    elif listed and len(",".join(listed)) <= 250:
        sheet.data_validation(1, at, _TEMPLATE_ROWS, at, {
            "validate": "list", "source": list(listed), "error_type": "warning",
            "error_title": column.name, "error_message": "请从列表里选。",
        })  # fmt: skip


def _titled(column: Column) -> str:
    if column.type != "amount":
        return column.name
    unit = column.unit or indicator(column.indicator, settings.VOCABULARY_DIR).unit
    return f"{column.name}（{unit}）"


def _choices(helpers: Sequence[str], recipients: Sequence[str]) -> dict[str, list[str]]:
    words = source_words(settings.VOCABULARY_DIR)
    return {
        "form": [row["name"] for row in words["forms"].values()],
        "source": [row["name"] for row in words["classes"].values()],
        "stage": [names[0] for names in words["stages"].values()],
        "helper": list(helpers),
        "recipient": list(recipients),
    }
