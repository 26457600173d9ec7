"""The reader as it is shown to the compiler, and what of it is written twice."""

import ast
import random
import shutil
from bisect import bisect_left, bisect_right
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from shanhai.reading import compiled
from shanhai.reading.grams import Grams, largest, level
from tools.compile_reader import INSTEAD, prepared, readings, shown, tuples_made

DIGEST = compiled.digest
LETTERS = "东西部协作捐赠万元，。12.,３٣a\U0001f600\x00\ud800"


def _some(order: random.Random, longest: int) -> str:
    return "".join(order.choices(LETTERS, k=order.randrange(longest)))


def test_steps_weigh_pairs_as_looking_each_up_does() -> None:
    order = random.Random(1)
    for _ in range(200):
        weights = {_some(order, 4): order.randrange(-(9**9), 9**9) for _ in range(60)}
        stepped, mapped = Grams(weights, stepwise=True), Grams(weights, stepwise=False)
        for text in (_some(order, 30) for _ in range(20)):
            assert stepped.every(text) == mapped.every(text), text
            assert stepped.each(text) == mapped.each(text), text


def test_numbers_are_levelled_alike_by_steps() -> None:
    order = random.Random(2)
    for text in (_some(order, 16) for _ in range(5000)):
        assert level(text, stepwise=True) == level(text, stepwise=False), text


def test_the_largest_of_packed_numbers_is_found_alike_by_steps() -> None:
    order = random.Random(3)
    for _ in range(500):
        numbers = [order.randrange(2**32) for _ in range(order.randrange(1, 60))]
        packed = b"".join(number.to_bytes(4, "little") for number in (*numbers, max(numbers)))
        assert largest(packed, stepwise=True) == numbers.index(max(numbers))
        assert largest(packed, stepwise=False) == numbers.index(max(numbers))


@pytest.mark.parametrize("path", sorted(compiled.READER.rglob("*.py")), ids=lambda p: p.stem)
def test_what_the_compiler_is_shown_has_the_same_lines(path: Path) -> None:
    source = path.read_text("utf-8")
    made = shown(source)
    assert made.count("\n") == source.count("\n")  # so that a traceback leads to the source
    compile(made, str(path), "exec")


def test_the_reader_as_the_compiler_is_shown_it_reads_the_same(tmp_path: Path) -> None:
    package, _ = prepared(tmp_path)
    (package / "native__mypyc.py").touch()  # by which a compiled reader is known
    texts = [one.read_text("utf-8") for one in sorted(Path(__file__).parent.rglob("*.txt"))[::40]]
    read = readings(str(package), texts)
    assert read == readings("python", texts) and read.count("Report(") >= len(texts) > 2


def test_a_constructor_written_out_makes_the_same_object() -> None:
    source = """from __future__ import annotations
from dataclasses import dataclass, field

@dataclass(slots=True)
class Carry:
    at: int
    named: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    told: bool = False  # a comment

LAST = Carry(1, told=True)
"""
    plain: dict[str, object] = {}
    written: dict[str, object] = {}
    exec(source, plain)
    made = shown(source)
    assert "LAST: Final = " in made and "init=False" in made
    exec(made, written)
    one, other = plain["LAST"], written["LAST"]
    assert is_dataclass(one) and is_dataclass(other)
    assert [(f.name, getattr(one, f.name)) for f in fields(one)] == [
        (f.name, getattr(other, f.name)) for f in fields(other)
    ]


def test_tuples_are_made_of_the_same_values() -> None:
    source = """from __future__ import annotations
from typing import NamedTuple

class When(NamedTuple):
    scope: str
    told: tuple[When, ...]
    stated: bool = False
    ahead: str | None = None

def made(listed):
    return [When("日前", (), ahead="去年"), When(
        scope="period", told=(When("since", ()), When("共", (), True)),  # a comment
    ), When(*listed), f"{When('以来', ())}"]
"""
    node = next(one for one in ast.parse(source).body if isinstance(one, ast.ClassDef))
    written = tuples_made(source, "periods", {("periods", "When"): node})
    assert written.count("\n") == source.count("\n")
    assert written.count("_tuple_made(") == 5
    plain: dict[str, Any] = {}
    exec(source, plain)
    other: dict[str, Any] = {}
    exec(INSTEAD, other)
    exec(written.replace("; from shanhai.reading.instead import _tuple_made", ""), other)
    listed = ("target", (), False, None)
    assert repr(other["made"](listed)) == repr(plain["made"](listed))
    assert all(isinstance(one, other["When"]) for one in other["made"](listed)[:3])


def test_sorted_numbers_are_searched_as_bisect_does() -> None:
    made: dict[str, Any] = {}
    exec(INSTEAD, made)
    order = random.Random(3)
    for _ in range(500):
        numbers = sorted(order.choices(range(20), k=order.randrange(12)))
        one = order.randrange(-1, 21)
        assert made["bisect_left"](numbers, one) == bisect_left(numbers, one)
        assert made["bisect_right"](numbers, one) == bisect_right(numbers, one)


def test_machine_code_of_another_source_is_never_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = tmp_path / "reading"
    shutil.copytree(compiled.READER, reader, ignore=shutil.ignore_patterns("native"))
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "native")
    monkeypatch.setattr(compiled, "digest", lambda: DIGEST(reader))
    monkeypatch.delenv("SHANHAI_READER")
    made = tmp_path / "native" / DIGEST(reader)
    assert compiled.folder() is None
    made.mkdir(parents=True)
    assert compiled.folder() == str(made)
    (reader / "times.py").write_text("# edited\n")
    assert compiled.folder() is None
