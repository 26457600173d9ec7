"""What registers give on a day gone by, held against an oracle that shares nothing with it: members
whose state changed since, who were entered late, taken back or taken out, and places that moved."""

from datetime import UTC, date, datetime

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shanhai.common.amounts import SCALE
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.cooperation.models import Park, Venture, VentureStep
from shanhai.figures.queries import figures_as_of, pairing_figure, register_figure
from shanhai.records.models import ChangeSet, Record
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import ClusterMember, Node, Partnership
from tests.figures import oracle
from tests.figures.test_oracle import DAYS, EDGES, PARENTS, _stay
from tests.figures.test_oracle import Stage as Cast
from tests.figures.test_oracle import stage as stage
from tests.world import World

DAY = date(2025, 3, 1)
TODAY = date.today()
CODES = ["parks_built", "park_enterprises", "enterprises_introduced", "paired_villages"]
# Between whom: a pairing of each is registered once and stays.
ENDS = [("常平组团", "玉屏侗族自治县"), ("清溪镇", "德江县"), ("桥头镇", "玉屏侗族自治县")]
VILLAGES = ["示例乙村", "示例丙村"]
MOVES = [("示例乙村", "煎茶镇"), ("示例丙村", "煎茶镇"), ("示例甲村", "清溪镇")]
FIRMS = ["示例甲企", "示例乙企"]
GROUND = PARENTS | {"煎茶镇": "德江县", "清溪镇": "东莞市"}

some_day = st.none() | st.sampled_from(DAYS)


@st.composite
def told(draw: st.DrawFn) -> oracle.Member:
    what = draw(st.sampled_from(["park", "venture", "venture", "pairing"]))
    ends = ("示例甲村", draw(st.sampled_from(VILLAGES)))
    helper, recipient = ends if what == "pairing" else draw(st.sampled_from(ENDS))
    start, end = draw(some_day), draw(some_day)
    if start and end and end < start:
        start, end = end, start
    rungs = draw(
        st.lists(
            st.tuples(st.sampled_from(["signed", "started", "producing"]), st.sampled_from(DAYS)),
            max_size=3, unique_by=lambda one: one[0],
        )
    )  # fmt: skip
    return oracle.Member(
        what,
        helper,
        recipient,
        start,
        end,
        draw(st.sampled_from(FIRMS)),
        draw(st.booleans()),
        rungs,
    )


later = st.tuples(
    st.integers(0, 5), st.sampled_from(["new", "edit", "archive", "restore", "rung"]), told()
)
keys = st.tuples(
    st.sampled_from(["常平组团", "桥头镇", "清溪镇", "东莞市", "示例甲村"]),
    st.sampled_from(["玉屏侗族自治县", "德江县", "贵州省", "示例乙村"]),
    st.sampled_from([(date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31)),
                     (date(2021, 1, 1), date(2025, 12, 31))]),
)  # fmt: skip


class Office:
    """Writes what is told as the verbs write it."""

    def __init__(self, cast: Cast) -> None:
        self.world: World = cast.world
        self.pairs = {
            (one.helper.name, one.recipient.name): one for one in Partnership.objects.all()
        }
        self.written: list[tuple[oracle.Member, Record]] = []

    def tell(self, member: oracle.Member) -> None:
        made = {"park": Park, "venture": Venture, "pairing": Partnership}[member.what]()
        self.written.append((member, made))
        self.write(member, made)

    def write(self, member: oracle.Member, row: Record) -> None:
        with change(None, "edit") as action:
            if isinstance(row, Partnership):
                row.kind, row.programme = "village", self.world.programme
                row.helper, row.recipient = self.world[member.helper], self.world[member.recipient]
                row.start, row.end = member.start, member.end
                action.save(row)
                return
            row.partnership = self.pairs[member.helper, member.recipient]
            row.title = f"示例{member.what}"
            if isinstance(row, Park):
                row.kind, row.site = "farm", self.world[member.recipient]
                row.opened_on, row.closed_on = member.start, member.end
                action.save(row)
                return
            row.firm = self.firm(member.firm)
            row.park = self.park(row.partnership) if member.settled else None
            row.entered_on, row.left_on = member.start, member.end
            action.save(row)
            row.steps.all().delete()
            VentureStep.objects.bulk_create(
                VentureStep(venture=row, rung=rung, on=on) for rung, on in member.rungs
            )
            action.keep(row)

    def firm(self, name: str) -> Node:
        return Node.objects.filter(name=name).first() or registry.register_node(
            None, "organisation", name, self.world["桥头镇"], kind="enterprise"
        )

    def park(self, pair: Partnership) -> Park:
        """Somewhere to settle, no park of the story itself."""
        found = Park.objects.filter(partnership=pair, kind="site").first()
        if found is None:
            found = Park(partnership=pair, title="示例", kind="site", closed_on=date(1990, 1, 1),
                         site=self.world["玉屏侗族自治县"])  # fmt: skip
            with change(None, "register_park") as action:
                action.save(found)
        return found

    def go_on(self, number: int, what: str, new: oracle.Member) -> None:
        if what == "new" or not self.written:
            return self.tell(new)
        member, row = self.written[number % len(self.written)]
        row = type(row)._default_manager.get(pk=row.pk)
        if what in ("archive", "restore"):
            member.archived = what == "archive"
            with change(None, what) as action:
                getattr(action, what)(row)
        elif what == "rung" and member.what == "venture":
            member.rungs = [*dict([*new.rungs, *member.rungs]).items()]
            self.write(member, row)
        else:
            for name in ("start", "end", "firm", "settled", "rungs"):
                setattr(member, name, getattr(new, name))
            self.write(member, row)
        return None


def _counts(cast: Cast, asked: tuple) -> dict[str, int]:
    helper, recipient, span = asked
    found = {}
    for code in CODES:
        ends = (cast.world[helper].pk, cast.world[recipient].pk)
        key = Key(code, *ends, period=Period(*span))
        told = pairing_figure(key) or register_figure(key)
        if told is not None:
            found[code] = told.amount.units // SCALE
    return found


@settings(
    max_examples=25,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    first=st.lists(told(), min_size=1, max_size=6), then=st.lists(later, max_size=6),
    moved=st.lists(st.sampled_from(MOVES), max_size=2, unique=True),
    stays=st.lists(st.sampled_from(EDGES[:-1]), min_size=2, max_size=2),
    asked=st.lists(keys, min_size=6, max_size=6),
)  # fmt: skip
def test_registers_on_a_day_gone_by_are_the_oracles(
    stage: Cast, first: list, then: list, moved: list, stays: list, asked: list
) -> None:
    with transaction.atomic():
        world = stage.world
        world.nodes["煎茶镇"] = _town(world)
        with change(None, "pair") as action:
            ends = {"helper": world["桥头镇"], "recipient": world["玉屏侗族自治县"]}
            action.save(Partnership(kind="county", programme=world.programme, **ends))
        office, parents = Office(stage), dict(GROUND)
        ClusterMember.objects.filter(member=world["谢岗镇"]).delete()
        ClusterMember.objects.filter(member=world["桥头镇"]).delete()
        _stay(stage, "桥头镇", *stays[0])
        for member in first:
            office.tell(member)
        members = [("常平组团", "常平镇", date(2021, 6, 1), date.max)]
        grounds = [oracle.Ground(dict(parents), [*members, _told_stay(stays[0])], set())]
        past = [
            oracle.registered(grounds[0], [one for one, _ in office.written], *ends, *span, DAY)
            for *ends, span in asked
        ]
        ChangeSet.objects.update(at=datetime(2025, 3, 1, tzinfo=UTC))
        for one in then:
            office.go_on(*one)
        _stay(stage, "桥头镇", *stays[1])
        for place, parent in moved:
            node = Node.objects.get(pk=world[place].pk)
            registry.edit_node(None, node, "示例：区划调整", parent=world[parent])
            parents[place] = parent
        now = oracle.Ground(parents, [*members, _told_stay(stays[1])], set())
        for one, expected in zip(asked, past, strict=True):
            *ends, span = one
            with figures_as_of(Key("", *(world[end].pk for end in ends)), DAY):
                assert _counts(stage, one) == expected, ("then", one)
            told = [member for member, _ in office.written]
            assert _counts(stage, one) == oracle.registered(now, told, *ends, *span, TODAY), one
        transaction.set_rollback(True)


def _told_stay(stay: tuple[date, date | None]) -> tuple[str, str, date, date]:
    return ("常平组团", "桥头镇", stay[0], stay[1] or date.max)


def _town(world: World) -> Node:
    return Node.objects.filter(name="煎茶镇").first() or registry.register_node(
        None, "town", "煎茶镇", world["德江县"]
    )


def test_the_oracle_sees_a_difference(stage: Cast) -> None:
    """What the story changes would show if the past were taken as registered now."""
    office = Office(stage)
    park = oracle.Member("park", "常平组团", "玉屏侗族自治县", date(2023, 1, 1), None)
    office.tell(park)
    ChangeSet.objects.update(at=datetime(2025, 3, 1, tzinfo=UTC))
    office.go_on(0, "archive", park)
    asked = ("常平组团", "玉屏侗族自治县", (date(2024, 1, 1), date(2024, 12, 31)))
    key = Key("", stage.world["常平组团"].pk, stage.world["玉屏侗族自治县"].pk)
    with figures_as_of(key, DAY):
        assert _counts(stage, asked) == {"parks_built": 1}
    assert _counts(stage, asked) == {}
