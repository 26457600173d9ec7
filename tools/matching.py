"""C that tells where the reader's expressions and words can stand; part of `make compile`.

Python's engine steps through an expression's code for every place of a text; nearly all of what a
reader asks of a clause is not there. Each expression becomes a C function that says of a place
"no" or "perhaps": where it says perhaps, Python's own engine is asked, so that what matched, and
its groups, are always Python's. What C cannot tell exactly (a group that comes again) is perhaps.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from pathlib import Path

from tools.expressions import BMP, EVERY, Expression, Part, Parts, Points, Untold, first

DEEPEST = 500  # how often a repeated part calls itself before it says perhaps
_FEW = 12  # characters that tell ways apart
_IN_A_SWITCH = 24  # ranges of characters; more of them are looked up in a table
_RUNS = re.compile("1+")
_ASKING = {
    "\nimport re\n": "\nfrom shanhai.reading import expressions as re\n",
    "\nimport ahocorasick_rs\n": "\nfrom shanhai.reading import expressions as ahocorasick_rs\n",
    "\nfrom ahocorasick_rs import": "\nfrom shanhai.reading.expressions import",
}


def asking_first(source: str) -> str:
    """A module that asks the C first, line for line."""
    for theirs, ours in _ASKING.items():
        source = source.replace(theirs, ours)
    return source


def asked(texts: list[str]) -> list[tuple[str, int]]:
    """Every expression that the reader, as Python, asks of texts, with its flags."""
    code = (
        "import json, re, sys; made, asked = re._compile, {}\n"
        "def compile(pattern, flags):\n"
        "    if sys._getframe(2).f_globals['__name__'].startswith('shanhai.reading.'):\n"
        "        asked[pattern, int(flags)] = True\n"
        "    return made(pattern, flags)\n"
        "re._compile = compile\n"
        "from shanhai.reading import read\n"
        "for text in json.load(sys.stdin): read(text)\n"
        "print(json.dumps([*asked]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "SHANHAI_READER": "python"},
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [(pattern, flags) for pattern, flags in json.loads(ran.stdout)]


def _ranges(points: Points) -> list[tuple[int, int]]:
    bits = f"{points:b}"[::-1]
    return [(run.start(), run.end() - 1) for run in _RUNS.finditer(bits)]


class Writer:
    """C of many expressions, what is alike written once."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._functions: dict[Parts, str] = {}
        self._sets: dict[Points, str] = {}

    def holds(self, points: Points, one: str = "s[i]") -> str:
        """A condition: a character is among these."""
        if points == EVERY:
            return "1"
        if points.bit_count() == 1:
            return f"{one} == {points.bit_length() - 1}"
        if points.bit_count() == BMP - 1:
            return f"{one} != {(EVERY & ~points).bit_length() - 1}"
        return f"{self._set(points)}({one})"

    def _set(self, points: Points) -> str:
        if points not in self._sets:
            name = self._sets[points] = f"c{len(self._sets)}"
            ranges, others = _ranges(points), _ranges(EVERY & ~points)
            if min(len(ranges), len(others)) > _IN_A_SWITCH:
                self.lines.append(self._table(name, points))
            else:
                inside = len(ranges) <= len(others)
                cases = " ".join(
                    f"case {low} ... {high}:" if low < high else f"case {low}:"
                    for low, high in (ranges if inside else others)
                )
                self.lines.append(
                    f"static inline int {name}(Py_UCS2 c) {{ switch (c) {{ {cases} "
                    f"return {int(inside)}; }} return {int(not inside)}; }}"
                )
        return self._sets[points]

    @staticmethod
    def _table(name: str, points: Points) -> str:
        """A bit for each character, in blocks of 256 of which many are alike."""
        bits = points.to_bytes(BMP // 8, "little")
        blocks: dict[bytes, int] = {}
        index = [
            blocks.setdefault(bits[at : at + 32], len(blocks)) for at in range(0, len(bits), 32)
        ]
        told = ", ".join(str(byte) for block in blocks for byte in block)
        return (
            f"static const unsigned char {name}_i[256] = {{{', '.join(map(str, index))}}};\n"
            f"static const unsigned char {name}_b[] = {{{told}}};\n"
            f"static inline int {name}(Py_UCS2 c) "
            f"{{ return {name}_b[{name}_i[c >> 8] * 32 + (c >> 3 & 31)] >> (c & 7) & 1; }}"
        )

    def function(self, parts: Parts) -> str:
        """The name of a function that tells whether parts may match from a place on."""
        if parts not in self._functions:
            name = self._functions[parts] = f"f{len(self._functions)}"
            body = "\n  ".join(self._body(parts, name))
            self.lines.append(
                f"static int {name}(const Py_UCS2 *s, Size i, Size e)\n{{\n  {body}\n}}"
            )
        return self._functions[parts]

    def declared(self) -> Iterator[str]:
        """Every function named before the first is told: a part that comes again calls itself."""
        for name in self._functions.values():
            yield f"static int {name}(const Py_UCS2 *s, Size i, Size e);"

    def _then(self, parts: Parts) -> Parts:
        """What follows, called where it stands behind several ways."""
        if len(parts) == 1 and parts[0][0] == "go on":
            return parts
        return (("go on", self.function(parts)),) if parts else ()

    def _body(self, parts: Parts, name: str) -> Iterator[str]:
        at = 0
        while at < len(parts) and parts[at][0] == "one":
            at += 1
        if at:
            yield f"if (e - i < {at}) return 0;"
            for step, part in enumerate(parts[:at]):
                if part[1] != EVERY:
                    yield f"if (!({self.holds(part[1], f's[i + {step}]')})) return 0;"
            yield f"i += {at};"
        if at == len(parts):
            yield "return 1;"
            return
        part, rest = parts[at], parts[at + 1 :]
        kind = part[0]
        if kind == "go on":
            yield f"return {part[1]}(s, i, e);"
        elif kind in ("at", "look"):
            yield f"if (!({self._told(part)})) return 0;"
            yield from self._body(rest, "")
        elif kind == "any of":
            yield from self._ways(part[1], self._then(rest))
        elif kind == "times":
            yield from self._times(part, rest)
        else:
            yield from self._again(part, rest, parts[at:], name if at == 0 else "")

    def _told(self, part: Part) -> str:
        """A condition that moves nothing on."""
        if part[0] == "at":
            return str(part[1])
        _, wanted, back, parts = part
        if not parts:
            return str(int(wanted))
        here = f"s[i - {back}]" if back else "s[i]"
        fits = f"i >= {back}" if back else "i < e"
        if len(parts) == 1 and parts[0][0] == "one":
            told = f"{fits} && {self.holds(parts[0][1], here)}"
        else:
            told = f"{self.function(parts)}(s, i - {back}, e)"
            told = f"{fits} && {told}" if back else told
        return told if wanted else f"!({told})"

    def _ways(self, ways: tuple[Parts, ...], then: Parts) -> Iterator[str]:
        firsts = [first(way) or 0 for way in ways]
        if len(ways) < 4 or not all(0 < told.bit_count() <= _FEW for told in firsts):
            for way in ways:
                yield from self._tried(way + then)
            yield "return 0;"
            return
        led: dict[tuple[int, ...], list[int]] = {}
        for low, high in _ranges(reduce(or_, firsts)):
            for point in range(low, high + 1):
                numbers = tuple(n for n, told in enumerate(firsts) if told >> point & 1)
                led.setdefault(numbers, []).append(point)
        yield "if (i >= e) return 0;"
        yield "switch (s[i]) {"
        for numbers, led_by in led.items():
            yield " ".join(f"case {point}:" for point in led_by)
            for number in numbers:
                yield from self._tried(ways[number] + then)
            yield "return 0;"
        yield "}"
        yield "return 0;"

    def _tried(self, parts: Parts) -> Iterator[str]:
        yield f"if ({self.function(parts)}(s, i, e)) return 1;" if parts else "return 1;"

    def _times(self, part: Part, rest: Parts) -> Iterator[str]:
        _, least, most, parts, width, greedy, kept = part
        one = len(parts) == 1 and parts[0][0] == "one"
        fits = "i < e" if width == 1 else f"e - i >= {width}"
        what = self.holds(parts[0][1]) if one else f"{self.function(parts)}(s, i, e)"
        holds = f"{fits} && {what}"
        step = "i++" if width == 1 else f"i += {width}"
        if least == 1:
            yield f"if (!({holds})) return 0;"
            yield f"{step};"
        elif least:
            yield f"for (Size n = 0; n < {least}; n++, {step}) if (!({holds})) return 0;"
        if most == least:
            yield from self._body(rest, "")
            return
        if not rest:
            yield "return 1;"
            return
        go = self.function(rest) if rest[0][0] != "go on" else rest[0][1]
        starts = first(rest)
        ahead = f"{go}(s, i, e)"
        if starts is not None and starts.bit_count() <= _FEW:
            ahead = f"i < e && {self.holds(starts)} && {ahead}"
        bound = f" && n < {most - least}" if most is not None else ""
        if greedy:
            yield "Size back = i;"
            counted = f"for (Size n = 0; {holds}{bound}; n++, {step});"
            yield counted if bound else f"while ({holds}) {step};"
            if kept:
                yield "(void)back;"
                yield f"return {go}(s, i, e);"
                return
            yield f"for (; i >= back; i -= {width}) if ({ahead}) return 1;"
            yield "return 0;"
        else:
            yield f"for (Size n = 0;; n++, {step}) {{"
            yield f"if ({ahead}) return 1;"
            yield f"if (!({holds}{bound})) return 0;"
            yield "}"

    def _again(self, part: Part, rest: Parts, whole: Parts, name: str) -> Iterator[str]:
        if not name:
            yield f"return {self.function(whole)}(s, i, e);"
            return
        _, parts, greedy = part
        then = f"if ({self.function(rest)}(s, i, e)) return 1;" if rest else "return 1;"
        once = self.function((*parts, ("go on", name)))
        more = (
            f"if (deep > {DEEPEST}) return 1; deep++; "
            f"int more = {once}(s, i, e); deep--; if (more) return 1;"
        )
        yield from (more, then) if greedy else (then, more)
        yield "return 0;"

    def search(self, expression: Expression, number: int) -> None:
        """The function that tells the first place an expression may match from, or -1."""
        parts = expression.parts
        starts = first(parts)
        match = self.function(parts)
        lines = [f"e -= {expression.least};"] if expression.least else []
        last = "e" if not expression.least else f"e + {expression.least}"
        asked = f"{match}(s, i, {last})"
        if starts is not None:
            asked = f"{self.holds(starts)} && {asked}"
        anchored = parts and parts[0] == ("at", "i == 0")
        lines.append(f"for (; i <= e; i++) if ({asked}) return i;")
        if anchored:
            lines[-1] = f"if (i == 0 && i <= e && {asked}) return i;"
        body = "\n  ".join([*lines, "return -1;"])
        self.lines.append(
            f"static Size search{number}(const Py_UCS2 *s, Size i, Size e)\n{{\n  {body}\n}}\n"
            f"static int match{number}(const Py_UCS2 *s, Size i, Size e)\n"
            f"{{\n  return {match}(s, i, e);\n}}"
        )


def written(patterns: Iterable[tuple[str, int]]) -> str:
    """A C module with a function for each expression that C can tell of."""
    writer, rows = Writer(), []
    for pattern, flags in patterns:
        try:
            writer.search(Expression(pattern, flags), len(rows))
        except Untold:
            continue
        letters = "".join(f"\\{byte:03o}" for byte in pattern.encode())
        told = f'"{letters}", {len(pattern.encode())}, {int(flags)}'
        rows.append(f"{{search{len(rows)}, match{len(rows)}, {told}}},")
    made = [*writer.declared(), *writer.lines, "static const Row rows[] = {", *rows, "};"]
    template = Path(__file__).with_name("matching.c").read_text("utf-8")
    return template.replace("/* EXPRESSIONS */", "\n".join(made))
