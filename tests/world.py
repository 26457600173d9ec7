"""The shared cast of the tests: a helper city with a cluster, a recipient county, and people of
both sides. Places are real, everything else is invented."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry, EntryParty
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import Node, Partnership, Programme

PASSWORD = "correct-horse-battery"


def at_most(questions: int, first: int) -> int:
    """How many queries are allowed: on PostgreSQL, which the gate asks for the partnerships one
    sees before each list, `first` more."""
    return questions + first * (connection.vendor == "postgresql")


@dataclass
class World:
    """Nodes, partnerships and users by plain names."""

    nodes: dict[str, Node]
    programme: Programme
    partnership: Partnership  # 常平组团—玉屏侗族自治县
    elsewhere: Partnership  # 清溪镇—德江县
    clerk: User  # 桥头镇, so of the helper side
    county_clerk: User  # 玉屏侗族自治县, the recipient side
    reviewer: User
    auditor: User
    foreigner: User  # 清溪镇: must see nothing of `partnership`

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def person(self, role: str, place: str) -> User:
        """Someone of a role at a place; the same each time."""
        name = f"{place}{role}"
        return User.objects.filter(name=name).first() or _user(
            f"{role}-{User.objects.count()}", name, role, self[place]
        )

    def entry(
        self,
        indicator: str,
        value: int | str,
        unit: str = "元",
        *,
        helper: str = "桥头镇",
        recipient: str = "玉屏侗族自治县",
        year: int = 2024,
        state: str = "submitted",
        joint: tuple[str, ...] = (),
        **columns: object,
    ) -> Entry:
        """A recorded fact, written as the verbs write it."""
        period = columns.pop("period", Period.year(year))
        entry = Entry(
            partnership=columns.pop("partnership", self.partnership),
            book="donations",
            title=columns.pop("title", f"示例{indicator}"),
            helper=self[helper],
            recipient=self[recipient],
            indicator=indicator,
            state=state,
            **columns,
        )
        entry.amount = Amount.of(value, unit, columns.get("bound", "exact"))
        entry.period = period  # type: ignore[assignment]
        with change(self.clerk, "enter") as action:
            action.save(entry)
            EntryParty.objects.bulk_create(
                [
                    EntryParty(
                        entry=entry, role="joint", name=name, node=self[name], position=place
                    )
                    for place, name in enumerate(joint)
                ]
            )
            action.keep(entry)
        return entry


def _places() -> dict[str, Node]:
    nodes: dict[str, Node] = {}

    def add(level: str, name: str, parent: str | None = None, **columns: object) -> None:
        nodes[name] = registry.register_node(
            None, level, name, nodes[parent] if parent else None, **columns
        )

    add("province", "广东省", code="44")
    add("city", "东莞市", "广东省", code="4419")
    for town in ("常平镇", "桥头镇", "谢岗镇", "清溪镇"):
        add("town", town, "东莞市", short_name=town[:-1])
    add("cluster", "常平组团", "东莞市")
    add("village", "示例甲村", "桥头镇")
    add("province", "贵州省", code="52")
    add("city", "铜仁市", "贵州省", code="5206", short_name="铜仁")
    add("county", "玉屏侗族自治县", "铜仁市", code="520622", short_name="玉屏", aliases=["玉屏县"])
    add("county", "德江县", "铜仁市", code="520626", short_name="德江")
    add("town", "示例镇", "玉屏侗族自治县")
    for village in ("示例乙村", "示例丙村"):
        add("village", village, "示例镇")
    return nodes


def _user(username: str, name: str, role: str, node: Node | None) -> User:
    user = User.objects.create_user(username, password=PASSWORD, name=name)
    registry.appoint(user, role, node)
    return user


def build_world() -> World:
    """Everything above, through the verbs a user has."""
    nodes = _places()
    cluster = nodes["常平组团"]
    registry.add_member(None, cluster, nodes["常平镇"], lead=True, start=date(2021, 6, 1))
    for town in ("桥头镇", "谢岗镇"):
        registry.add_member(None, cluster, nodes[town], start=date(2021, 6, 1))
    programme = registry.register_programme(None, "east_west")
    start = date(2021, 6, 1)
    return World(
        nodes,
        programme,
        registry.pair(None, "county", programme, cluster, nodes["玉屏侗族自治县"], start=start),
        registry.pair(None, "county", programme, nodes["清溪镇"], nodes["德江县"], start=start),
        _user("clerk", "桥头填报员", "clerk", nodes["桥头镇"]),
        _user("county", "玉屏填报员", "clerk", nodes["玉屏侗族自治县"]),
        _user("reviewer", "东莞审核员", "reviewer", nodes["东莞市"]),
        _user("auditor", "审计员", "auditor", None),
        _user("foreigner", "清溪填报员", "clerk", nodes["清溪镇"]),
    )


# The cast as this process first built it, and the rows that made it, by table.
_kept: list[tuple[World, dict[str, list[tuple[Any, ...]]]]] = []


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    quote = connection.ops.quote_name
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            found[table] = cursor.fetchall()
    return found


def _put_back(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, found in rows.items():
            cursor.execute(f"DELETE FROM {quote(table)}")
            places = ", ".join(["%s"] * len(found[0]))
            cursor.executemany(f"INSERT INTO {quote(table)} VALUES ({places})", found)


@pytest.fixture
def world(db: None) -> World:
    """The cast, the same for every test. It is built once through the verbs; then its rows are put
    back as they were, which costs a tenth."""
    if not _kept:
        before = _rows()
        built = build_world()
        after = _rows()
        changed = {table: after[table] for table in after if after[table] != before[table]}
        _kept.append((deepcopy(built), changed))
        return built
    built, rows = _kept[0]
    _put_back(rows)
    return deepcopy(built)
