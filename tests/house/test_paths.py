"""The repository stands by itself: no path of one machine, no link that leads nowhere."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".sh", ".html", ".css", ".js", ".txt", ""}
MACHINE = re.compile(r"(?<![\w./])/(?:home|Users|root|workspace|mnt|media)/[\w.-]+")
UPWARD = re.compile(r"(?<![\w/.])((?:\.\./)+[\w][\w./-]*)")
LINK = re.compile(r"\]\(([^)#\s]+)")


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


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in texts()
        if path.suffix == ".md"
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []
