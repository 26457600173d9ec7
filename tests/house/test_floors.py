"""Floors hold for imports (lint-imports, in `make check`) and, here, for foreign keys."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = next(c for c in CONTRACTS["contracts"] if c["id"] == "floors")["layers"]
HEIGHT = {
    name: height
    for height, line in enumerate(reversed(LAYERS))
    for name in (part.strip() for part in line.split("|"))
}

MODELS = [model for model in apps.get_models() if model.__module__.startswith("shanhai.")]


def floor(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def relations() -> list[tuple[type[Model], Field, type[Model]]]:
    """Every forward relation of our models to a model of ours."""
    return [
        (model, field, field.related_model)
        for model in MODELS
        for field in model._meta.get_fields(include_parents=False)
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("shanhai.")
    ]


@pytest.mark.parametrize(
    ("model", "field", "target"),
    [
        pytest.param(*row, id=f"{row[0].__name__}.{row[1].name}")
        for row in relations()
        if floor(row[0]) != floor(row[2])
    ],
)
def test_a_foreign_key_goes_down(model: type[Model], field: Field, target: type[Model]) -> None:
    assert HEIGHT[floor(model)] > HEIGHT[floor(target)], (
        f"{model.__name__}.{field.name} on the floor {floor(model)} points at {target.__name__} "
        f"on {floor(target)}, which does not lie below"
    )


def test_relations_were_found() -> None:
    assert len(relations()) > 20


def test_no_relation_hides_its_target() -> None:
    hidden = [
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is None
    ]
    assert not hidden, "generic relations escape the floors; point at a records.Ref"
