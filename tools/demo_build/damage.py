"""Damages a clean text as crawls do, and keeps count of where every character went.

Each clean character becomes a `Piece`: what stands for it, and what the crawl hung behind it
(a pinyin gloss). A figure's end stays before the gloss of its last character.
"""

from dataclasses import dataclass

import opencc
from pypinyin import Style, pinyin

from demo_build.source import Source

HALF_WIDTH = {"，": ",", "；": ";", "：": ":", "！": "!", "（": "(", "）": ")"}
DOUBLED = {"，": ",,", "。": ",。", "、": ",、", "；": ",；"}
# 東 in GBK is 96 7C: without its first byte a bar is left, and the tool glossed the wreck.
LOST_EAST = "?xùn)|"


@dataclass
class Piece:
    core: str
    tail: str = ""


@dataclass
class Damaged:
    text: str
    spans: list[tuple[int, int]]


def damage(source: Source) -> Damaged:
    """The text as the crawl left it, and the span of every figure in it."""
    kinds = source.head.get("damage", {})
    pieces = [Piece(char) for char in source.text]
    if kinds.get("traditional"):
        _to_traditional(pieces, source.text, bool(kinds.get("pinyin")))
    for index, char in enumerate(source.text):
        if kinds.get("doubled") and char in DOUBLED and (char != "、" or index % 5 < 3):
            pieces[index].core = DOUBLED[char]
        elif kinds.get("halfwidth") and char in HALF_WIDTH:
            pieces[index].core = HALF_WIDTH[char]
    for start, end in source.slips:
        _lose_byte(pieces, start, end, source.text[start:end], bool(kinds))
    return _joined(source, pieces, spaces=bool(kinds))


def _to_traditional(pieces: list[Piece], text: str, glossed: bool) -> None:
    converted = opencc.OpenCC("s2tw").convert(text)
    if len(converted) != len(text):
        raise ValueError("conversion to traditional characters changed the length of the text")
    sounds = pinyin(text, style=Style.TONE, errors=lambda run: list(run))
    for piece, old, new, sound in zip(pieces, text, converted, sounds, strict=True):
        piece.core = new
        if glossed and new != old:
            piece.tail = f"({sound[0] if not sound[0].isascii() else _citation(old)})"


def _citation(char: str) -> str:
    """The sound of a character by itself, for the light syllables of a word."""
    return str(pinyin(char, style=Style.TONE)[0][0])


def _lose_byte(pieces: list[Piece], start: int, end: int, lost: str, damaged: bool) -> None:
    if not damaged:
        return
    for piece in pieces[start:end]:
        piece.core = piece.tail = ""
    pieces[start].core = _without_first_byte(lost)


def _without_first_byte(lost: str) -> str:
    if lost == "东":
        return LOST_EAST
    if len(lost) == 1:
        return "?"
    rest = lost.encode("gbk")[1:]
    even = rest[: len(rest) // 2 * 2]
    return "?" + even.decode("gbk") + "?"


def _joined(source: Source, pieces: list[Piece], spaces: bool) -> Damaged:
    starts, ends, text = [], [], ""
    for index, piece in enumerate(pieces):
        if spaces and index in source.spaces:
            text += " "
        starts.append(len(text))
        ends.append(len(text) + len(piece.core))
        text += piece.core + piece.tail
    return Damaged(text, [(starts[f.start], ends[f.end - 1]) for f in source.figures])
