"""Writes the demo's files: python tools/build_demo.py [--out FOLDER] [--pdf].

Run by hand after a change in tools/demo_sources; what it writes is committed. `--pdf` makes the
PDF copy too, which needs LibreOffice and a Chinese font; a PDF is not the same twice, so it is
made only when asked.
"""

import argparse
import subprocess  # nosec B404
import tempfile
from pathlib import Path

from demo_build import bad, books, reports

HERE = Path(__file__).parent
SOURCES = HERE / "demo_sources"
DEMO = HERE.parent / "src" / "shanhai" / "demo"
PDF_OF = "shixing-2024-03"


def build(out: Path) -> None:
    """Every demo file made from the sources, below `out`."""
    for folder in ("reports", "expected", "workbooks/bad", "bad"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    reports.build(SOURCES, out / "reports", out / "expected")
    books.build(SOURCES / "books", out / "workbooks")
    bad.build(out / "bad")
    bad.build_books(out / "workbooks" / "bad")


def build_pdf(out: Path) -> None:
    """The PDF copy of one report, its fonts embedded."""
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / f"{PDF_OF}.docx"
        copy.write_bytes(reports.for_print(SOURCES / f"{PDF_OF}.md"))
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{home}"]
        command += ["--convert-to", "pdf", "--outdir", str(out / "reports"), str(copy)]
        subprocess.run(command, check=True, timeout=300)  # noqa: S603  # nosec


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
