"""`shanhai serve`, `worker` and `tick`: the processes that keep the product running."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, close_old_connections

from shanhai.cli.alive import is_alive, signed_on
from shanhai.cli.doctor import vocabularies
from shanhai.cli.jobs import PERIODIC, queue_due
from shanhai.records.jobs.services import take_up

SELF = [sys.executable, "-m", "shanhai.cli"]


def free_port(host: str, first: int) -> int:
    """The first port from `first` upward that nobody listens on."""
    for port in range(first, min(first + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise click.ClickException(f"{first} 起的 200 个端口都被占用，请用 --port 指定另一段。")


def wait_until_open(host: str, port: int, seconds: float) -> bool:
    """Whether something answers on the port within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.1)
    return False


def supervise(
    commands: Sequence[Sequence[str]],
    env: Mapping[str, str] | None = None,
    started: Callable[[], None] | None = None,
) -> int:
    """Run the commands side by side until one ends or a signal comes, then end them all.

    `started` runs beside them, so that a command that fails at once is noticed at once.
    """
    children = [subprocess.Popen(command, env=env) for command in commands]
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if started:
        threading.Thread(target=started, daemon=True).start()
    while not stopping.wait(0.3):
        if any(child.poll() is not None for child in children):
            break
    code = max((child.returncode or 0 for child in children), default=0)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stopping.is_set() else code


def processes(host: str, port: int, workers: int, embedded: bool) -> list[list[str]]:
    """The commands of a running product: the web server and, unless external, the worker."""
    web = [sys.executable, "-m", "gunicorn", "shanhai.config.wsgi", "--no-control-socket"]
    web += ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4"]
    web += ["--timeout", "120", "--log-level", "warning"]
    return [web, [*SELF, "worker", "--quiet"]] if embedded else [web]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
@click.option("--port", default=8000, show_default=True, help="端口；被占用时取后面第一个空闲的")
@click.option("--workers", default=2, show_default=True, help="网页进程数")
def serve(host: str, port: int, workers: int) -> None:
    """启动网页服务和后台任务。"""
    wrong = list(vocabularies())
    if wrong:
        raise click.ClickException("\n".join(wrong))
    free = free_port(host, port)
    embedded = settings.WORKER == "embedded"

    def say() -> None:
        if wait_until_open(host, free, 60):
            click.echo(f"山海已启动：http://{host}:{free}/ （Ctrl+C 停止）")

    sys.exit(supervise(processes(host, free, workers, embedded), started=say))


@click.command()
@click.option("--quiet", is_flag=True, help="只记录错误")
@click.option("--batch", is_flag=True, help="做完已排队的任务就退出，不管定时任务")
def worker(quiet: bool, batch: bool) -> None:
    """执行后台任务，并按时排入每夜、每周的任务。"""
    if not batch:
        threading.Thread(target=_tick_forever, daemon=True).start()
    folder = settings.DATA_DIR / "workers"
    with signed_on(folder) as name:
        work = partial(call_command, "db_worker", batch=batch, reload=False, worker_id=name)

        def settle_and_work() -> None:
            # Before this one works, whatever stands under its own name is left over too.
            take_up(lambda other: other != name and is_alive(folder, other))
            work(verbosity=0 if quiet else 1)

        until_it_works(settle_and_work, 5)


def until_it_works(run: Callable[[], object], seconds: float) -> None:
    """Run, and again after so many seconds when the database is held: a large import may hold
    SQLite for minutes, and a worker that ended would take the web server with it."""
    while True:
        try:
            run()
            return
        except OperationalError as error:
            click.echo(f"数据库暂时用不上，{seconds:g} 秒后再试：{error}", err=True)
        close_old_connections()
        time.sleep(seconds)


def _tick_forever(seconds: float = 60) -> None:
    while True:
        until_it_works(queue_due, seconds)
        close_old_connections()
        time.sleep(seconds)


@click.command()
@click.option("--list", "show", is_flag=True, help="只列出定时任务")
def tick(show: bool) -> None:
    """把到时的每夜、每周任务排入队列（供 cron 或 systemd 使用）。"""
    if show:
        for one in PERIODIC:
            click.echo(f"{one.slot}  {one.name}")
        return
    click.echo("、".join(queue_due()) or "没有到时的任务。")
