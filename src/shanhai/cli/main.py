"""The `shanhai` command. One module per group of commands; each calls services and nothing else."""

import click

from shanhai.cli import ready  # isort: skip  # noqa: F401  prepares Django for the imports below
from shanhai.cli.demo import demo, demo_reset
from shanhai.cli.demo_load import demo_load
from shanhai.cli.doctor import doctor
from shanhai.cli.import_ import import_
from shanhai.cli.office import createuser, manage, migrate
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
    createuser,
    import_,
    read,
    doctor,
    backup,
    restore,
    manage,
)

main = click.version_option(package_name="shanhai", prog_name="shanhai")(
    click.Group(
        "shanhai",
        {command.name: command for command in COMMANDS if command.name},
        context_settings={"help_option_names": ["-h", "--help"]},
        help="山海：东西部协作与对口帮扶工作系统。",
    )
)
