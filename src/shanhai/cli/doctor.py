"""`shanhai doctor`: is everything stored still what it was, and can the product run?"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator

import click
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult
from rich.console import Console
from rich.progress import track

from shanhai.common import vocabulary
from shanhai.common.loose_keys import lost_rows
from shanhai.common.vocabulary import VocabularyError
from shanhai.figures.services import recount
from shanhai.ledger.books import books
from shanhai.ledger.workbooks.stored import stored_rosters
from shanhai.records.finding.services import mend
from shanhai.records.queries import broken_links
from shanhai.sources.queries import damaged_blobs


def data_folder() -> Iterator[str]:
    """Problems with the place where everything is kept."""
    folder = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        yield f"数据目录 {folder} 不存在或不可写：请执行 shanhai migrate，或核对 SHANHAI_DATA_DIR。"
    elif shutil.disk_usage(folder).free < 1024**3:
        yield f"数据目录 {folder} 所在磁盘剩余不足 1 GB，请清理或更换磁盘。"


def vocabularies() -> Iterator[str]:
    """What is wrong with the office's own vocabularies."""
    folder = settings.VOCABULARY_DIR
    if not folder:
        return
    for name in vocabulary.strangers(folder):
        yield f"{folder} 里的 {name} 不是词表的名字，没有读取：请改成自带词表的文件名。"
    for one in vocabulary.PACKAGED.iterdir():
        if one.name.endswith(".yaml"):
            try:
                vocabulary.load(one.name.removesuffix(".yaml"), folder)
            except VocabularyError as error:
                yield str(error)
                return
    try:
        books(folder)
    except VocabularyError as error:
        yield str(error)


def migrations() -> Iterator[str]:
    """Migrations that were not run."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"有 {len(waiting)} 步数据库升级没有执行，请执行 shanhai migrate。"


def failed_tasks() -> Iterator[str]:
    """Background tasks that ended with an error."""
    for result in DBTaskResult.objects.failed().order_by("-finished_at")[:10]:
        yield f"后台任务 {result.task_path} 在 {result.finished_at:%Y-%m-%d %H:%M} 失败。"


def index() -> Iterator[str]:
    """Objects search would not find as they are; they are indexed anew."""
    for name, count in mend().items():
        yield f"{count} 条{name}的搜索索引与内容不符，已重建。"


def originals() -> Iterator[str]:
    """Stored originals that are missing or changed."""
    for blob, reason in damaged_blobs():
        yield f"{blob.sha256[:12]}：{reason}，请从备份恢复。"


def kept_figures() -> Iterator[str]:
    """Kept figures that are not what the entries make; they are put right."""
    yield from recount()


CHECKS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("数据目录", data_folder),
    ("词表", vocabularies),
    ("数据库版本", migrations),
    ("变更链", broken_links),
    ("行间联系", lost_rows),
    ("汇总数", kept_figures),
    ("搜索索引", index),
    ("原件校验", originals),
    ("上传的表", stored_rosters),
    ("后台任务", failed_tasks),
)


@click.command()
def doctor() -> None:
    """检查数据目录、词表、数据库、变更链、行间联系、汇总、索引、原件、上传、任务；有问题返回 1。"""
    console = Console()
    problems = 0
    for name, check in track(CHECKS, "检查中", console=console, transient=True):
        found = list(check())
        problems += len(found)
        console.print(f"{'[red]有问题[/]' if found else '[green]正常[/]  '}  {name}")
        for sentence in found:
            console.print(f"        {sentence}")
        if found and check is migrations:
            console.print("        其余检查在升级之后才能进行。")
            break
    sys.exit(1 if problems else 0)
