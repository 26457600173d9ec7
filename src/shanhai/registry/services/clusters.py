"""Verbs of clusters (组团): who is in one, from when to when, and who leads."""

from datetime import date

from shanhai.accounts.models import User
from shanhai.records.services import change
from shanhai.registry.models import ClusterMember, Level, Node
from shanhai.registry.queries import overlapping
from shanhai.registry.rules import RegistryError


def add_member(
    actor: User | None,
    cluster: Node,
    member: Node,
    *,
    lead: bool = False,
    start: date | None = None,
    end: date | None = None,
) -> ClusterMember:
    """Put a town into a cluster from a day on. A cluster has one lead at a time."""
    if cluster.level != Level.CLUSTER:
        raise RegistryError(f"“{cluster.name}”不是组团，不能加入成员。")
    if start and end and end < start:
        raise RegistryError("退出日期早于加入日期，请核对。")
    if lead and overlapping(cluster.members.filter(lead=True), start, end).exists():
        raise RegistryError(f"“{cluster.name}”在这段时间已有牵头镇，请先结束原来的牵头。")
    if overlapping(cluster.members.filter(member=member), start, end).exists():
        raise RegistryError(f"“{member.name}”在这段时间已是“{cluster.name}”成员。")
    with change(actor, "add_member", f"{member.name}加入{cluster.name}") as action:
        row = ClusterMember.objects.create(
            cluster=cluster, member=member, lead=lead, start=start, end=end
        )
        action.save(cluster)
    return row


def end_member(actor: User | None, row: ClusterMember, end: date) -> None:
    """Let a town leave a cluster after a day; what it did as a member stays the cluster's."""
    if row.start and end < row.start:
        raise RegistryError("退出日期早于加入日期，请核对。")
    with change(actor, "end_member", f"{row.member.name}退出{row.cluster.name}") as action:
        row.end = end
        row.save(update_fields=["end"])
        action.save(row.cluster)
