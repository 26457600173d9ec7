"""The national divisions that ship with the product."""

import csv
import gzip
from importlib.resources import files

import pytest

from shanhai.registry.models import Node
from shanhai.registry.services import load_divisions

PACKED = files("shanhai") / "vocabulary" / "divisions.csv.gz"


def rows() -> dict[str, dict[str, str]]:
    text = gzip.decompress(PACKED.read_bytes()).decode("utf-8")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def test_codes_are_those_of_the_official_list() -> None:
    found = rows()
    known = {"520600": "铜仁市", "520626": "德江县", "441900115": "清溪镇", "440222": "始兴县"}
    assert {code: found[code]["name"] for code in known} == known
    assert not {"市辖区", "省直辖县级行政区划"} & {row["name"] for row in found.values()}


def test_every_coordinate_belongs_to_a_division_of_that_name() -> None:
    text = (files("shanhai") / "vocabulary" / "coordinates.csv").read_text(encoding="utf-8")
    lines = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    found = rows()
    for row in lines:
        assert found[row["code"]]["name"] == row["name"]
        assert 73 < float(row["lon"]) < 136 and 3 < float(row["lat"]) < 54


@pytest.mark.django_db
def test_a_town_without_a_county_hangs_under_its_city_and_lies_where_it_is() -> None:
    assert load_divisions(["441900115"]) == 3
    town = Node.objects.get(code="441900115")
    assert town.parent and town.parent.name == "东莞市"
    assert (town.longitude, town.latitude) == (114.155, 22.845)
    assert load_divisions(["441900115"]) == 0
