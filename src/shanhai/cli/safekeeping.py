"""`shanhai backup` and `restore`: the whole installation as one file."""

import os
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.db import connection

SQLITE_COPY = "shanhai.sqlite3"
POSTGRES_COPY = "database.dump"


def copy_database(folder: Path) -> Path:
    """A consistent copy of the database, taken while it is in use."""
    if connection.vendor == "sqlite":
        copy = folder / SQLITE_COPY
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return copy
    copy = folder / POSTGRES_COPY
    _postgres(["pg_dump", "--format=custom", "--no-owner", "--file", str(copy)])
    return copy


def _postgres(command: list[str]) -> None:
    """Run a PostgreSQL client on our database."""
    parameters: dict[str, Any] = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}  # nosec B105
    env = {name: str(parameters[key]) for key, name in names.items() if parameters.get(key)}
    try:
        subprocess.run(
            [*command, f"--dbname={parameters['dbname']}"], check=True, env=os.environ | env
        )
    except FileNotFoundError as error:
        raise click.ClickException(
            f"没有找到 {command[0]}，请安装 PostgreSQL 客户端后再试。"
        ) from error
    except subprocess.CalledProcessError as error:
        raise click.ClickException(f"{command[0]} 没有成功，原因见上。") from error


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """把数据库和全部原件存成一个 .tar.gz 文件；使用中也可以备份。"""
    if file.exists():
        raise click.ClickException(f"{file} 已存在，请换一个文件名。")
    with tempfile.TemporaryDirectory() as folder:
        # The database first: an original reaches the disk before its row does, so whatever the
        # copied rows name is there when the originals are packed.
        copy = copy_database(Path(folder))
        part = file.with_name(file.name + ".part")
        with tarfile.open(part, "w:gz") as archive:
            archive.add(copy, copy.name)
            if settings.BLOB_DIR.exists():
                archive.add(settings.BLOB_DIR, "blobs")
        part.replace(file)
    click.echo(f"已备份到 {file}（{file.stat().st_size // 1024} KB）。")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """从备份文件恢复到一个空的数据目录（PostgreSQL 须是空库）。"""
    if settings.BLOB_DIR.exists() or (settings.DATA_DIR / SQLITE_COPY).exists():
        raise click.ClickException(
            f"数据目录 {settings.DATA_DIR} 里已有数据。请把它移走，或用 SHANHAI_DATA_DIR 另指一个。"
        )
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tarfile.open(file) as archive:
        archive.extractall(settings.DATA_DIR, filter="data")
    dump = settings.DATA_DIR / POSTGRES_COPY
    copy = settings.DATA_DIR / SQLITE_COPY
    if connection.vendor == "sqlite" and dump.exists():
        raise click.ClickException("这份备份来自 PostgreSQL，请先设置 DATABASE_URL。")
    if connection.vendor == "sqlite":
        copy.replace(settings.DATABASES["default"]["NAME"])
    elif copy.exists():
        raise click.ClickException("这份备份来自 SQLite，请去掉 DATABASE_URL 再恢复。")
    else:
        _postgres(["pg_restore", "--no-owner", "--exit-on-error", str(dump)])
        dump.unlink()
    click.echo("已恢复。请执行 shanhai migrate 和 shanhai doctor。")
