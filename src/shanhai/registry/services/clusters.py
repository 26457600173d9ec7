"""Verbs of clusters (组团): who is in one, from when to when, and who leads."""

from collections.abc import Iterable
from datetime import date, timedelta

from shanhai.accounts.models import User
from shanhai.records.services import change
from shanhai.registry.models import ClusterMember, Level, Node, Partnership
from shanhai.registry.queries import overlapping
from shanhai.registry.rules import RegistryError, Stay, first_day_without_lead
from shanhai.registry.services.merges import refuse_gone


def add_member(
    actor: User | None,
    cluster: Node,
    member: Node,
    *,
    lead: bool = False,
    start: date | None = None,
    end: date | None = None,
) -> ClusterMember:
    """Put a town into a cluster from a day on. A cluster has one lead at a time, and never none."""
    if cluster.level != Level.CLUSTER:
        raise RegistryError(f"“{cluster.name}”不是组团，不能加入成员。")
    refuse_gone(member)
    row = ClusterMember(cluster=cluster, member=member, lead=lead, start=start, end=end)
    with change(actor, "add_member", f"{member.name}加入{cluster.name}") as action:
        _keep(row)
        action.save(cluster)
    return row


def correct_member(
    actor: User | None, row: ClusterMember, *, lead: bool, start: date | None, end: date | None
) -> ClusterMember:
    """Put the dates or the part of a member right."""
    row.lead, row.start, row.end = lead, start, end
    said = f"{row.member.name}：{start or '起始不详'}至{end or '今'}{'，牵头' if lead else ''}"
    with change(actor, "correct_member", said) as action:
        _keep(row)
        action.save(row.cluster)
    return row


def end_member(actor: User | None, row: ClusterMember, end: date) -> None:
    """Let a town leave a cluster after a day; what it did as a member stays the cluster's."""
    row.end = end
    with change(actor, "end_member", f"{row.member.name}退出{row.cluster.name}") as action:
        _keep(row)
        action.save(row.cluster)


def hand_over_lead(actor: User | None, cluster: Node, to: Node, start: date) -> ClusterMember:
    """Let another member lead from a day on; the one before stays a member."""
    day_before = start - timedelta(days=1)
    now = list(overlapping(cluster.members.all(), start, None).select_related("member"))
    if any(row.member_id == to.pk and row.lead for row in now):
        raise RegistryError(f"“{to.name}”在这一天之后已是牵头镇。")
    if all(row.member_id != to.pk for row in now):
        raise RegistryError(
            f"“{to.name}”在这一天不是“{cluster.name}”成员，请先登记加入，再交接牵头。"
        )
    with change(actor, "hand_over_lead", f"{cluster.name}自{start}起由{to.name}牵头") as action:
        for row in now:
            if row.lead or row.member_id == to.pk:
                _split(row, start, day_before, lead=row.member_id == to.pk)
        _refuse_without_lead(cluster)
        action.save(cluster)
    return cluster.members.get(member=to, lead=True, start=start)


def _split(row: ClusterMember, start: date, day_before: date, *, lead: bool) -> None:
    """End a stretch the day before and go on in the other part; one that begins later changes
    its part as a whole."""
    if row.start and row.start >= start:
        row.lead = lead
        row.save()
        return
    after = ClusterMember(
        cluster=row.cluster, member=row.member, lead=lead, start=start, end=row.end
    )
    row.end = day_before
    row.save()
    after.save()


def _keep(row: ClusterMember) -> None:
    """Write a stretch after asking everything of it."""
    cluster, member = row.cluster, row.member
    if row.start and row.end and row.end < row.start:
        raise RegistryError("退出日期早于加入日期，请核对。")
    others = overlapping(cluster.members.exclude(pk=row.pk), row.start, row.end)
    if row.lead and others.filter(lead=True).exists():
        raise RegistryError(
            f"“{cluster.name}”在这段时间已有牵头镇，请先结束原来的牵头，或用“交接牵头”。"
        )
    if others.filter(member=member).exists():
        raise RegistryError(f"“{member.name}”在这段时间已是“{cluster.name}”成员。")
    refuse_twice(row, cluster.helping.filter(ref__archived_at__isnull=True))
    row.save()
    _refuse_without_lead(cluster)


def refuse_twice(row: ClusterMember, pairings: Iterable[Partnership]) -> None:
    """A town is in one cluster of a programme at a time: what it does is that cluster's too, and
    would be told by both. `pairings` are those of the cluster."""
    programmes = {one.programme_id for one in pairings}
    alike = Partnership.objects.filter(programme__in=programmes, ref__archived_at__isnull=True)
    others = ClusterMember.objects.filter(
        member=row.member, cluster__in=overlapping(alike, row.start, row.end).values("helper")
    ).exclude(cluster=row.cluster)
    other = overlapping(others, row.start, row.end).select_related("cluster").first()
    if other:
        since = f"自{other.start}起" if other.start else ""
        raise RegistryError(
            f"“{row.member.name}”{since}已是“{other.cluster.name}”成员，两个组团做的是同一类协作，"
            f"它的工作会在两边各报一次。请先登记它退出“{other.cluster.name}”的日期。"
        )


def _refuse_without_lead(cluster: Node) -> None:
    stays = [Stay(row.lead, row.start, row.end) for row in cluster.members.all()]
    day = first_day_without_lead(stays)
    if day is not None:
        when = "起始日" if day == date.min else f"{day}起"
        raise RegistryError(
            f"这样“{cluster.name}”{when}没有牵头镇。请先登记牵头镇，或用“交接牵头”换一个镇牵头。"
        )
