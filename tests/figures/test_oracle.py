"""Figures counted from entries and figures read from what is kept, both held against an oracle
that shares nothing with either."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.figures.models import Upkeep
from shanhai.figures.queries import counted_figures, figures_as_of, years
from shanhai.figures.queries.entries import years_of_entries
from shanhai.figures.queries.kept import kept_figures
from shanhai.figures.services import recount
from shanhai.ledger.models import Entry, EntryParty, Statement
from shanhai.records.models import ChangeSet
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import ClusterMember, Node, Partnership
from tests.figures import oracle
from tests.world import World

HELPERS = ["常平镇", "桥头镇", "谢岗镇", "清溪镇", "常平组团", "示例甲村"]
RECIPIENTS = ["玉屏侗族自治县", "示例乙村", "示例丙村", "德江县"]
PARENTS = {
    "东莞市": "广东省", "常平组团": "东莞市", "示例甲村": "桥头镇",
    **dict.fromkeys(("常平镇", "桥头镇", "谢岗镇", "清溪镇"), "东莞市"),
    "铜仁市": "贵州省", "玉屏侗族自治县": "铜仁市", "德江县": "铜仁市",
    "示例镇": "玉屏侗族自治县", "示例乙村": "示例镇", "示例丙村": "示例镇",
}  # fmt: skip
KINDS = [("fiscal_funds", "元"), ("visit_batches", "批次"), ("social_donation", "元"),
         ("park_enterprises", "个")]  # fmt: skip
STOCKS = {"park_enterprises"}
EVER = (date.min, date.max)
SPANS = [
    (date(2023, 1, 1), date(2023, 12, 31)),
    (date(2024, 1, 1), date(2024, 12, 31)),
    (date(2023, 1, 1), date(2024, 12, 31)),
    (date(2023, 7, 1), date(2024, 3, 31)),
    (date(2023, 1, 10), date(2024, 2, 10)),
    EVER,
]
# Days entries and memberships begin and end on: months' edges and days within.
DAYS = [date(year, month, day) for year in (2023, 2024) for month in (1, 3, 7, 12)
        for day in (1, 10, 20, 31)]  # fmt: skip
EDGES = [(date(2021, 6, 1), date(2023, 12, 31)), (date(2023, 7, 1), date(2024, 6, 30)),
         (date(2024, 1, 1), None), (date(2023, 3, 10), date(2024, 3, 5)), None]  # fmt: skip


@dataclass
class Stage:
    """The cast with a second programme of the same towns."""

    world: World
    pairings: dict[str, Partnership]


@pytest.fixture
def stage(world: World) -> Stage:
    second = registry.register_programme(None, "paired_support")
    twice = registry.pair(
        None, "county", second, world["常平组团"], world["玉屏侗族自治县"], start=date(2022, 1, 1)
    )
    return Stage(world, {"first": world.partnership, "second": twice, "else": world.elsewhere})


days = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda pair: tuple(sorted(pair)))


@st.composite
def facts(draw: st.DrawFn) -> oracle.Fact:
    indicator, unit = draw(st.sampled_from(KINDS))
    value = draw(st.integers(1, 90)) * 10_000
    bound = draw(st.sampled_from(["exact", "exact", "about", "under", "over"]))
    slack = 0 if bound == "exact" else draw(st.integers(0, 9))
    pairing = draw(st.sampled_from(["first", "first", "second", "else"]))
    start, end = draw(days)
    if draw(st.booleans()):
        end = start
    joint = draw(st.lists(st.sampled_from(HELPERS[:4] + ["示例甲村"]), max_size=3, unique=True))
    shares = [draw(st.none() | st.integers(0, value // 3)) for _ in joint]
    return oracle.Fact(
        pairing,
        "second" if pairing == "second" else "first",
        draw(st.sampled_from(HELPERS)),
        draw(st.sampled_from(RECIPIENTS)),
        indicator,
        unit,
        value,
        value - slack,
        value + slack,
        bound,
        start,
        end,
        draw(st.sampled_from(["arrived", "arrived", "promised"])),
        draw(st.sampled_from(["submitted", "submitted", "confirmed", "locked", "draft", "void"])),
        summary=indicator != "park_enterprises" and draw(st.integers(0, 9)) == 0,
        joint=list(zip(joint, shares, strict=True)) if draw(st.integers(0, 2)) == 0 else [],
    )


@st.composite
def stories(draw: st.DrawFn) -> tuple[list, list, list, list]:
    """Memberships, what is told at first, what happens after: (which, what, new fact), and who is
    said after it to have been in the cluster other days, or at all."""
    members = [
        (town, stay)
        for town in HELPERS[1:3]
        for stay in draw(st.lists(st.sampled_from(EDGES), max_size=1))
        if stay
    ]
    told = draw(st.lists(facts(), min_size=1, max_size=8))
    for fact in told[1:]:
        if draw(st.integers(0, 4)) == 0:
            fact.parent = told[0]
    later = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(told) - 1),
                st.sampled_from(["new", "edit", "void", "archive", "submit", "both_sides"]),
                facts(),
            ),
            max_size=5,
        )
    )
    moved = draw(
        st.lists(
            st.tuples(st.sampled_from(HELPERS[1:3]), st.sampled_from(EDGES[:-1])),
            max_size=2, unique_by=lambda move: move[0],
        )
    )  # fmt: skip
    return members, told, later, moved


def _stay(stage: Stage, town: str, start: date, end: date | None) -> None:
    """Register who is in the cluster from when to when, or put it right."""
    cluster, member = Node.objects.get(pk=stage.world["常平组团"].pk), stage.world[town]
    row = ClusterMember.objects.filter(cluster=cluster, member=member).first()
    if row is None:
        registry.add_member(None, cluster, member, start=start, end=end)
    else:
        registry.correct_member(None, row, lead=False, start=start, end=end)


def _ground(members: dict[str, tuple[date, date | None]]) -> oracle.Ground:
    stays = [("常平组团", town, start, end or date.max) for town, (start, end) in members.items()]
    return oracle.Ground(
        PARENTS, [("常平组团", "常平镇", date(2021, 6, 1), date.max), *stays], STOCKS
    )


def _fill(stage: Stage, entry: Entry, fact: oracle.Fact) -> Entry:
    world = stage.world
    entry.partnership = stage.pairings[fact.pairing]
    entry.book, entry.title = "donations", "示例"
    entry.helper, entry.recipient = world[fact.helper], world[fact.recipient]
    entry.period_start, entry.period_end = fact.start, fact.end
    entry.units, entry.low, entry.high = fact.value, fact.low, fact.high
    for name in ("indicator", "unit", "bound", "stage", "state", "summary"):
        setattr(entry, name, getattr(fact, name))
    return entry


def _tell(stage: Stage, fact: oracle.Fact, entry: Entry, parent: Entry | None) -> Entry:
    with change(stage.world.clerk, "enter") as action:
        _fill(stage, entry, fact).parent = parent
        action.save(entry)
        taking_part = {stage.world[name].pk for name, _ in fact.joint}
        before = set(entry.parties.values_list("node", flat=True))
        entry.parties.all().delete()
        action.left(entry, "joint", before - taking_part)
        EntryParty.objects.bulk_create(
            [
                EntryParty(entry=entry, role="joint", name=name, node=stage.world[name],
                           share=share)
                for name, share in fact.joint
            ]
        )  # fmt: skip
        action.keep(entry)
    return entry


def _play(stage: Stage, told: list[oracle.Fact], later: list) -> Iterator[list[oracle.Fact]]:
    """Write a story as the verbs write it; yields the facts that hold after the first part and
    at the end."""
    written: dict[int, Entry] = {}
    for number, fact in enumerate(told):
        fact.order = number
        parent = written[0] if fact.parent is not None else None
        written[number] = _tell(stage, fact, Entry(), parent)
    yield told
    for number, what, new in later:
        fact, entry = told[number], written[number]
        if what == "new":
            new.order = len(told)
            written[len(told)] = _tell(stage, new, Entry(), None)
            told.append(new)
            continue
        if what == "edit":
            new.order, new.parent = fact.order, fact.parent
            new.archived = fact.archived
            for name in vars(new):
                setattr(fact, name, getattr(new, name))
            _tell(stage, fact, entry, entry.parent)
            continue
        with change(stage.world.clerk, what) as action:
            if what == "archive":
                fact.archived = True
                action.archive(entry)
            elif what == "both_sides":
                for side in ("helper", "recipient"):
                    Statement.objects.create(
                        entry=entry, side=side, units=entry.units, by=stage.world.clerk
                    )
            else:
                fact.state = entry.state = {"void": "void", "submit": "submitted"}[what]
                action.save(entry)
    yield told


ENDS = [
    *((helper, "玉屏侗族自治县", "first") for helper in (*HELPERS[:5], "东莞市", "示例甲村", None)),
    ("常平组团", "贵州省", None),
    ("广东省", None, None),
    ("桥头镇", None, "second"),
    (None, None, "second"),
]
keys = st.lists(st.tuples(st.sampled_from(ENDS), st.sampled_from(SPANS)), min_size=9, max_size=9)


def _as_oracle(found: list) -> dict:
    return {
        (row.key.indicator, str(row.key.stage), row.amount.unit): (
            row.amount.units, row.amount.low, row.amount.high, row.amount.bound.value, row.entries
        )
        for row in found
    }  # fmt: skip


def _key(stage: Stage, ends: tuple, span: tuple) -> Key:
    helper, recipient, programme = ends
    return Key(
        "",
        stage.world[helper].pk if helper else None,
        stage.world[recipient].pk if recipient else None,
        programme=stage.pairings[programme].programme_id if programme else None,
        period=None if span is EVER else Period(*span),
        stage=None,
    )


def _compare(stage: Stage, ground: oracle.Ground, told: list[oracle.Fact], asked: list) -> None:
    """Hold both ways of counting against the oracle."""
    for (helper, recipient, programme), span in asked:
        expected = oracle.figures(ground, told, helper, recipient, programme, *span)
        key = _key(stage, (helper, recipient, programme), span)
        assert _as_oracle(counted_figures(key)) == expected, (helper, recipient, span)
        kept = kept_figures(key)
        assert kept is not None or _only_entries_tell(ground, helper, span)
        if kept is not None:
            assert _as_oracle(kept) == expected, ("kept", helper, recipient, span)


def _only_entries_tell(ground: oracle.Ground, helper: str | None, span: tuple) -> bool:
    """Days within a month, or a cluster one of whose towns came or left within one."""
    ragged = any(left.day not in (30, 31) or came.day != 1 for *_, came, left in ground.members)
    return span == SPANS[4] or (helper == "常平组团" and ragged)


@settings(
    max_examples=20,
    phases=[Phase.generate],  # the stories are short: making them shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=stories(), asked=keys)
def test_counted_kept_and_past_figures_are_the_oracles(
    stage: Stage, story: tuple, asked: list
) -> None:
    members, told, later, moved = story
    assume(not any(fact.parent is fact for fact in told))
    with transaction.atomic():
        ClusterMember.objects.exclude(member=stage.world["常平镇"]).delete()
        with change(None, "correct_member") as action:
            action.save(Node.objects.get(pk=stage.world["常平组团"].pk))
        for town, (start, end) in members:
            _stay(stage, town, start, end)
        ground = _ground(dict(members))
        Upkeep.objects.update_or_create(pk=1, defaults={"fresh": False})
        states = _play(stage, told, later)
        next(states)
        assert recount() == []
        at_first = [oracle.figures(ground, told, *ends, *span) for ends, span in asked]
        ChangeSet.objects.update(at=datetime(2025, 3, 1, tzinfo=UTC))
        for town, (start, end) in moved:
            _stay(stage, town, start, end)
        assert not moved or recount() == []
        _compare(stage, _ground(dict(members) | dict(moved)), next(states), asked)
        for (ends, span), expected in zip(asked, at_first, strict=True):
            key = _key(stage, ends, span)
            with figures_as_of(key, date(2025, 3, 1)):
                past = counted_figures(key)
            assert _as_oracle(past) == expected, ("then", ends, span)
        nodes = stage.world["常平组团"].pk, stage.world["玉屏侗族自治县"].pk
        assert set(years(*nodes)) == years_of_entries(*nodes)
        assert recount() == [], "what is kept must have followed every change"
        transaction.set_rollback(True)
