"""Reading many files: all cores, resumable, never a half-written report."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from shanhai.reading.inputs import InputError, extract
from shanhai.reading.repair import quality, repair, text_key
from shanhai.reading.report import read


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: claims found, or why it could not be read."""

    path: Path
    claims: int
    skipped: bool = False
    error: str = ""


def read_file(path: Path, published: date | None = None) -> dict[str, object]:
    """The report of one file in the JSON contract, with the hash of the bytes it was read from.

    Copies of one text have the same ``text_key``; trust the one of the highest ``quality``.
    Raises InputError with a Chinese sentence when the file cannot be read.
    """
    data = path.read_bytes()
    extracted = extract(data, path.name)
    made = read(extracted.text, published=published or extracted.published).to_dict()
    made["source"] = {
        "name": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "published": published.isoformat() if published else None,  # as given, not as found
        "text_key": text_key(repair(extracted.text)),
        "quality": quality(extracted.text),
    }
    return made


def read_folder(
    paths: Iterable[Path],
    out: Path,
    *,
    jobs: int | None = None,
    published: date | None = None,
    progress: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Read every file into ``out/NAME.json``; those already read with the same bytes and the same
    day of publication are skipped.

    A report is written whole or not at all. ``progress`` hears of each file as it is finished.
    """
    out.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    todo = [(path, target) for path, target in _targets(paths, out)]
    work = partial(_one, published=published)
    jobs = max(1, min(jobs or os.cpu_count() or 1, len(todo) or 1))
    done: list[Outcome] = []
    if jobs == 1:
        results = map(work, todo)
        for outcome in results:
            done.append(outcome)
            if progress:
                progress(outcome)
        return done
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for outcome in pool.imap_unordered(work, todo, chunksize=8):
            done.append(outcome)
            if progress:
                progress(outcome)
    return done


def _sweep(out: Path) -> None:
    """Take away what runs that were killed left half written."""
    for path in out.glob(".*.json.*"):
        writer = path.suffix.removeprefix(".")
        if writer.isdigit() and not _writing(writer):
            path.unlink(missing_ok=True)


def _writing(pid: str) -> bool:
    """Whether the process runs: one killed keeps its number until it is waited for."""
    try:
        stat = Path("/proc", pid, "stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _targets(paths: Iterable[Path], out: Path) -> Iterable[tuple[Path, Path]]:
    """Each file with the place of its report; files of one name in two folders stay apart."""
    taken: dict[str, int] = {}
    for path in paths:
        count = taken[path.stem] = taken.get(path.stem, 0) + 1
        name = path.stem if count == 1 else f"{path.stem}-{count}"
        yield path, out / f"{name}.json"


def _one(pair: tuple[Path, Path], published: date | None) -> Outcome:
    path, target = pair
    try:
        if _finished(path, target, published):
            return Outcome(path, 0, skipped=True)
        made = read_file(path, published)
    except InputError as error:
        return Outcome(path, 0, error=str(error))
    except OSError as error:
        return Outcome(path, 0, error=unopened(path, error))
    whole = target.with_name(f".{target.name}.{os.getpid()}")
    whole.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(whole, target)
    claims = made["claims"]
    return Outcome(path, len(claims) if isinstance(claims, list) else 0)


def unopened(path: Path, error: OSError) -> str:
    """What is said of a file the system will not open."""
    return f"文件“{path.name}”打不开：{error.strerror}。请检查路径和权限。"


def _finished(path: Path, target: Path, published: date | None) -> bool:
    """Whether a report of the very same bytes, read with the same day, is already there."""
    if not target.exists():
        return False
    try:
        source = json.loads(target.read_text(encoding="utf-8"))["source"]
        given = source["published"] == (published.isoformat() if published else None)
        return given and source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    except (ValueError, KeyError, TypeError):
        return False
