"""The one gate: what a user may see, and where they may do what."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigAutoField, Exists, Expression, Model, OuterRef, Q, QuerySet

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.records.models import ChangeSet, Formerly, Record, Ref, Version
from shanhai.registry.models import ClusterMember, Level, Lineage, Membership, Node, Partnership
from shanhai.registry.queries.dated import clusters_of
from shanhai.registry.rules import allowed

M = TypeVar("M", bound=Model)
# So many ids PostgreSQL is given as numbers.
FEW = 500


@dataclass(frozen=True, slots=True)
class Now:
    """Where a user acts today and the partnerships that touches, to ask of the past by."""

    reach: list[int] | None
    partnerships: list[int]


_now: ContextVar[Now | None] = ContextVar("now", default=None)


@contextmanager
def rights_of_now(user: User) -> Iterator[None]:
    """Let the gate go by what the user may see today, whatever it is asked about meanwhile."""
    reach = _reach(user)
    rows = Partnership.objects.filter(pk__in=_compiled(_touching, reach)) if reach else []
    token = _now.set(Now(reach, [one.pk for one in rows]))
    try:
        yield
    finally:
        _now.reset(token)


def below(nodes: QuerySet[Node] | Sequence[int]) -> QuerySet[Lineage]:
    """Ids of `nodes` and of everything under them in the tree."""
    return Lineage.objects.filter(ancestor__in=nodes).values("node")


def acts_everywhere(user: User) -> bool:
    """Whether the user acts for every place: a superuser, or a membership without a node."""
    return _reach(user) is None


def _reach(user: User, verb: str = "") -> list[int] | None:
    """Ids of the nodes a user acts for by their own memberships and as members of clusters they
    act for today; None is everywhere. With `verb`, by the roles that allow it.

    They are few and read at once: with their ids in it, every question through the gate is
    planned well whether or not the database has counted its tables.
    """
    if user.is_superuser:
        return None
    if (now := _now.get()) and not verb:
        return now.reach
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)
    day, found = date.today(), set()
    rows = Membership.objects.filter(user=user).values_list(
        "role", "node", "node__members__member", "node__members__start", "node__members__end"
    )
    for role, node, member, start, end in rows:
        if verb and not allowed(rights, role, verb):
            continue
        if node is None:
            return None
        found.add(node)
        if member and (start is None or start <= day) and (end is None or day <= end):
            found.add(member)
    return sorted(found)


def visible_nodes(user: User) -> QuerySet[Lineage]:
    """Ids of the nodes a user acts for: their own, all below, and their clusters' members."""
    reach = _reach(user)
    return below(reach) if reach is not None else Lineage.objects.values("node")


def own_ends(user: User) -> QuerySet[Any]:
    """Ids of the nodes a user acts for and of the clusters these are members of today: what stands
    at their end of a partnership."""
    return with_clusters(visible_nodes(user))


def with_clusters(nodes: QuerySet[Any]) -> QuerySet[Any]:
    """Ids of `nodes` (a query of one column) and of the clusters they are members of today."""
    return nodes.union(clusters_of(nodes).order_by())


def visible_partnerships(user: User) -> QuerySet[Partnership]:
    """Partnerships one of whose sides the user acts for; a town sees its cluster's too."""
    return _with_a_side_of(user, Partnership.objects.filter(ref__archived_at__isnull=True))


def archived_partnerships(user: User) -> QuerySet[Partnership]:
    """The same of those taken out of the lists: seen only where they can be brought back."""
    return _with_a_side_of(user, Partnership.objects.filter(ref__archived_at__isnull=False))


def _with_a_side_of(user: User, rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    if not user.is_authenticated:
        return rows.none()
    reach = _reach(user)
    return rows if reach is None else rows.filter(pk__in=_compiled(_touching, reach))


def _touching(reach: tuple[int, ...]) -> QuerySet[Any]:
    """Ids of partnerships that have a node within `reach`, or a cluster one of these is in, as a
    side.

    Four questions put together: one with four alternatives is asked row by row by PostgreSQL.
    """
    nodes = below(reach)
    arms = [
        Partnership.objects.order_by().filter(**{f"{side}__in": some}).values("pk")
        for side in ("helper", "recipient")
        for some in (nodes, clusters_of(nodes))
    ]
    return arms[0].union(*arms[1:])


def _living(reach: tuple[int, ...]) -> QuerySet[Any]:
    """Those of them that are not taken out of the lists."""
    rows = Partnership.objects.filter(ref__archived_at__isnull=True)
    return rows.filter(pk__in=_touching(reach)).order_by().values("pk")


class _Compiled(Expression):
    """A question for ids as SQL. The gate's is part of every list and is asked many times a page;
    to put it together from its parts each time took longer than to answer it.

    PostgreSQL takes it first and gets its answer back as numbers, if these are few: of a question
    within a question it cannot tell how many rows it leaves, and joined and sorted everybody's.
    """

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__(output_field=BigAutoField())
        self.sql, self.params = sql, params

    def as_sql(self, *_: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.params

    def as_postgresql(
        self, _compiler: object, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f"{self.sql} LIMIT {FEW + 1}", self.params)
            found = tuple(pk for (pk,) in cursor.fetchall())
        if not 0 < len(found) <= FEW:
            return self.as_sql()
        return f"({', '.join(['%s'] * len(found))})", found


def _compiled(
    question: Callable[..., QuerySet[Any]], reach: list[int]
) -> Expression | QuerySet[Any] | list[int]:
    if now := _now.get():
        rows = Partnership.objects.order_by().filter(pk__in=now.partnerships).values("pk")
        return rows.filter(ref__archived_at__isnull=True) if question is _living else rows
    return _sql_of(question, tuple(reach), date.today()) if reach else []


@lru_cache(maxsize=1024)
def _sql_of(
    question: Callable[..., QuerySet[Any]], reach: tuple[int, ...], _day: date
) -> Expression:
    return _Compiled(*question(reach).query.sql_with_params())


def visible_to(user: User, rows: QuerySet[M]) -> QuerySet[M]:
    """The one gate: `rows` narrowed to what `user` may see.

    A model says through `scope` which lookup leads to its partnership; "self" is the partnership
    itself, "" is reference data that everyone signed in may see.
    """
    scope = getattr(rows.model, "scope", None)
    if scope is None:
        raise TypeError(f"{rows.model.__name__} does not say who may see it")
    if not user.is_authenticated:
        return rows.none()
    reach = _reach(user) if scope else None
    if reach is None:
        return rows
    mine = _compiled(_living, reach)
    if scope != "self" and rows.model._meta.get_field(scope.partition("__")[0]).many_to_many:
        # Through a subquery: what two visible partnerships did together is one row.
        shared = rows.model._default_manager.filter(**{f"{scope}__in": mine})
        return rows.filter(pk__in=shared.order_by().values("pk"))
    return rows.filter(**{"pk__in" if scope == "self" else f"{scope}__in": mine})


def ever_visible_to(user: User, rows: QuerySet[M]) -> QuerySet[M]:
    """The same with what lay in the partnerships the user may see and was moved to others since:
    whoever may see it where it lay is to be asked of the day it lay there."""
    seen, reach = visible_to(user, rows), _reach(user)
    if reach is None or not issubclass(rows.model, Record):
        return seen
    there = Formerly.objects.filter(column=rows.model.scope)
    # Asked first, since it is nearly always nothing and would be one more way to plan for.
    moved = list(there.filter(value__in=_compiled(_touching, reach)).values_list("ref", flat=True))
    return rows.filter(Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=moved)) if moved else seen


def sees_ref(user: User, ref: Ref) -> bool:
    """Whether the user may see the object behind a ref (comments, attachments, history)."""
    model = Ref._meta.get_field(ref.kind).related_model
    if model is Partnership and ref.archived_at:
        return archived_partnerships(user).filter(pk=ref.pk).exists()
    return visible_to(user, model._default_manager.filter(pk=ref.pk)).exists()


def hidden_changes(user: User, change_sets: Iterable[ChangeSet]) -> set[int]:
    """Which of these change sets (by id) touch anything the user may not see."""
    if not user.is_authenticated or acts_everywhere(user):
        return set() if user.is_authenticated else {row.pk for row in change_sets}
    touched = Version.objects.filter(change_set__in=[row.pk for row in change_sets]).order_by()
    hidden: set[int] = set()
    for kind in touched.values_list("ref__kind", flat=True).distinct():
        model = Ref._meta.get_field(kind).related_model
        if not model.scope:
            continue
        seen = visible_to(user, model._default_manager.order_by()).values("pk")
        others = touched.filter(ref__kind=kind).exclude(ref__in=seen)
        hidden.update(others.values_list("change_set", flat=True).distinct())
    return hidden


def places_for(user: User, verb: str) -> QuerySet[Node]:
    """Where one of the user's roles allows `verb`: everywhere, or at their own nodes, their
    clusters' members, and all below."""
    reach = _reach(user, verb)
    return Node.objects.filter(pk__in=below(reach)) if reach is not None else Node.objects.all()


def everywhere(user: User, verb: str) -> bool:
    """Whether the user may do `verb` without any bound of place."""
    return _reach(user, verb) is None


def keeps(user: User, node: Node) -> bool:
    """Whether the user may register things under a node: it is theirs to register at, or lies on
    either side of a partnership they see."""
    if places_for(user, "register").filter(pk=node.pk).exists():
        return True
    above = Lineage.objects.filter(node=node).values("ancestor")
    rows = visible_partnerships(user)
    return rows.filter(Q(helper__in=above) | Q(recipient__in=above)).exists()


def may_edit(user: User, node: Node) -> bool:
    """Whether the user may change what is registered of a node: it is theirs to register at, or
    it is an organisation or a village under a place they keep. Divisions of the other side are
    that side's."""
    if places_for(user, "register").filter(pk=node.pk).exists():
        return True
    small = node.level in (Level.ORGANISATION, Level.VILLAGE)
    return small and node.parent is not None and may(user, "register") and keeps(user, node.parent)


def may_edit_pair(user: User, partnership: Partnership) -> bool:
    """Whether the user may change a pairing: one of its sides is theirs to register at, or a
    cluster of theirs is one."""
    if everywhere(user, "register"):
        return True
    mine = with_clusters(places_for(user, "register").order_by().values("pk"))
    ends = [partnership.helper_id, partnership.recipient_id]
    return Node.objects.filter(pk__in=mine).filter(pk__in=ends).exists()


def known_nodes(user: User) -> QuerySet[Lineage] | None:
    """Ids of what lies on either side of the user's pairings and at their own places; None when
    that is everything."""
    held = _reach(user)
    if held is None:
        return None
    rows = visible_partnerships(user).filter(
        Q(parent=None) | Q(helper__in=held) | Q(recipient__in=held)
    )
    ends = {node for pair in rows.values_list("helper", "recipient") for node in pair} | {*held}
    ends |= set(ClusterMember.objects.filter(cluster__in=ends).values_list("member", flat=True))
    return Lineage.objects.filter(ancestor__in=ends).values("node")


def manageable_users(user: User) -> QuerySet[User]:
    """Users whose every membership lies where `user` manages; superusers only for superusers."""
    if user.is_superuser:
        return User.objects.all()
    rows = User.objects.filter(is_superuser=False)
    if everywhere(user, "manage"):
        return rows
    mine = places_for(user, "manage").values("pk")
    foreign = Membership.objects.filter(user=OuterRef("pk")).exclude(node__in=mine)
    some = Membership.objects.filter(user=OuterRef("pk"))
    return rows.filter(Exists(some), ~Exists(foreign))


def may(user: User, verb: str) -> bool:
    """Whether one of the user's roles allows `verb` (vocabulary/rights.yaml)."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)
    return any(allowed(rights, role, verb) for role in roles(user))


def roles(user: User) -> list[str]:
    """The user's roles, each once."""
    return sorted({membership.role for membership in user.memberships.all()})


def told_ends(user: User, partnership: Partnership) -> dict[str, Node]:
    """The ends a user tells of in a partnership: of what a cluster does, a member tells its own
    share."""
    ends = {"helper": partnership.helper, "recipient": partnership.recipient}
    mine = list(Node.objects.filter(memberships__user=user)[:2])
    if len(mine) != 1:
        return ends
    clusters = set(clusters_of([mine[0].pk]).values_list("cluster", flat=True))
    return {side: mine[0] if end.pk in clusters else end for side, end in ends.items()}


def sides(user: User, partnership: Partnership) -> set[str]:
    """For which side of a partnership the user acts: {"helper"}, {"recipient"}, both or none."""
    if acts_everywhere(user):
        return {"helper", "recipient"}
    ends = {"helper": partnership.helper_id, "recipient": partnership.recipient_id}
    rows = Node.objects.filter(pk__in=own_ends(user)).filter(pk__in=ends.values())
    mine = set(rows.values_list("pk", flat=True))
    return {side for side, node in ends.items() if node in mine}
