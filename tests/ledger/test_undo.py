"""A whole import taken back: what it leaves behind, told by the columns or entry by entry."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils import timezone

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.periods import Period
from shanhai.figures.models import Cell, Roll
from shanhai.figures.services import recount
from shanhai.figures.services.adding import Brought
from shanhai.ledger.models import Entry, Upload
from shanhai.ledger.services import enter, facts_of, step, submit
from shanhai.ledger.workbooks.post import import_workbook, undo
from shanhai.records.models import Block, ChangeSet, Indexed, Version
from shanhai.records.queries import broken_links, history
from shanhai.records.services import Change
from shanhai.registry.queries import as_of
from tests.ledger.workbook import HEAD, gift, workbook
from tests.world import World

ODD: list[dict[str, Any]] = [
    {"捐赠方": "示例厂、示例店"}, {"捐赠方": ""}, {"帮扶方": "常平镇"}, {"金额（万元）": "3万元"},
    {"年度": 2023, "日期": "2023年8月"}, {"接收单位": "示例中学"}, {"备注": "说'明%s\\N\ta\\"},
    {"形式": "物资"}, {"票据号": ""},
]  # fmt: skip
FILL = {"接收单位": "示例小学", "备注": "", "形式": ""}


@pytest.fixture(autouse=True)
def _kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are kept, and an import fills several blocks of versions."""
    monkeypatch.setattr("shanhai.records.services._IN_A_BLOCK", 20)
    monkeypatch.setattr("shanhai.ledger.workbooks.post._BLOCK", 30)
    recount()


def taken(world: World, rows: int = 60, **options: bool) -> Upload:
    """An import of lines of all sorts, most of them plain."""
    odd = dict(enumerate(ODD, 1))
    lines = [
        gift(number, number % 7 + 1, **(FILL | odd.get(number, {})))
        for number in range(1, rows + 1)
    ]
    data = workbook([[*HEAD, *FILL], *lines])
    import_workbook(world.clerk, data, "捐赠.xlsx", world.partnership, **options)
    return Upload.objects.get()


@pytest.mark.parametrize("handed_in", [False, True])
def test_what_is_taken_back_by_columns_is_left_as_entry_by_entry(
    world: World, monkeypatch: pytest.MonkeyPatch, handed_in: bool
) -> None:
    upload = taken(world, submit=handed_in)
    assert Block.objects.count() > 2
    assert Version.objects.filter(ref__entry__isnull=False, columns__title="捐资助学").exists()
    by_columns = what_undoing_leaves(world, upload)
    with monkeypatch.context() as patch:
        patch.setattr(Change, "archive_first", lambda _action, _model, keys, **_columns: keys)
        assert what_undoing_leaves(world, upload) == by_columns
    assert len(by_columns[0]) == 60


def what_undoing_leaves(world: World, upload: Upload) -> list[Any]:
    """Entries with their histories, kept figures and the index of search, moments left out; the
    import is there again afterwards."""
    with transaction.atomic():
        assert undo(world.clerk, upload) == 60
        entries = Entry.objects.order_by("pk")
        assert not entries.filter(ref__archived_at=None).exists()
        found = [
            list(entries.values()),
            [
                one.columns | {"archived_at": "archived_at" in one.columns, "number": one.number}
                for one in Version.objects.filter(ref__entry__isnull=False)
            ],
            *(sorted(kind.objects.values_list("helper", "recipient", "indicator", "units", "rows"))
              for kind in (Cell, Roll)),
            list(Indexed.objects.filter(kind="entry").values_list("ref")),
        ]  # fmt: skip
        assert recount() == []
        assert list(broken_links()) == []
        transaction.set_rollback(True)
    return found


def test_what_went_a_step_on_since_is_taken_back_too(world: World) -> None:
    upload = taken(world, submit=True)
    for entry in Entry.objects.filter(helper__name="桥头镇")[20:25]:
        step(world.reviewer, entry, "check")
    assert undo(world.clerk, upload) == 60
    assert set(Entry.objects.values_list("state", "office", "due")) == {("void", None, None)}
    assert not Cell.objects.exists()
    assert recount() == []
    assert list(broken_links()) == []


@pytest.mark.parametrize("plain", [True, False])
def test_a_part_of_what_is_taken_back_counts_for_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    upload = taken(world, submit=True)
    whole = Entry.objects.get(voucher="JZ040")
    amount, before = Amount.exactly(100 * SCALE, "元"), Period.parse("2021-03")
    part = replace(facts_of(whole), amount=amount, period=before, voucher="甲", parent=whole)
    submit(world.clerk, enter(world.clerk, part))
    if not plain:
        monkeypatch.setattr(Brought, "went", lambda *_: False)
    assert undo(world.clerk, upload) == 60
    assert [cell.units for cell in Cell.objects.all()] == [100 * SCALE]
    assert recount() == []


def test_an_import_taken_back_was_there_in_between(world: World) -> None:
    upload = taken(world)
    ChangeSet.objects.update(at=timezone.now() - timedelta(days=10))
    undo(world.clerk, upload)
    ChangeSet.objects.filter(verb="undo_import").update(at=timezone.now() - timedelta(days=4))
    entry = Entry.objects.select_related("ref").get(voucher="JZ040")
    changed = {one.column for one in history(entry)[0].changed}
    assert changed == {"state", "archived_at"} | ({"office_id", "due"} & changed)
    listed = Entry.objects.filter(ref__archived_at=None)
    for days, count in ((7, 60), (2, 0)):
        with as_of(world.clerk, timezone.localdate() - timedelta(days=days)):
            assert listed.count() == count
            assert Entry.objects.exclude(state="void").count() == count


SECOND = Version.objects.filter(number=2, ref__entry__voucher="JZ040")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Block.objects.update(told=Replace("told", Value('"void"'), Value('"draft"'))),
        lambda: SECOND.update(columns=place() | {"archived_at": "2020-01-01T00:00:00+00:00"}),
        lambda: SECOND.update(columns=place()),
    ],
)
def test_tampering_with_what_an_import_taken_back_left_shows(
    world: World, change: Callable[[], Any]
) -> None:
    undo(world.clerk, taken(world))
    assert list(broken_links()) == []
    change()
    assert any("被改动过" in line for line in broken_links())


def place() -> dict[str, Any]:
    """Where the second version of an entry stands, without what its row says beside."""
    digest, key = SECOND.values_list("digest", "ref").get()
    block = Block.objects.get(mark=digest[:24])
    return {"*": block.mark, "**": json.loads(block.told)["each"]["ref_id"].index(key)}
