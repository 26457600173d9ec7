"""Keep the English face complete: list what lacks English, and compile the catalogue.

    python tools/translations.py          # name missing and unused strings, write django.mo
    python tools/translations.py --list   # print missing strings as an empty catalogue

Strings are found in templates ({% translate %}, {% blocktranslate %}, _("…")) and in Python
(gettext and its kin under any of their usual names, and the words of TextChoices). Vocabularies
carry their English themselves: every name with a name_en joins the compiled catalogue.
"""

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).resolve().parent.parent / "src" / "shanhai"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"

_TAG = re.compile(r"""\{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.S
)
_MARKED = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')\)""")
_CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "_lazy"}


def template_strings(text: str) -> Iterator[str]:
    """Strings a template asks to be translated."""
    for pattern in (_TAG, _MARKED):
        for found in pattern.finditer(text):
            yield found.group(1) or found.group(2)
    for found in _BLOCK.finditer(text):
        body = re.sub(r"\{\{\s*(\w+)[^}]*\}\}", r"%(\1)s", found.group(2))
        if "trimmed" in found.group(1):
            body = " ".join(line.strip() for line in body.strip().splitlines())
        yield from re.split(r"\{%\s*plural\s*%\}", body)


def python_strings(text: str) -> Iterator[str]:
    """Literal strings given to gettext in a module."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in _CALLS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def choice_strings(text: str) -> Iterator[str]:
    """The words of every TextChoices in a module."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.ClassDef):
            continue
        if not any(ast.unparse(base).endswith("TextChoices") for base in node.bases):
            continue
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
                word = line.value.elts[-1]
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value


def vocabulary_names() -> dict[str, str]:
    """Every name of a vocabulary that has its English beside it."""
    names: dict[str, str] = {}
    for path in sorted((SOURCE / "vocabulary").glob("*.yaml")):
        _collect(yaml.safe_load(path.read_text("utf-8")), names)
    return names


def _collect(branch: Any, names: dict[str, str]) -> None:
    if isinstance(branch, dict):
        if isinstance(branch.get("name"), str) and isinstance(branch.get("name_en"), str):
            names.setdefault(branch["name"], branch["name_en"])
        for value in branch.values():
            _collect(value, names)
    elif isinstance(branch, list):
        for value in branch:
            _collect(value, names)


def wanted() -> dict[str, str]:
    """Every string to translate, with the first file that asks for it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        strings: list[str]
        if path.suffix == ".html":
            strings = list(template_strings(path.read_text("utf-8")))
        elif path.suffix == ".py":
            text = path.read_text("utf-8")
            strings = [*python_strings(text), *choice_strings(text)]
        else:
            continue
        for string in strings:
            if not re.search(r"[\u4e00-\u9fff]", string):
                continue
            found.setdefault(string, str(path.relative_to(SOURCE)))
    indicators = SOURCE / "vocabulary" / "indicators.yaml"
    for row in yaml.safe_load(indicators.read_text("utf-8")).values():
        found.setdefault(row["field"], "vocabulary/indicators.yaml")
    return found


def catalogue(path: Path = CATALOGUE) -> dict[str, str]:
    """The translations of a .po file by their source string."""
    entries: dict[str, str] = {}
    key: list[str] = []
    value: list[str] = []
    into = key
    for line in [*path.read_text("utf-8").splitlines(), 'msgid ""']:
        if line.startswith("msgid "):
            if value:
                entries["".join(key)] = "".join(value)
            key, value = [ast.literal_eval(line[6:])], []
            into = key
        elif line.startswith("msgstr "):
            value = [ast.literal_eval(line[7:])]
            into = value
        elif line.startswith('"'):
            into.append(ast.literal_eval(line))
    return entries


def compiled(entries: dict[str, str]) -> bytes:
    """The catalogue in gettext's binary form."""
    pairs = sorted((key.encode(), value.encode()) for key, value in entries.items() if value)
    ids = b"".join(key + b"\0" for key, _value in pairs)
    start = 28 + 16 * len(pairs)
    keys, values = [], []
    at, to = start, start + len(ids)
    for key, value in pairs:
        keys += [len(key), at]
        values += [len(value), to]
        at, to = at + len(key) + 1, to + len(value) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    table = struct.pack(f"<{4 * len(pairs)}I", *keys, *values)
    return head + table + ids + b"".join(value + b"\0" for _key, value in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print missing strings only")
    options = parser.parse_args()
    written, asked = catalogue(), wanted()
    entries = {**vocabulary_names(), **written}
    missing = {string: where for string, where in asked.items() if not entries.get(string)}
    if options.list:
        for string, where in missing.items():
            print(f'#: {where}\nmsgid {quoted(string)}\nmsgstr ""\n')
        return 0
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(entries))
    for string, where in missing.items():
        print(f"no English for “{string}” ({where})")
    # Words of models and vocabularies are translated where they are shown.
    shown = "".join(
        path.read_text("utf-8") for kind in ("py", "yaml") for path in SOURCE.rglob(f"*.{kind}")
    )
    for string in written:
        if string not in asked and string not in shown:
            print(f"not used any more: “{string}”")
    return 1 if missing else 0


def quoted(string: str) -> str:
    escaped = string.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())
