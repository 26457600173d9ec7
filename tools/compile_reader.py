"""Machine code of the reader, made by mypyc from the same Python; run by `make compile`.

Nothing is written but src/shanhai/reading/native/DIGEST. It is put there only when it reads every
report of the tests, whole and damaged, as the Python does. Without a C compiler, one line says so
and the Python runs.
"""

import ast
import difflib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from mypyc.build import mypycify
from setuptools import Distribution, Extension
from setuptools.errors import BaseError, CCompilerError

from shanhai.reading.compiled import FOLDER, READER, digest
from tools.matching import asked, asking_first, written

ROOT = Path(__file__).resolve().parent.parent
PYTHON_STAYS = ("__init__.py", "compiled.py", "folder.py")  # at the top; and all of inputs/
# Calls within the reader go straight to where they lead.
COUNTED = ["-fprofile-use", "-fprofile-partial-training", "-Wno-missing-profile"]
FLAGS = ["-fno-semantic-interposition", "-fno-plt", "-fvisibility=hidden"]
_NAME = re.compile(r"_?[A-Z][A-Z0-9_]*")
_MADE = re.compile(r"field\(default_factory=(list|set|dict)\)")
_OPENING = "from __future__ import annotations"
# what stands in for Python's own where the reader is compiled: a search among sorted numbers that
# stays within the machine code, and tuples with names made without a call by name
INSTEAD = """
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from mypy_extensions import i64

T = TypeVar("T")
_NEW: Final = tuple.__new__


def _tuple_made(kind: type[T], values: tuple[Any, ...]) -> T:
    return _NEW(kind, values)  # type: ignore


def bisect_left(numbers: list[int], one: int) -> int:
    low: i64 = 0
    high: i64 = len(numbers)
    while low < high:
        at = (low + high) >> 1
        if numbers[at] < one:
            low = at + 1
        else:
            high = at
    return low


def bisect_right(numbers: list[int], one: int) -> int:
    return bisect_left(numbers, one + 1)
"""


def shown(source: str) -> str:
    """A module as the compiler is shown it, line for line: constants that it need not look up by
    name, and dataclasses with a constructor that it can compile."""
    tree, lines = ast.parse(source), source.split("\n")
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            _fix(node, lines)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and "@dataclass(slots=True)" in lines[: node.lineno][-2:]:
            _construct(node, lines)
    made = "\n".join(lines).replace(_OPENING, f"{_OPENING}; from typing import Final", 1)
    # pairs of equal length are taken without an iterator when nothing is said of the length
    made = re.sub(r", strict=(?:True|False)(?=\s*\))", "", made)
    return made.replace("from bisect import", "from shanhai.reading.instead import")


Named = dict[tuple[str, str], ast.ClassDef]  # the tuples with names, by module and class


def tuples_made(source: str, module: str, named: Named) -> str:
    """A module in which tuples with names are made of their values in order, line for line."""
    tree = ast.parse(source)
    homes = {node.name: module for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            homes |= {one.name: node.module.rpartition(".")[2] for one in node.names}
    making, lines = _Making(homes, named), source.split("\n")
    calls: list[ast.Call] = []
    for one in ast.walk(tree):
        if isinstance(one, ast.Call) and making.fields(one):
            inside = any(one in ast.walk(outer) for outer in calls)
            calls += [] if inside else [one]
    for call in sorted(calls, key=lambda one: (-one.lineno, -one.col_offset)):
        first, last = call.lineno - 1, (call.end_lineno or 0) - 1
        before = lines[first].encode()[: call.col_offset].decode()
        after = lines[last].encode()[call.end_col_offset or 0 :].decode()
        written = ast.unparse(making.visit(call))[:-1] + "\n" * (last - first)
        lines[first : last + 1] = f"{before}{written}){after}".split("\n")
    made = "\n".join(lines)
    also = "from shanhai.reading.instead import _tuple_made"
    return made.replace(_OPENING, f"{_OPENING}; {also}", 1) if calls else made


class _Making(ast.NodeTransformer):
    """Calls of tuples with names become calls of the one in INSTEAD."""

    def __init__(self, homes: dict[str, str], named: Named) -> None:
        self.homes, self.named = homes, named

    def fields(self, call: ast.Call) -> list[ast.AnnAssign]:
        """The fields of what is made, or none where it is something else."""
        *of, name = ast.unparse(call.func).split(".")
        home = self.homes.get(name, "") if not of else of[0] if len(of) == 1 else ""
        made = self.named.get((home, name))
        starred = any(isinstance(one, ast.Starred) for one in call.args)
        starred = starred or any(one.arg is None for one in call.keywords)
        body = made.body if made and not starred else []
        return [one for one in body if isinstance(one, ast.AnnAssign)]

    def visit_Call(self, node: ast.Call) -> ast.Call:  # noqa: N802 as ast names it
        self.generic_visit(node)
        if not (fields := self.fields(node)):
            return node
        names = [ast.unparse(one.target) for one in fields]
        given = dict(zip(names, node.args, strict=False))
        given |= {one.arg: one.value for one in node.keywords if one.arg}
        told = [given.get(name, field.value) for name, field in zip(names, fields, strict=True)]
        values = ast.Tuple([value for value in told if value], ast.Load())
        return ast.Call(ast.Name("_tuple_made", ast.Load()), [node.func, values], [])


def _fix(node: ast.Assign | ast.AnnAssign, lines: list[str]) -> None:
    """Mark a constant as one that never changes."""
    name = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not (isinstance(name, ast.Name) and _NAME.fullmatch(name.id)):
        return
    at, known = node.lineno - 1, ""
    if isinstance(node, ast.AnnAssign):
        if node.annotation.end_lineno != node.lineno or "Final" in lines[at]:
            return
        known = f"[{ast.unparse(node.annotation)}]"
    _, _, value = lines[at].partition(" = ")
    lines[at] = f"{name.id}: Final{known} = {value}"


def _construct(node: ast.ClassDef, lines: list[str]) -> None:
    """Write out the constructor of a dataclass, on the empty line behind its fields."""
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
    free = fields[-1].end_lineno or 0
    asked, made = [], []
    for one in fields:
        name, default = ast.unparse(one.target), one.value and ast.unparse(one.value)
        kind = ast.unparse(one.annotation)
        if default and (of := _MADE.fullmatch(default)):
            asked.append(f"{name}: {kind} | None = None")
            made.append(f"self.{name} = {of[1]}() if {name} is None else {name}")
        else:
            asked.append(f"{name}: {kind}" + (f" = {default}" if default else ""))
            made.append(f"self.{name} = {name}")
        if default:
            lines[one.lineno - 1] = f"    {name}: {kind}"
    if free < len(lines) and lines[free].strip():
        raise ValueError(f"{node.name}: 字段之后要有一个空行")
    head = f"    def __init__(self, {', '.join(asked)}) -> None: "
    lines[free : free + 1] = [head + "; ".join(made)]
    lines[node.lineno - 2] = "@dataclass(slots=True, init=False)"


def prepared(place: Path) -> tuple[Path, list[Path]]:
    """The reader in a folder of its own as the compiler is shown it: its package, the modules."""
    package = place / "shanhai/reading"
    shutil.copytree(READER, package, ignore=shutil.ignore_patterns("native", "__pycache__"))
    (place / "shanhai/__init__.py").touch()
    sources = {
        path: path.read_text("utf-8")
        for path in sorted(package.rglob("*.py"))
        if "inputs" not in path.parts and str(path.relative_to(package)) not in PYTHON_STAYS
    }
    named = {}
    for path, source in sources.items():
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and "NamedTuple" in map(ast.unparse, node.bases):
                named[path.stem, node.name] = node
    for path, source in sources.items():
        path.write_text(shown(tuples_made(source, path.stem, named)), "utf-8")
    instead = package / "instead.py"
    instead.write_text(INSTEAD)
    return package, [*sources, instead]


def build(place: Path, texts: list[str]) -> Path:
    """Compile the reader in a folder of its own; where the compiled modules then lie.

    GCC does so twice: once to count what is run while texts are read, then going by that.
    """
    package, modules_shown = prepared(place)
    for path in modules_shown:
        path.write_text(asking_first(path.read_text("utf-8")), "utf-8")
    modules_shown.append(shutil.copy(ROOT / "tools/asking.py", package / "expressions.py"))
    matching = package / "matching.c"
    matching.write_text(written(asked(texts[::20])))
    wanted = [str(path.relative_to(place)) for path in modules_shown]
    os.chdir(place)
    checked = ["--ignore-missing-imports", "--follow-imports=silent", "--cache-dir=.mypy"]
    modules = mypycify([*checked, *wanted], group_name="shanhai.reading.native", debug_level="0")
    modules.append(
        Extension("shanhai.reading.matching", [str(matching)], extra_compile_args=["-O2", "-w"])
    )
    made = place / "made/shanhai/reading"
    if "gcc" in (sysconfig.get_config_var("CC") or "") and sys.platform == "linux":
        _compile(modules, [*FLAGS, "-fprofile-generate"])
        readings(str(made), texts)
        _compile(modules, [*FLAGS, *COUNTED, "-Wno-coverage-mismatch"])
    else:
        _compile(modules, FLAGS)
    return made


def _compile(modules: list[Extension], flags: list[str]) -> None:
    os.environ["CFLAGS"] = " ".join(flags)
    command = Distribution({"name": "reader", "ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp, command.force = "made", "temp", True  # type: ignore[attr-defined]
    command.ensure_finalized()
    command.run()


def damaged() -> list[str]:
    """The reports of the tests, whole and with characters lost, broken off and out of order."""
    made = []
    order = random.Random(1)  # nosec B311 the same damage every time
    for path in sorted((ROOT / "tests/reading").rglob("*.txt")):
        text = path.read_text("utf-8")
        clauses = text.split("，")
        order.shuffle(clauses)
        lost = "".join(letter for letter in text if order.random() > 0.03)
        broken = "".join(f"{c}\n" if order.random() < 0.02 else c for c in text)
        made += [text, "，".join(clauses), lost, broken, text.translate({ord("0"): "０"})]
    return made


def readings(reader: str, texts: list[str]) -> str:
    """What a reader says of texts, in a process of its own."""
    code = (
        "import json, sys; from shanhai.reading import read\n"
        "for text in json.load(sys.stdin): print(read(text))"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "SHANHAI_READER": reader}, check=reader == "python",
        input=json.dumps(texts), capture_output=True, text=True,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def main() -> int:
    made = FOLDER / digest()
    if made.is_dir():
        return 0
    if not shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]):
        print("没有 C 编译器，阅读器照常以 Python 运行 / no C compiler: the reader runs as Python")
        return 0
    print("编译阅读器，约需五分钟 / compiling the reader, some five minutes", flush=True)
    texts = damaged()
    with tempfile.TemporaryDirectory(prefix="shanhai-reader-") as place:
        try:
            ready = build(Path(place), texts)
        except (BaseError, CCompilerError, OSError) as error:
            print(f"未能编译，阅读器照常以 Python 运行 / not compiled, it runs as Python: {error}")
            return 0
        read, wanted = readings(str(ready), texts), readings("python", texts)
        if read != wanted:
            print(
                "编译的阅读器读得不同，不予采用 / the compiled reader reads differently: not kept"
            )
            lines = difflib.unified_diff(wanted.splitlines(), read.splitlines(), n=0, lineterm="")
            print(*(line[:2000] for line in itertools.islice(lines, 20)), sep="\n")
            return 1
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(ready, made)
    print(f"编译完成，{len(texts)}份报告读得与 Python 相同 / compiled, with the same readings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
