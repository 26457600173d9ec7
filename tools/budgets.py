"""The budgets of the house, measured: sizes of files and functions, names, empty functions.

`make check` runs it; tests/house/test_budgets.py holds the same numbers.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_MAX, FILE_P90 = 600, 300
FUNCTION_MAX, FUNCTION_P90 = 100, 22
FORBIDDEN_NAMES = {"utils", "util", "core", "base", "helpers", "common_utils", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Measured:
    """One file or function and its number of lines."""

    where: str
    lines: int


def sources(*folders: str) -> list[Path]:
    """All Python files of the folders, migrations left out: those are generated."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def files(paths: list[Path]) -> list[Measured]:
    """Lines of every file that holds anything."""
    measured = [Measured(str(path.relative_to(ROOT)), _lines(path)) for path in paths]
    return [one for one in measured if one.lines]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(paths: list[Path]) -> list[Measured]:
    """Lines of every function, decorators left out."""
    return [
        Measured(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", _span(node))
        for path in paths
        for node in _functions(path)
    ]


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def _span(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def empty_functions(paths: list[Path]) -> list[str]:
    """Functions whose body does nothing."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in paths
        for node in _functions(path)
        if all(_is_nothing(statement) for statement in node.body)
    ]


def _is_nothing(statement: ast.stmt) -> bool:
    words = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return words or isinstance(statement, ast.Pass)


def badly_named(paths: list[Path]) -> list[str]:
    """Modules and packages whose name says nothing of what is in them."""
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if FORBIDDEN_NAMES & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]


def p90(measured: list[Measured]) -> int:
    """The number of lines that nine of ten stay under."""
    lines = sorted(one.lines for one in measured)
    return lines[int(len(lines) * 0.9)] if lines else 0


def breaches() -> list[str]:
    """Every budget that is not kept, as sentences."""
    product = sources("src", "tools", "bench")
    everything = product + sources("tests")
    found = []
    for name, measured, top, usual in (
        ("file", files(everything), FILE_MAX, FILE_P90),
        ("function", functions(everything), FUNCTION_MAX, FUNCTION_P90),
    ):
        found += [
            f"{one.where}: {one.lines} lines, a {name} may have {top}"
            for one in measured
            if one.lines > top
        ]
        if p90(measured) > usual:
            found.append(f"p90 of {name}s is {p90(measured)} lines, the budget is {usual}")
    found += [f"{where}: does nothing" for where in empty_functions(everything)]
    found += [f"{where}: choose a name that says what it holds" for where in badly_named(product)]
    return found


def main() -> int:
    product = sources("src")
    print(
        f"{len(files(product))} files, p90 {p90(files(product))} lines; "
        f"{len(functions(product))} functions, p90 {p90(functions(product))} lines"
    )
    found = breaches()
    print("\n".join(found) or "all budgets kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
