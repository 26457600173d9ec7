"""Vocabularies: the words an office changes every year, kept as data and not as code.

A packaged file `vocabulary/NAME.yaml` is a mapping; a file of the same name in the office's own
folder (SHANHAI_VOCABULARY_DIR) is laid over it, mapping by mapping, so that adding an indicator,
a column or a right takes no code.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

PACKAGED = files("shanhai") / "vocabulary"


class VocabularyError(ValueError):
    """An office's own file that cannot be taken; a Chinese sentence naming the file, the place and
    what to do."""


def overlay(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`under` with the mappings of `over` laid on top; lists and scalars are replaced whole."""
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = overlay(merged[key], value) if both else value
    return merged


@lru_cache(maxsize=64)
def load(name: str, office_dir: str = "") -> dict[str, Any]:
    """The vocabulary `name` (no suffix), the office's own file laid over the packaged one.

    Raises FileNotFoundError when the package has no such vocabulary.
    """
    words: dict[str, Any] = yaml.safe_load((PACKAGED / f"{name}.yaml").read_text("utf-8")) or {}
    if office_dir:
        own = Path(office_dir) / f"{name}.yaml"
        if own.exists():
            words = overlay(words, _own(own))
    return words


def _own(file: Path) -> dict[str, Any]:
    try:
        told = yaml.safe_load(file.read_text("utf-8")) or {}
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{file} 不是 UTF-8 文本，请另存为 UTF-8。") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第{mark.line + 1}行" if mark else "有一处"
        raise VocabularyError(
            f"{file} {where}写得不合 YAML，请核对缩进、冒号后的空格和成对的括号、引号。"
        ) from error
    if not isinstance(told, dict):
        raise VocabularyError(f"{file} 的最外层要写成“名称: 内容”，请对照手册里的例子。")
    return told


def strangers(office_dir: str) -> list[str]:
    """Files in an office's folder that go by no vocabulary's name, so that nothing reads them."""
    known = {one.name for one in PACKAGED.iterdir()}
    return sorted(one.name for one in Path(office_dir).glob("*.y*ml") if one.name not in known)
