"""`shanhai import`: workbooks into the books, from the command line."""

from pathlib import Path

import click

from shanhai.accounts.models import User
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.plan import plan
from shanhai.ledger.workbooks.planned import OUTCOME_WORDS, Plan, PlannedRow
from shanhai.ledger.workbooks.post import Posted, import_workbook, receive
from shanhai.registry.models import Partnership

_SHOWN = 20  # faulty rows printed for each sheet


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--as", "username", required=True, help="以哪个用户的名义导入（登录名）")
@click.option("--partnership", "pairing", default="", help="表内没有写明时用的结对：帮扶方—受援方")
@click.option("--good-only", is_flag=True, help="只导入没有错的行；不加时有一行错就都不导入")
@click.option("--submit", is_flag=True, help="导入后直接提交；不加时存为草稿")
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
def import_(
    files: tuple[Path, ...],
    username: str,
    pairing: str,
    good_only: bool,
    submit: bool,
    dry_run: bool,
) -> None:
    """把 Excel 台账导入台账，一次导入可以整体撤销。"""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.ClickException(f"没有登录名为“{username}”的用户。")
    for file in files:
        try:
            told = user, file.read_bytes(), file.name, _pairing(pairing)
            if dry_run:
                planned = plan(user, receive(*told, at_once=True))
                _preview(planned)
                click.echo(_counts(file.name, dict(planned.counts)))
            else:
                posted = import_workbook(*told, good_only=good_only, submit=submit)
                click.echo(_done(file.name, posted))
        except LedgerError as error:
            raise click.ClickException(str(error)) from error


def _pairing(name: str) -> Partnership | None:
    if not name:
        return None
    helper, _, recipient = name.partition("—")
    found = Partnership.objects.filter(
        helper__name=helper.strip(), recipient__name=recipient.strip(), parent__isnull=True
    )
    if len(found) != 1:
        raise click.ClickException(f"找不到结对“{name}”，请写成“帮扶方—受援方”的全称。")
    return found[0]


def _preview(planned: Plan) -> None:
    for sheet in planned.sheets:
        words = sheet.skipped or (sheet.book.name if sheet.book else "")
        click.echo(f"“{sheet.sheet.name}”：{words}")
        faulty: list[PlannedRow] = [row for row in sheet.rows if row.row.refused]
        for row in faulty[:_SHOWN]:
            for note in row.row.notes:
                click.echo(f"    第{row.row.number}行  {note.message}")
        if len(faulty) > _SHOWN:
            click.echo(f"    …… 另有 {len(faulty) - _SHOWN} 行有错")


def _counts(name: str, counts: dict[str, int]) -> str:
    listed = [f"{OUTCOME_WORDS.get(key, key)} {number} 行" for key, number in counts.items()]
    return f"{name}：{'，'.join(listed) or '没有可导入的行'}。"


def _done(name: str, posted: Posted) -> str:
    return (
        f"{name}：新增 {posted.created} 条，改动 {posted.changed} 条，"
        f"已有 {posted.same} 行，有错未导入 {posted.faulty} 行。"
    )
