"""The catalogue of indicators, with those an office adds."""

from pathlib import Path

import pytest

from shanhai.common.indicators import Nature, indicator, indicators

OWN = "care_stations: {name: 养老驿站, unit: 个, nature: stock, field: 社会帮扶}\n"


def test_an_indicator_of_an_office_is_known_wherever_one_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "care_stations" not in indicators()
    (tmp_path / "indicators.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("SHANHAI_VOCABULARY_DIR", str(tmp_path))
    own = indicator("care_stations")
    assert (own.name, own.nature, own.field) == ("养老驿站", Nature.STOCK, "社会帮扶")
    assert indicator("teachers_dispatched").name == "选派教师"


def test_a_figure_outside_the_catalogue_is_a_flow_under_its_own_name() -> None:
    other = indicator("other:行政村")
    assert (other.name, other.nature) == ("行政村", Nature.FLOW)
