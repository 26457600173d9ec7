"""What the code says in codes, the vocabularies say in words."""

import ast
from pathlib import Path

from shanhai.common import vocabulary

SOURCE = Path(__file__).resolve().parents[2] / "src" / "shanhai"


def test_every_verb_of_a_change_set_has_its_word_in_both_languages() -> None:
    """A literal second argument of `change(...)`: history and news would show a bare code."""
    written = {
        node.args[1].value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "change"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    }
    verbs = vocabulary.load("verbs")
    assert len(written) > 20
    assert not {verb for verb in written if not verbs.get(verb, {}).get("name")}
    assert not {verb for verb, row in verbs.items() if not row.get("name_en")}
