"""The repository stands by itself: no path of one machine, nothing that leads nowhere."""

import re
import subprocess
from pathlib import Path

import pytest

from shanhai.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".html", ".css", ".js", ".txt", ""}
MACHINE = re.compile(r"(?<![\w./])/(?:home|Users|root|workspace|mnt|media)/[\w.-]+")
UPWARD = re.compile(r"(?<![\w/.])((?:\.\./)+[\w][\w./-]*)")
LINK = re.compile(r"\]\((?!\w+:)([^)\s]+)\)")
NAMED = re.compile(r"`((?:src|docs|tests|bench|tools)/[\w./*-]+)`")
MAKE = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:`|^)shanhai ([a-z-]+)", re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def texts() -> list[Path]:
    """The text files under version control; vendored and demo files are others' words."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    return [
        ROOT / name
        for name in listed
        if name
        and Path(name).suffix in TEXT
        and "static/vendor" not in name
        and (ROOT / name).is_file()
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in texts()
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="ignore"))
        if path != Path(__file__)
    ]
    assert found == []


def test_no_file_names_where_it_was_checked_out() -> None:
    place = str(ROOT)
    assert len(ROOT.parts) > 2, "a checkout right under / would make this test meaningless"
    named = [path for path in texts() if place in path.read_text("utf-8", errors="ignore")]
    assert named == []


def test_no_path_leads_out_of_the_repository() -> None:
    leaving = []
    for path in texts():
        for match in UPWARD.finditer(path.read_text(encoding="utf-8", errors="ignore")):
            target = (path.parent / match.group(1)).resolve()
            if not target.is_relative_to(ROOT) or not target.exists():
                leaving.append(f"{path.relative_to(ROOT)}: {match.group(1)}")
    assert leaving == []


def anchors(page: Path) -> set[str]:
    """The headings of a document, as the addresses that lead to them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_points_to_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    missing = [f"make {name}" for name in MAKE.findall(text) if name not in TARGETS]
    missing += [f"shanhai {name}" for name in COMMAND.findall(text) if name not in main.commands]
    missing += [path for path in NAMED.findall(text) if not list(ROOT.glob(path))]
    for link in LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or anchor and anchor not in anchors(target):
            missing.append(link)
    assert missing == []
