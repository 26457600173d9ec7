"""Writes the demo's files: python tools/build_demo.py [--out FOLDER] [--pdf].

Run by hand after a change in tools/demo_sources; what it writes is committed. `--pdf` makes the
PDF copy too, which needs LibreOffice and a Chinese font; a PDF is not the same twice, so it is
made only when asked.
"""

import argparse
import subprocess  # nosec B404
import tempfile
from pathlib import Path

from demo_build import reports

HERE = Path(__file__).parent
SOURCES = HERE / "demo_sources"
DEMO = HERE.parent / "src" / "shanhai" / "demo"
PDF_OF = "shixing-2024-03"


def build(out: Path) -> None:
    """Every demo file made from the sources, below `out`."""
    for folder in ("reports", "expected", "workbooks", "bad"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    reports.build(SOURCES, out / "reports", out / "expected")




def build_pdf(out: Path) -> None:
    """The PDF copy of one report, its fonts embedded."""
    with tempfile.TemporaryDirectory() as home:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{home}"]
        command += ["--convert-to", "pdf", "--outdir", str(out / "reports")]
        command += [str(out / "reports" / f"{PDF_OF}.docx")]
        subprocess.run(command, check=True, timeout=300)  # noqa: S603  # nosec B603


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DEMO)
    parser.add_argument("--pdf", action="store_true")
    options = parser.parse_args()
    build(options.out)
    if options.pdf:
        build_pdf(options.out)


if __name__ == "__main__":
    main()
