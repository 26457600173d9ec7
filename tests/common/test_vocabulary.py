"""Vocabularies are read by two readers of YAML, which must take them for the same."""

from pathlib import Path

import pytest

from shanhai.common import vocabulary
from shanhai.reading import data

NAMES = sorted(path.stem for path in Path(str(vocabulary.PACKAGED)).glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_and_the_rest_of_the_product_take_a_vocabulary_for_the_same(name: str) -> None:
    assert vocabulary.load(name) == data.load(name, "") != {}
