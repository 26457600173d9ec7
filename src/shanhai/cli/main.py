"""The `shanhai` command. One module per group of commands; each calls services and nothing else."""

import click

from shanhai.cli import ready  # isort: skip  # noqa: F401  prepares Django for the imports below
from shanhai.cli.doctor import doctor
from shanhai.cli.office import createuser, manage, migrate
from shanhai.cli.safekeeping import backup, restore
from shanhai.cli.server import serve, tick, worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shanhai", prog_name="shanhai")
def main() -> None:
    """山海：东西部协作与对口帮扶工作系统。"""


for command in (serve, worker, tick, migrate, createuser, doctor, backup, restore, manage):
    main.add_command(command)
