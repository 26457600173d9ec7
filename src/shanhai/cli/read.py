"""`shanhai read`: reports in, claims out."""

import json
import os
from datetime import date, datetime
from pathlib import Path

import click
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shanhai.reading.explain import explain
from shanhai.reading.folder import Outcome, read_folder, unopened
from shanhai.reading.indicators import catalogue
from shanhai.reading.inputs import InputError, extract
from shanhai.reading.report import read as read_text

SUFFIXES = frozenset(
    (
        ".txt",
        ".html",
        ".htm",
        ".docx",
        ".doc",
        ".wps",
        ".pdf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".csv",
        ".md",
        ".png",
        ".jpg",
        ".jpeg",
        ".tif",
        ".tiff",
    )  # fmt: skip
)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """The given files, and all readable files inside the given folders."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            found.extend(sorted(inside))
        else:
            found.append(path)
    return found


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="每份报告写一个 NAME.json 到此文件夹。",
)
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="文中没有年份时以此日期推定。")
@click.option("--format", "form", type=click.Choice(["json"]), help="直接打印 JSON。")
@click.option("--explain", "why", is_flag=True, help="说明修复了什么、认出了什么、依据哪条规则。")
@click.option("--jobs", type=click.IntRange(1, 256), help="同时使用的进程数，默认用全部核心。")
def read(
    paths: tuple[Path, ...],
    out: Path | None,
    published: datetime | None,
    form: str | None,
    why: bool,
    jobs: int | None,
) -> None:
    """读报告（文件或文件夹）：找出每个数字，是谁的、给谁、何时、已办还是计划。"""
    _ask_vocabulary()
    day = published.date() if published else None
    files = _files(paths)
    if not files:
        raise click.ClickException(
            "给出的文件夹里没有可读的文件（txt、html、docx、pdf、xlsx、csv）。"
        )
    if out is None:
        _print(files, day, why)
        return
    if form or why:
        raise click.UsageError("--out 与 --format、--explain 不能同时使用。")
    failed = [o for o in _with_progress(files, out, day, jobs) if o.error]
    for outcome in failed:
        click.echo(outcome.error, err=True)
    if failed:
        raise SystemExit(1)


def _ask_vocabulary() -> None:
    """Say what is wrong with the words an office has laid over the packaged ones."""
    try:
        catalogue()
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        folder = os.environ.get("SHANHAI_VOCABULARY_DIR", "")
        told = error.args[0] if isinstance(error, KeyError) else error
        raise click.ClickException(
            f"词表读不懂：{told}。请对照 docs/rules/reading.md 改正“{folder}”里的文件。"
        ) from error


def _print(files: list[Path], day: date | None, why: bool) -> None:
    """Print each report: an account of the reading, or its JSON."""
    failed = False
    for path in files:
        try:
            extracted = extract(path.read_bytes(), path.name)
        except (InputError, OSError) as error:
            told = unopened(path, error) if isinstance(error, OSError) else str(error)
            click.echo(told, err=True)
            failed = True
            continue
        report = read_text(extracted.text, published=day or extracted.published)
        if why:
            if len(files) > 1:
                click.echo(f"\n==== {path}")
            click.echo(explain(extracted.text, report))
        else:
            click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
    if failed:
        raise SystemExit(1)


def _with_progress(
    files: list[Path], out: Path, day: date | None, jobs: int | None
) -> list[Outcome]:
    """Read into a folder behind a progress bar."""
    bar = Progress(
        TextColumn("读报告"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    )
    claims = skipped = 0
    with bar:
        task = bar.add_task("read", total=len(files), note="")

        def heard(outcome: Outcome) -> None:
            nonlocal claims, skipped
            claims += outcome.claims
            skipped += outcome.skipped
            bar.update(
                task,
                advance=1,
                note=f"{claims}个数字" + (f"，跳过{skipped}份已读" if skipped else ""),
            )

        return read_folder(files, out, jobs=jobs, published=day, progress=heard)
