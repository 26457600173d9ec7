"""What a person can set or type is written down."""

import ast
import re
from pathlib import Path

import pytest

from shanhai.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def settings_read() -> list[str]:
    """The environment variables that the settings file reads, taken from its syntax tree."""
    tree = ast.parse((ROOT / "src/shanhai/config/settings.py").read_text(encoding="utf-8"))
    return sorted(
        {
            str(node.args[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func).startswith("env.")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        }
    )


@pytest.mark.parametrize("name", settings_read())
def test_a_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in OPERATIONS


def test_every_documented_setting_exists() -> None:
    documented = set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", OPERATIONS, re.MULTILINE))
    assert documented == set(settings_read())


@pytest.mark.parametrize("command", sorted(main.commands))
def test_a_command_is_documented_and_explains_itself(command: str) -> None:
    assert f"`shanhai {command}" in OPERATIONS
    assert main.commands[command].help
