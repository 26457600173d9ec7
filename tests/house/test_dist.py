"""The wheel carries everything an office needs; installing it is `make check-dist`."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tools.check_dist import CARRIED, ROOT


def test_the_wheel_carries_pages_styles_vocabularies_and_demo(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert [name for name in CARRIED if name not in names] == []
    committed = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src/shanhai").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(committed - names) == []
