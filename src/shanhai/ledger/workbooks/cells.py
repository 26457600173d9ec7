"""What one cell says: amounts, dates, codes and choices, each read strictly. A cell that cannot be
read exactly raises CellError with a Chinese sentence; nothing is guessed."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shanhai.common.amounts import LARGEST, SCALE, AmountError, to_units
from shanhai.common.periods import Period, PeriodError
from shanhai.ledger.workbooks.sheets import Cell, text_of
from shanhai.registry.rules import RegistryError, checked_credit_code


class CellError(ValueError):
    """Why a cell cannot be taken; the message is a Chinese sentence for the user."""


_DIGITS = {
    **{letter: value for value, letter in enumerate("零一二三四五六七八九")},
    **{letter: value for value, letter in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "○": 0,
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_CHINESE_NUMBER = re.compile(rf"[{''.join(_DIGITS)}{''.join(_PLACES)}万亿]+")
_NUMBER = re.compile(r"([-+−－]?)(\d[\d,]*(?:\.\d+)?|\.\d+)(.*)", re.S)
_WIDE = str.maketrans("０１２３４５６７８９．，－（）／", "0123456789.,-()/")


def chinese_number(text: str) -> int | None:
    """三十五 is 35, 叁万伍仟 is 35000, 二〇二四 is 2024; None when it is no such number."""
    if not text or not _CHINESE_NUMBER.fullmatch(text):
        return None
    if all(letter in _DIGITS for letter in text):
        return (
            int("".join(str(_DIGITS[letter]) for letter in text))
            if len(text) > 1
            else (_DIGITS[text])
        )
    total = section = digit = 0
    for letter in text:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _PLACES:
            section += (digit or 1) * _PLACES[letter]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[letter]
            section = digit = 0
    return total + section + digit


def read_amount(cell: Cell, unit: str, scale: int, words: dict[str, Any]) -> tuple[int, str]:
    """The exact value in 1/10,000 base units, and the unit the cell itself names ("" for none).

    `scale` is what the heading says one is (万元: 10000); a unit written in the cell wins.
    """
    if isinstance(cell, bool | date):
        raise CellError(f"这里应是数字，现在是“{text_of(cell)}”。请改成数字。")
    if isinstance(cell, int | float):
        if cell == cell // 1 and abs(units := int(cell) * scale * SCALE) <= LARGEST:
            return units, ""
        return _scaled(Decimal(format(cell, ".15g")), scale), ""
    text = text_of(cell).translate(_WIDE).replace(" ", "").lstrip("¥￥").strip()
    vague = next((word for word in words["vague"] if word in text), "")
    if vague:
        raise CellError(f"“{text}”里有“{vague}”字：台账要记确切的数，请查凭证后填数字。")
    found = _NUMBER.fullmatch(text)
    if found:
        sign, digits, rest = found.groups()
        number = Decimal(digits.replace(",", ""))
        number = -number if sign in ("-", "−", "－") else number
    else:
        number, rest = _written_number(text)
    return _with_unit(number, rest, unit, scale, words)


def _written_number(text: str) -> tuple[Decimal, str]:
    body = re.match(r"(?:人民币)?([^元圆整]+)(.*)", text)
    value = chinese_number(body.group(1)) if body else None
    if body is None or value is None:
        raise CellError(f"“{text}”不是数字。请只填数字，单位写在表头。")
    rest = re.sub(r"[圆整正]", "", body.group(2))
    return Decimal(value), rest or ("元" if body.group(2) else "")


def _with_unit(
    number: Decimal, rest: str, unit: str, scale: int, words: dict[str, Any]
) -> tuple[int, str]:
    if not rest:
        return _scaled(number, scale), ""
    money = words["money_units"]
    if unit == "元":
        if rest in ("万", "亿"):
            rest += "元"
        if rest not in money:
            raise CellError(f"“{rest}”不是金额的单位。请只填数字，单位写在表头。")
        return _scaled(number, money[rest]), "元"
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,3}", rest):
        raise CellError(f"“{number}{rest}”不是数字。请只填数字，单位写在表头。")
    size = 10**4 if rest.startswith("万") and len(rest) > 1 else 1
    return _scaled(number, size), rest[1:] if size > 1 else rest


def _scaled(number: Decimal, scale: int) -> int:
    try:
        return to_units(number * scale)
    except AmountError as error:
        raise CellError(str(error)) from error


_SEASON = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_DAY = r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)?|年)?"
_ONE = re.compile(_DAY)
_COMPACT = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})?")
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1-4])季度")
_HALF = re.compile(r"(\d{4})年?([上下])半年")
# 3月中旬 is ten days; 6月底 and 年初 name no days, only the month or year they lie in.
_TEN_DAYS = re.compile(r"(\d{4})[-/.年](\d{1,2})月?([上中下])旬")
_ABOUT = re.compile(r"(月|年)[初中底末]$")
_SHORT_YEAR = re.compile(r"^([12]\d)年(?=$|\d{1,2}月|第?[一二三四1-4]季度|[上下]半年)")
_BETWEEN = re.compile(r"\s*(?:至|到|—+|－|–|~|～|--+)\s*")
# A single hyphen stands between two ends where dates are not written with hyphens themselves:
# 2024年3-5月, 2024/3/18-20, 2024.9-2025.7.
_HYPHEN = re.compile(r"(\d{4}[年./][\d.年月日/]+)-([\d.年月日/]+)")


def read_period(cell: Cell, year: int | None = None) -> Period | None:
    """The days a cell names: a date, 2023年5月, 2021.8, 2023/11/2, 2021年2月至2021年12月,
    二〇二三年五月, 第二季度 …; an Excel day number is a day. None for an empty cell."""
    if isinstance(cell, datetime):
        return Period(cell.date(), cell.date())
    if isinstance(cell, date):
        return Period(cell, cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _numbered(cell, year)
    text = text_of(cell)
    return _cached_period(text, year) if text else None


@lru_cache(maxsize=4096)
def _cached_period(text: str, year: int | None) -> Period:
    text = _arabic(text.translate(_WIDE))
    between = _HYPHEN.fullmatch(text)
    ends = list(between.groups()) if between else _BETWEEN.split(text)
    try:
        first = _stretch(ends[0], year) if len(ends) <= 2 else None
        last = _until(ends[0], ends[1], first) if first and len(ends) == 2 else first
    except PeriodError as error:
        raise CellError(str(error)) from error
    if first is None or last is None:
        raise CellError(f"“{text}”不是一个日期，请写成 2024、2024-06 或 2024-06-21。")
    if last.end < first.start:
        raise CellError(f"“{text}”的结束早于开始，请核对。")
    return Period(first.start, last.end)


def _until(opening: str, text: str, first: Period) -> Period | None:
    """The days the second end of a stretch names, which may leave out what the first told: 3日 and
    20 after a day are of its month, 5月 and 5 after a month of its year."""
    day = re.fullmatch(r"(\d{1,2})日?", text)
    told = len(re.findall(r"\d+", opening))
    if day and told == 3:
        return Period.parse(f"{first.start:%Y-%m}-{day.group(1).zfill(2)}")
    if day and told == 2 and not text.endswith("日"):
        text += "月"
    if re.fullmatch(r"\d{1,2}[./]\d{1,2}", text) and told == 3:
        text = f"{first.start.year}.{text}"
    return _stretch(text, first.start.year)


def _numbered(number: float, year: int | None = None) -> Period:
    if not float(number).is_integer():
        text = format(number, ".15g")
        if re.fullmatch(r"20\d{2}\.1", text):
            year = text[:4]
            raise CellError(
                f"“{text}”存成了数字，分不清是1月还是10月。请写成{year}-01或{year}-10。"
            )
        if re.fullmatch(r"20\d{2}\.\d{1,2}", text):
            return _cached_period(text, None)
        number = int(number)
    if year and 1 <= number <= 12:  # a column of months beside one of years
        return Period.parse(f"{year}-{int(number):02}")
    if 1990 <= number <= 2100:
        return Period.year(int(number))
    if 30000 <= number <= 80000:
        day = date(1899, 12, 30) + timedelta(days=int(number))
        return Period(day, day)
    return _cached_period(str(int(number)), None)


def _arabic(text: str) -> str:
    """Chinese numerals of a date as digits, without the spaces."""
    text = re.sub(r"[\sT]\s*\d{1,2}:\d{2}(:\d{2})?\s*$", "", text)  # an hour of the day
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"00:00(:00)?$", "", text)
    text = re.sub(
        r"[零一二三四五六七八九〇十○]+(?=[年月日])",
        lambda found: str(chinese_number(found.group()) or found.group()),
        text,
    )
    return _SHORT_YEAR.sub(r"20\1年", text)


def _stretch(text: str, year: int | None) -> Period | None:
    """The days one end of a period names; None when it names none."""
    for pattern, months in ((_QUARTER, 3), (_HALF, 6)):
        found = pattern.fullmatch(text)
        if found:
            number = {"上": 1, "下": 2}.get(found.group(2)) or _SEASON[found.group(2)]
            return _months(int(found.group(1)), (number - 1) * months + 1, number * months)
    if year and re.match(r"\d{1,2}(月|$)", text):
        text = f"{year}年{text}" if "月" in text else f"{year}年{text}月"
    if found := _TEN_DAYS.fullmatch(text):
        return _ten_days(int(found.group(1)), int(found.group(2)), "上中下".index(found.group(3)))
    text = _ABOUT.sub(r"\1", text)
    found = _ONE.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    parts = [part for part in found.groups() if part]
    return Period.parse("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))


def _ten_days(year: int, month: int, third: int) -> Period:
    if not 1 <= month <= 12:
        raise PeriodError(f"没有{month}月，请核对。")
    last = monthrange(year, month)[1] if third == 2 else 10 * third + 10
    return Period(date(year, month, 10 * third + 1), date(year, month, last))


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def read_year(cell: Cell) -> int | None:
    """A year, written 2024, 2024.0 or 2024年."""
    text = _arabic(text_of(cell).translate(_WIDE)).rstrip("年度")
    if not text:
        return None
    if not re.fullmatch(r"(19|20)\d{2}", text):
        raise CellError(f"“{text}”不是年份，请填四位数字，如 2024。")
    return int(text)


def read_credit_code(cell: Cell) -> str:
    """A 统一社会信用代码. One kept as a number has lost its last digits and is refused."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        raise CellError(
            "18位代码被 Excel 当成数字存了，末几位已丢失。请把这一列设为“文本”，重新填写。"
        )
    try:
        return checked_credit_code(text_of(cell))
    except RegistryError as error:
        raise CellError(str(error)) from error


def read_choice(cell: Cell, choices: dict[str, list[str]]) -> str:
    """The code whose words match best: exactly, else the longest word found in the cell."""
    text = text_of(cell)
    if not text:
        return ""
    hits = [
        (text == word, len(word), code)
        for code, words in choices.items()
        for word in words
        if word in text
    ]
    if not hits:
        known = "、".join(words[0] for words in choices.values() if words)
        raise CellError(f"“{text}”不在可选的几种里（{known}），请改成其中一种。")
    return max(hits)[2]


_SEPARATORS = re.compile(r"[、，,；;\n]")
# Marks of footnotes before and behind a name: 示例厂①, *示例店, 示例工会（注1）.
_MARK = r"(?:[①-⑳⑴-⒇*＊※▲△★☆†‡]|[（(\[【〔]\s*注\s*\d*\s*[）)\]】〕]|[\[［]\d{1,2}[\]］])"
_MARKS = re.compile(rf"^(?:{_MARK}\s*)+|(?:\s*{_MARK})+$")


def without_marks(name: str) -> str:
    """A name without the marks of footnotes at its ends."""
    return _MARKS.sub("", name)


def read_names(cell: Cell) -> list[str]:
    """The names a cell lists, without marks of footnotes."""
    names = (without_marks(name.strip()) for name in _SEPARATORS.split(text_of(cell)))
    return [name for name in names if name]
