"""Where the reader's vocabularies come from.

Each is one YAML mapping in the package; an office lays a file of the same name in the folder
named by SHANHAI_VOCABULARY_DIR over it, mapping by mapping.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

_PACKAGED = files("shanhai") / "vocabulary"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def overlay(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`under` with the mappings of `over` laid on top; lists and scalars are replaced whole."""
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = overlay(merged[key], value) if both else value
    return merged


@lru_cache(maxsize=1)  # looking into the environment costs as much as reading a sentence
def own_folder() -> str:
    """The folder of the office's own words, asked for once; empty where it has none."""
    return os.environ.get("SHANHAI_VOCABULARY_DIR", "")


def load(name: str, office: str | None = None) -> dict[str, Any]:
    """The vocabulary `name`, with the office's own words laid over the packaged ones."""
    return _load(name, own_folder() if office is None else office)


@lru_cache(maxsize=64)
def _load(name: str, folder: str) -> dict[str, Any]:
    packaged = (_PACKAGED / f"{name}.yaml").read_bytes()
    words: dict[str, Any] = yaml.load(packaged, _LOADER) or {}  # nosec B506 a safe loader
    own = Path(folder) / f"{name}.yaml"
    if folder and own.exists():
        words = overlay(words, yaml.load(own.read_bytes(), _LOADER) or {})  # nosec B506
    return words


def lines(name: str, folder: str) -> list[str]:
    """The lines of a table, the office's own in place of the packaged one."""
    own = Path(folder) / name
    table = own if folder and own.exists() else _PACKAGED / name
    return table.read_text("utf-8").splitlines()


def weight_rows(name: str, folder: str) -> Iterator[tuple[str, str, dict[str, int]]]:
    """The rows of a table of weights: what it is of, a feature, and what it speaks for."""
    for line in lines(name, folder):
        kind, feature, told = line.split("\t")
        listed = (pair.rpartition("=") for pair in told.split(" "))
        yield kind, feature, {code: int(weight) for code, _, weight in listed}


def divisions() -> list[list[str]]:
    """Rows of the national division table: code, name, level and what else its header names."""
    raw = gzip.decompress((_PACKAGED / "divisions.csv.gz").read_bytes()).decode("utf-8")
    return [line.split(",") for line in raw.splitlines()[1:] if line]
