"""The budgets of the house, each breach a sentence."""

import ast

from tools import budgets


def test_every_budget_is_kept() -> None:
    assert budgets.breaches() == []


def test_functions_that_do_nothing_are_seen(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(budgets, "ROOT", tmp_path)
    source = tmp_path / "one.py"
    source.write_text('def stub():\n    """Later."""\n    ...\n\ndef real():\n    return 1\n')
    assert budgets.empty_functions([source]) == ["one.py:1 stub"]


def test_p90_leaves_one_in_ten_out() -> None:
    measured = [budgets.Measured(str(lines), lines) for lines in range(1, 101)]
    assert budgets.p90(measured) == 91


def _asserts(test: ast.AST) -> bool:
    """Whether a test states anything: an assert, a pytest.raises, a playwright expect, or a
    checking function of its own."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            last = name.rsplit(".", 1)[-1].lstrip("_")
            if name in {"pytest.raises", "expect"} or "assert" in last or last.startswith("check"):
                return True
    return False


def test_every_test_asserts() -> None:
    silent = [
        f"{path.name} {node.name}"
        for path in budgets.sources("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not _asserts(node)
    ]
    assert silent == []
