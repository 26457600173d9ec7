"""Commands of the person who looks after an installation."""

import sys

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import transaction

from shanhai.accounts.services import AccountError, register_user
from shanhai.registry.models import Node
from shanhai.registry.queries import find_nodes
from shanhai.registry.rules import RegistryError
from shanhai.registry.services import appoint, load_divisions


@click.command()
def migrate() -> None:
    """建立或升级数据库。"""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # in the data folder
    call_command("migrate", verbosity=0)
    click.echo(f"数据库已是最新（数据目录 {settings.DATA_DIR}）。")
    if not (settings.DEMO or Node.objects.exists()):
        click.echo(
            "还没有地方：shanhai divisions 载入全国行政区划，然后 shanhai createuser 建第一个用户。"
        )


@click.command()
@click.argument("codes", nargs=-1)
def divisions(codes: tuple[str, ...]) -> None:
    """载入全国省、市、县、镇；写区划代码的开头（如 4419 5206）就只载入这些地方。"""
    strange = [code for code in codes if not code.isdecimal()]
    if strange:
        raise click.ClickException(f"“{strange[0]}”不是区划代码，请写数字，如 4419。")
    added = load_divisions(codes or None)
    click.echo(f"载入了 {added} 个地方，已有的不动。")


@click.command()
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", default="", help="角色：clerk、reviewer、leader、auditor、admin")
@click.option("--place", default="", help="所在的镇、县或单位名称；不填为全部")
@click.option("--superuser", is_flag=True, help="不受限制的管理员")
@click.password_option(help="密码；不填则询问")
def createuser(
    username: str, name: str, role: str, place: str, superuser: bool, password: str
) -> None:
    """新建用户，并给他一个角色。"""
    node = None
    if place:
        found = list(find_nodes(place)[:5])
        if len(found) != 1:
            raise click.ClickException(
                f"名为“{place}”的地方或单位有 {len(found)} 个，请写全称，或先登记。"
            )
        node = found[0]
    try:
        with transaction.atomic():
            user = register_user(username, name, password, superuser=superuser)
            if role:
                appoint(user, role, node)
    except (AccountError, RegistryError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"已建立用户 {user.username}（{user.name}）。")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 自带的管理命令，如 shanhai manage showmigrations。"""
    execute_from_command_line([sys.argv[0], *arguments])
