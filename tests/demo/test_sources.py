"""The demo's files say what they must, and come from their sources."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "src" / "shanhai" / "demo"
FACTS = yaml.safe_load((Path(__file__).parent / "facts.yaml").read_text(encoding="utf-8"))
NAMES = sorted(FACTS)


def expected(name: str) -> dict[str, Any]:
    return json.loads((DEMO / "expected" / f"{name}.json").read_text(encoding="utf-8"))


def received(name: str) -> str:
    """The text of a report as its file holds it, markup aside."""
    path = DEMO / "reports" / expected(name)["file"]
    if path.suffix == ".docx":
        return "\n".join(line.text for line in docx.Document(str(path)).paragraphs)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_public_figure_stands_in_the_demo_report(name: str) -> None:
    def key(row: list[Any]) -> tuple[Any, ...]:
        periods = () if name == "dejiang-2024-06" else (row[5], row[6])
        return (*row[:5], *periods, row[7], row[8])

    rows = [
        [
            *(claim[field] for field in ("indicator", "value", "unit", "bound", "scope")),
            *claim["period"],
            "、".join(claim["provider"]),
            "、".join(claim["receiver"]),
        ]
        for claim in expected(name)["claims"]
    ]
    assert Counter(map(key, rows)) == Counter(map(key, FACTS[name]))


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_figure_stands_in_the_file_in_its_clause(name: str) -> None:
    text, at = received(name), 0
    for claim in expected(name)["claims"]:
        clause = text.find(claim["quote"], max(0, at - len(claim["quote"])))
        assert clause >= 0, claim["quote"]
        found = text.find(claim["num"], max(clause, at))
        assert found >= at, claim["num"]
        assert claim["num"] in claim["quote"]
        at = found + len(claim["num"])


@pytest.mark.parametrize("name", NAMES)
def test_expected_periods_are_days_in_order(name: str) -> None:
    wanted = expected(name)
    assert date.fromisoformat(wanted["published"])
    for claim in wanted["claims"]:
        first, last = claim["period"]
        assert first[:4] <= last[:4] <= wanted["published"][:4]


def test_two_reports_are_clean_and_three_damaged() -> None:
    damaged = [name for name in NAMES if "鎮" in received(name)]
    assert damaged == ["dejiang-2024-06", "jiangkou-2023-01", "yuping-2025-03"]
    assert "(zhèn)" in received("yuping-2025-03")
    assert "?xùn)|西部" in received("yuping-2025-03")
    assert "?！苯涣骱献?" in received("yuping-2025-03")
    assert ",," in received("dejiang-2024-06")
    assert " 908人" in received("dejiang-2024-06")


def test_pdf_copy_says_what_the_word_file_says() -> None:
    pages = pypdf.PdfReader(DEMO / "reports" / "shixing-2024-03.pdf").pages
    printed = "".join(page.extract_text() for page in pages).split()
    assert "".join(printed) == "".join(received("shixing-2024-03").split())
    assert (DEMO / "reports" / "shixing-2024-03.pdf").stat().st_size < 300_000


def _contents(path: Path) -> object:
    if path.suffix in {".docx", ".xlsx"} and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return path.read_bytes()


def test_files_come_from_their_sources(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "build_demo.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, timeout=120)
    built = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert len(built) > 15
    for path in sorted(built):
        assert _contents(tmp_path / path) == _contents(DEMO / path), path
