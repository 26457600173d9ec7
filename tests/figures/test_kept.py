"""Figures kept ready follow what is written, say when they cannot be trusted, and heal."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from shanhai.cli.jobs import Damage, recount_figures
from shanhai.cli.main import main
from shanhai.common.amounts import SCALE
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.figures.models import Cell, Roll
from shanhai.figures.queries import counted_entries, figures
from shanhai.figures.queries.kept import is_fresh, kept_figures, kept_years
from shanhai.figures.services import recount
from shanhai.ledger import services as ledger
from shanhai.records.services import change
from shanhai.registry import services as registry
from tests.world import World


@pytest.fixture
def kept(world: World) -> World:
    """The world with its figures kept up from here on."""
    recount()
    return world


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counting")
def test_of_entries_that_are_part_of_no_other_the_database_expects_most_to_count(
    world: World,
) -> None:
    made = [world.entry("fiscal_funds", value) for value in range(1, 61)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    (plan,) = json.loads(counted_entries().order_by().explain(format="json"))
    assert counted_entries().count() == len(made)
    assert plan["Plan"]["Plan Rows"] > len(made) / 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counting")
def test_cells_are_known_by_their_number_as_soon_as_they_are_counted(kept: World) -> None:
    kept.entry("fiscal_funds", 5)
    Cell.objects.all().delete()
    recount()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'figures_cell'")
        assert cursor.fetchone()[0] == Cell.objects.count() > 0


def key(world: World, helper: str = "常平组团", **columns: object) -> Key:
    return Key(
        "", world[helper].pk, world["玉屏侗族自治县"].pk,
        **{"period": Period.year(2024), "stage": None, **columns},  # type: ignore[arg-type]
    )  # fmt: skip


def values(key: Key) -> dict[str, int]:
    found = kept_figures(key)
    assert found is not None, "this must be read from what is kept"
    return {row.key.indicator: row.amount.units // SCALE for row in found}


def test_a_submitted_entry_is_in_the_figures_of_its_cluster_and_province_at_once(
    kept: World,
) -> None:
    entry = kept.entry("fiscal_funds", 100, state="draft")
    assert values(key(kept)) == {}
    ledger.submit(kept.clerk, entry)
    for helper in ("桥头镇", "常平组团", "东莞市", "广东省"):
        assert values(key(kept, helper)) == {"fiscal_funds": 100}
    found = kept_years(kept["常平组团"].pk, kept["玉屏侗族自治县"].pk)
    assert found == {2024}
    assert Period.year(max(found)).start.year == 2024  # a year days are made of, on any database


def test_an_edit_moves_an_entry_to_its_new_year_and_helper(kept: World) -> None:
    entry = kept.entry("fiscal_funds", 100)
    entry.helper, entry.period, entry.state = kept["谢岗镇"], Period.year(2023), "submitted"
    with change(kept.clerk, "edit") as action:
        action.save(entry)
    assert values(key(kept)) == {}
    assert values(key(kept, "桥头镇", period=Period.year(2023))) == {}
    assert values(key(kept, "谢岗镇", period=Period.year(2023))) == {"fiscal_funds": 100}


def test_what_is_rolled_back_leaves_nothing(kept: World) -> None:
    with pytest.raises(RuntimeError), change(kept.clerk, "enter"):
        kept.entry("fiscal_funds", 100)
        raise RuntimeError
    assert values(key(kept)) == {}
    assert recount() == []


def test_a_part_counts_again_when_its_whole_is_void(kept: World) -> None:
    whole = kept.entry("fiscal_funds", 100)
    kept.entry("fiscal_funds", 30, period=Period.parse("2024-03"), parent=whole)
    assert values(key(kept)) == {"fiscal_funds": 100}
    whole.state = "void"
    with change(kept.clerk, "void") as action:
        action.save(whole)
    assert values(key(kept)) == {"fiscal_funds": 30}


def test_months_are_read_from_cells(kept: World) -> None:
    kept.entry("fiscal_funds", 7, period=Period.parse("2024-02-10"))
    kept.entry("fiscal_funds", 9, period=Period.parse("2024-05"))
    assert values(key(kept, period=Period.parse("2024-01", "2024-03"))) == {"fiscal_funds": 7}
    assert kept_figures(key(kept, period=Period.parse("2024-02-01", "2024-02-15"))) is None


def test_a_change_of_members_is_counted_from_the_entries_until_recounted(kept: World) -> None:
    kept.entry("fiscal_funds", 100, helper="谢岗镇")
    row = kept["常平组团"].members.get(member=kept["谢岗镇"])
    registry.end_member(None, row, date(2023, 12, 31))
    assert not is_fresh() and kept_figures(key(kept)) is None
    assert figures(key(kept)) == []
    assert DBTaskResult.objects.filter(task_path__endswith="recount_soon").exists()
    assert recount() == []
    assert values(key(kept)) == {}


def test_the_name_of_a_place_changes_no_figure(kept: World) -> None:
    registry.edit_node(None, kept["桥头镇"], "更名", short_name="桥头街")
    assert is_fresh()


def test_what_was_tampered_with_is_named_with_its_entries_and_put_right(kept: World) -> None:
    entry = kept.entry("fiscal_funds", 100)
    Cell.objects.update(units=1)
    Roll.objects.update(units=2)
    with pytest.raises(Damage, match=f"#{entry.pk}"):
        recount_figures.call()
    assert values(key(kept)) == {"fiscal_funds": 100}
    assert recount() == []


def test_counting_anew_takes_no_more_statements_for_more_pairings_and_cells(
    kept: World,
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert recount() == []
        return len(asked)

    kept.entry("fiscal_funds", 100)
    few = statements()
    for month in range(1, 6):
        kept.entry("trained_persons", 9, "人", period=Period.parse(f"2024-{month:02}"))
        kept.entry("park_enterprises", month, "个", period=Period.parse(f"2024-{month:02}"),
                   partnership=kept.elsewhere)  # fmt: skip
    assert statements() == few


def test_doctor_says_what_it_put_right(kept: World) -> None:
    kept.entry("fiscal_funds", 100)
    Cell.objects.all().delete()
    answer = CliRunner().invoke(main, ["doctor"])
    assert answer.exit_code == 1
    assert "存的是0笔0元，按记录是1笔100元，已改正。记录：#" in "".join(answer.output.split())


def test_doctor_names_the_places_and_the_interval_that_differs(kept: World) -> None:
    entry = kept.entry("fiscal_funds", 100)
    Cell.objects.update(low=F("low") - 10_000)
    said = "".join(CliRunner().invoke(main, ["doctor"]).output.split())
    assert f"{entry.helper.name}—{entry.recipient.name}的财政帮扶资金（" in said
    assert "存的是1笔100元（99至100），按记录是1笔100元，已改正。" in said


def test_a_year_costs_the_same_queries_whatever_it_holds(
    kept: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 13):
        kept.entry("fiscal_funds", number, period=Period.parse(f"2024-{number:02}"))
        kept.entry("park_enterprises", number, "个", period=Period.parse(f"2024-{number:02}"))
    with django_assert_num_queries(3):
        assert values(key(kept)) == {"fiscal_funds": 78, "park_enterprises": 12}
