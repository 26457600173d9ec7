"""The words of working together that offices change: vocabulary/cooperation.yaml, work.yaml."""

from typing import Any

from django.conf import settings

from shanhai.common import vocabulary


def words() -> dict[str, Any]:
    """The whole vocabulary, the office's own laid over it."""
    return vocabulary.load("cooperation", settings.VOCABULARY_DIR)


def name_of(group: str, code: str) -> str:
    """The Chinese name of a code of a group: `name_of("meetings", "joint")`; the code itself
    when the vocabulary does not hold it."""
    return words()[group].get(code, {}).get("name", code)


def name_of_work(section: str, code: str) -> str:
    """The Chinese name of a code of vocabulary/work.yaml; the code itself when it holds none."""
    found = vocabulary.load("work", settings.VOCABULARY_DIR)[section]
    return str(found.get(code, {}).get("name", code))
