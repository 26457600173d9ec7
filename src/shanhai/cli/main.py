"""The `shanhai` command. One module per group of commands; each calls services and nothing else."""

import sqlite3
from typing import Any

import click
from django.db import OperationalError, ProgrammingError, connection

from shanhai.cli import ready  # isort: skip  # noqa: F401  prepares Django for the imports below
from shanhai.cli.demo import demo, demo_reset
from shanhai.cli.demo_load import demo_load
from shanhai.cli.doctor import doctor
from shanhai.cli.import_ import import_
from shanhai.cli.office import createuser, divisions, manage, migrate
from shanhai.cli.read import read
from shanhai.cli.safekeeping import backup, restore
from shanhai.cli.server import serve, tick, worker

COMMANDS = (
    demo,
    demo_load,
    demo_reset,
    serve,
    worker,
    tick,
    migrate,
    divisions,
    createuser,
    import_,
    read,
    doctor,
    backup,
    restore,
    manage,
)


class Commands(click.Group):
    """The commands; one that finds no database says what to do."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError, sqlite3.OperationalError) as error:
            if _has_tables():
                raise
            raise click.ClickException(
                f"数据库还没有建好，或打不开（{error}）：请先执行 shanhai migrate，"
                "或核对 SHANHAI_DATA_DIR 和 DATABASE_URL。"
            ) from error


def _has_tables() -> bool:
    try:
        return bool(connection.introspection.table_names())
    except OperationalError:
        return False


main = click.version_option(package_name="shanhai", prog_name="shanhai")(
    Commands(
        "shanhai",
        {command.name: command for command in COMMANDS if command.name},
        context_settings={"help_option_names": ["-h", "--help"]},
        help="山海：东西部协作与对口帮扶工作系统。",
    )
)
