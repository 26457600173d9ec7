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
            words = overlay(words, yaml.safe_load(own.read_text("utf-8")) or {})
    return words
