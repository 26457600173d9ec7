"""Install the built wheel in an empty environment, away from the clone, and use it."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One file of each kind that is not Python: forgetting any of them breaks an installed product.
CARRIED = (
    "shanhai/web/static/vendor/echarts.min.js",
    "shanhai/web/static/vendor/manifest.json",
    "shanhai/web/static/shanhai/tokens.css",
    "shanhai/web/templates/base.html",
    "shanhai/locale/en/LC_MESSAGES/django.mo",
    "shanhai/vocabulary/indicators.yaml",
    "shanhai/vocabulary/divisions.csv.gz",
    "shanhai/demo/setup.yaml",
    "shanhai/records/migrations/0001_initial.py",
)


def main() -> int:
    wheel = max((ROOT / "dist").glob("*.whl"), key=os.path.getmtime)
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in CARRIED if name not in names]
    if missing:
        print("not in the wheel:", *missing, sep="\n  ")
        return 1
    with tempfile.TemporaryDirectory(prefix="shanhai-dist-") as folder:
        python = Path(folder) / "venv/bin/python"
        uv = ROOT / ".venv/bin/uv"
        env = {**os.environ, "SHANHAI_DATA_DIR": str(Path(folder) / "data")}
        for command in (
            [uv, "venv", "-q", "--python", sys.executable, Path(folder) / "venv"],
            [uv, "pip", "install", "-q", "--python", python, "-c", ROOT / "requirements.lock"]
            + [wheel],
            [python.with_name("shanhai"), "--help"],
            [python.with_name("shanhai"), "migrate"],
            [python.with_name("shanhai"), "doctor"],
        ):
            subprocess.run([str(part) for part in command], cwd=folder, env=env, check=True)
    print(f"{wheel.name}: {wheel.stat().st_size // 1024} kB, installs and starts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
