"""The tables on the page of a project."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.cooperation.models import Project
from shanhai.cooperation.services.projects import tiers
from shanhai.ledger.models import Entry
from shanhai.registry.queries import visible_to
from shanhai.web.lists import DATE, FIGURE, NUMBER, STATE, TEXT
from shanhai.web.presentation import yuan
from shanhai.web.work_forms import named
from shanhai.web.works import Table, table


def money_table(given: Iterable[Any]) -> Table:
    """What a project was given and has paid."""
    classes = tiers()
    rows = []
    for row in given:
        paid = sum(one.entry.units for one in row.paid_rows)
        tier = classes.get(row.entry.source_class, {}).get("name", "")
        rows.append([
            (row.entry.title, reverse("entry", args=[row.entry_id])), _(tier) if tier else "",
            row.document or row.entry.voucher, row.on,
            (yuan(row.units), reverse("record", args=[row.pk])),
            (yuan(paid or None), "#payments"),
            ("waiting", _("还没有到位")) if row.entry.stage != "arrived" else
            ("confirmed", _("已到位")),
        ])  # fmt: skip
    return table(
        _("资金"),
        [(_("资金来源"), TEXT), (_("级次"), TEXT), (_("文号"), TEXT), (_("下达日期"), DATE),
         (_("分配"), FIGURE), (_("已拨付"), FIGURE), (_("到位"), STATE)],
        rows,
        parts=("allot", "pay", "take_back"),
        empty=_("还没有分配资金。资金先记在资金项目台账或社会捐赠台账，再分配到项目。"),
        note=_("金额都来自台账记录的份额，不另记一次"), key="money",
    )  # fmt: skip


def payments_table(user: Any, given: Iterable[Any]) -> list[Table]:
    """What was paid out of the money set aside, entry by entry; nothing where none was."""
    made = [one.entry_id for row in given for one in row.paid_rows]
    paid = visible_to(user, Entry.objects.filter(pk__in=made)).order_by("period_end", "pk")
    rows = [
        [(entry.title, reverse("entry", args=[entry.pk])), entry.period_end, entry.voucher,
         entry.amount]
        for entry in paid
    ]  # fmt: skip
    headings = [(_("事项"), TEXT), (_("日期"), DATE), (_("凭证号"), TEXT), (_("金额"), FIGURE)]
    return [table(_("已拨付"), headings, rows, key="payments")] if made else []


def sources_table(project: Project) -> Table:
    """What it is to cost and who pays."""
    classes = tiers()
    rows = [
        [named("project_money", row.kind), _(classes[row.tier]["name"]) if row.tier else "",
         yuan(row.units)]
        for row in project.sources.all()
    ]  # fmt: skip
    headings = [(_("来源"), TEXT), (_("级次"), TEXT), (_("计划金额"), FIGURE)]
    return table(_("资金构成"), headings, rows, empty=_("还没有写资金构成。"), key="sources")


def sites_table(project: Project) -> Table:
    """Where it stands and who has something of it."""
    rows = [
        [row.node.name, row.households, row.people, row.inhabitants] for row in project.sites.all()
    ]
    return table(
        _("地点和受益"),
        [(_("地点"), TEXT), (_("受益户数"), NUMBER), (_("受益人数"), NUMBER),
         (_("常住人口"), NUMBER)],
        rows, empty=_("还没有写地点。"), key="sites",
    )  # fmt: skip


def milestones_table(project: Project) -> Table:
    """What it is to reach by when."""
    rows = [
        [row.title, row.due, row.reached_on, (row.photo.name, reverse("photo", args=[row.photo_id]))
         if row.photo and row.photo.removed_at is None else "", row.note]
        for row in project.milestones.all()
    ]  # fmt: skip
    return table(
        _("节点"),
        [(_("节点"), TEXT), (_("应到"), DATE), (_("实到"), DATE), (_("照片"), TEXT),
         (_("说明"), TEXT)],
        rows, parts=("milestone", "reach"), empty=_("还没有节点。"),
    )  # fmt: skip


def problems_table(project: Project) -> Table:
    """What was found wrong."""
    rows = [
        [row.text, named("problem_origins", row.origin), row.owner, row.due,
         ("done", _("已整改")) if row.fixed_on else
         ("overdue", _("逾期")) if row.due < date.today() else ("open", _("整改中")), row.fix]
        for row in project.problems.all()
    ]  # fmt: skip
    return table(
        _("问题整改"),
        [(_("问题"), TEXT), (_("来源"), TEXT), (_("责任单位"), TEXT), (_("时限"), DATE),
         (_("状态"), STATE), (_("整改情况"), TEXT)],
        rows, parts=("problem", "fix"), empty=_("没有发现问题。"),
    )  # fmt: skip


def disclosures_table(project: Project) -> Table:
    """What must be made public."""
    rows = [
        [named("disclosures", row.what), row.due, row.posted_on, row.taken_down_on, row.days,
         row.place]
        for row in project.disclosures.all()
    ]  # fmt: skip
    return table(
        _("公示"),
        [(_("公示内容"), TEXT), (_("最迟"), DATE), (_("公示日期"), DATE), (_("撤下日期"), DATE),
         (_("不少于（天）"), NUMBER), (_("公示地点"), TEXT)],
        rows, parts=("disclose",), empty=_("批复、招标、完工之后要公示，到时会列在这里。"),
    )  # fmt: skip


def assets_table(project: Project) -> Table:
    """What it left behind and how that fares."""
    rows = []
    for asset in project.assets.all():
        newest = next(iter(asset.checks.all()), None)
        state = ("pending", _("未查看")) if newest is None else (
            ("confirmed", _("在用")) if newest.open else ("overdue", _("停用")))  # fmt: skip
        rows.append([
            asset.title, named("asset_kinds", asset.kind), asset.owner.name, asset.handed_on,
            asset.operation, state, newest and newest.on, yuan(newest.rent) if newest else None,
            newest and newest.jobs,
        ])  # fmt: skip
    return table(
        _("资产管护"),
        [(_("资产"), TEXT), (_("类别"), TEXT), (_("产权归属"), TEXT), (_("移交日期"), DATE),
         (_("运营模式"), TEXT), (_("状态"), STATE), (_("最近查看"), DATE), (_("年租金"), FIGURE),
         (_("在岗"), NUMBER)],
        rows, parts=("asset", "check"), empty=_("完工验收后移交的资产登记在这里。"),
    )  # fmt: skip
