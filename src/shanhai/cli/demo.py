"""`shanhai demo`: an installation of its own, filled through the verbs a user has, and served."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from shanhai.cli import demo_setup
from shanhai.cli.server import SELF, free_port, processes, supervise, wait_until_open

folder_option = click.option(
    "--dir",
    "folder",
    default="data/demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="演示数据所在目录",
)

# Whatever the shell names, the demo never touches a real installation.
_FOREIGN = ("DATABASE_URL", "SHANHAI_PRODUCTION", "SHANHAI_VOCABULARY_DIR", "SHANHAI_WORKER")


def environment(folder: Path) -> dict[str, str]:
    """The environment of every process of the demo."""
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return env | {"SHANHAI_DATA_DIR": str(folder.resolve()), "SHANHAI_DEMO": "true"}


def fill(folder: Path, env: dict[str, str]) -> None:
    """Load the demo's data unless they are there. A load that broke off is started over."""
    done = folder / ".filled"
    if done.exists():
        subprocess.run([*SELF, "migrate"], env=env, check=True)
        return
    if folder.exists():
        click.echo("上次载入没有完成，重新开始。")
        empty(folder)
    folder.mkdir(parents=True)
    for command in (["migrate"], ["demo-load"]):
        subprocess.run([*SELF, *command], env=env, check=True)
    done.touch()


def empty(folder: Path) -> None:
    """Remove the demo's data; refuse a folder that holds something else."""
    foreign = {path.name for path in folder.iterdir()} - {
        "shanhai.sqlite3",
        "shanhai.sqlite3-shm",
        "shanhai.sqlite3-wal",
        "blobs",
        "exports",
        "progress",
        "workers",
        "static",
        ".filled",
    }
    if foreign:
        raise click.ClickException(f"{folder} 里有不属于演示的文件，不会删除：{min(foreign)}")
    shutil.rmtree(folder)


def welcome(address: str) -> str:
    """What a first visitor needs to know: where, as whom, and what to try first."""
    words = demo_setup.setup()
    lines = ["", f"  山海演示已启动：{address}   （Ctrl+C 停止）", ""]
    lines += [f"  登录名（密码都是 {words['password']}）", ""]
    lines += [f"    {user['username']:<10}{user['name']}：{user['say']}" for user in words["users"]]
    return "\n".join([*lines, "", "  先试：用 clerk 登录，看“待办”。", ""])


@click.command()
@folder_option
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口；被占用时取后面第一个空闲的")
def demo(folder: Path, host: str, port: int) -> None:
    """载入演示数据（第一次）并启动；再次运行保留数据。"""
    env = environment(folder)
    try:
        fill(folder, env)
    except subprocess.CalledProcessError as error:
        raise click.ClickException("演示数据没有载入，原因见上。") from error
    free = free_port(host, port)

    def say() -> None:
        if wait_until_open(host, free, 60):
            click.echo(welcome(f"http://{host}:{free}/"))

    sys.exit(supervise(processes(host, free, 2, embedded=True), env, say))


@click.command("demo-reset")
@folder_option
def demo_reset(folder: Path) -> None:
    """删除演示数据；下次 shanhai demo 重新载入。"""
    if folder.exists():
        empty(folder)
    click.echo("演示数据已清空，执行 shanhai demo 重新载入。")
