"""What search finds objects by: marks of texts, the index kept in step, and what drifts."""

import pytest
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from shanhai.accounts.models import User
from shanhai.cli.jobs import tidy_index
from shanhai.cooperation.services import hold_meeting
from shanhai.ledger import services as ledger
from shanhai.ledger.models import Entry
from shanhai.records.finding import services
from shanhai.records.finding.queries import BATCH, find
from shanhai.records.finding.rules import asked, holds, line
from shanhai.records.finding.services import index_soon, mend
from shanhai.records.models import ChangeSet, Indexed, Record
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import found, scopes_of
from tests.world import World

TEXTS = st.text(st.sampled_from("清溪镇桥头abc019 -_"), max_size=30)


@given(TEXTS, st.integers(0, 29), st.integers(1, 8))
def test_any_stretch_of_a_text_asks_only_for_marks_the_text_has(
    text: str, start: int, length: int
) -> None:
    word = text[start : start + length]
    marks = set(line("entry", [text], [], []).marks.split(" "))
    assert asked(word) <= marks


def test_marks_tell_kinds_partnerships_names_and_letters_apart() -> None:
    marks = line("node", ["清溪镇", "QX-01"], ["qxz"], [7]).marks.split(" ")
    assert {"#node", "@7", "=清溪镇", "=qx01", "清", "清溪", "qx", "qxz", "01"} <= set(marks)
    assert asked("清溪") == {"清溪"} and asked("镇") == {"镇"}
    assert asked("520622") == {"520", "206", "062", "622"}
    assert asked("%_ -") == set()


def test_width_and_case_make_no_difference() -> None:
    told = line("entry", ["ＡＢＣ第１号"], [], [])
    assert holds(told.text, ["abc"]) and asked("Ａbc") <= set(told.marks.split(" "))


def keys(user: User, model: type[Record], query: str, most: int = 100) -> list[int]:
    return found(user, model, query.split(), scopes_of(user), most)


@pytest.mark.parametrize("query", ["屏", "玉屏", "玉屏侗族", "玉屏县", "ypdzzzx", "520622", "5206"])
def test_a_place_is_found_by_words_of_any_length_initials_and_codes(
    world: World, query: str
) -> None:
    assert world["玉屏侗族自治县"].pk in keys(world.clerk, Node, query)


def test_the_very_name_comes_first(world: World) -> None:
    registry.register_node(None, "village", "清溪镇外村", world["清溪镇"])
    assert keys(world.clerk, Node, "清溪镇")[0] == world["清溪镇"].pk


def test_the_newest_come_first_however_many_there_are(world: World) -> None:
    made = [world.entry("fiscal_funds", 1, title=f"示例道路{n}").pk for n in range(BATCH + 5)]
    assert keys(world.clerk, Entry, "道路", BATCH + 9) == made[::-1]
    assert list(find("entry", ["道路", "12"])) == [
        pk for n, pk in reversed(list(enumerate(made))) if "12" in str(n)
    ]


def test_neighbours_in_another_order_are_not_the_word(world: World) -> None:
    world.entry("fiscal_funds", 1, title="桥头修桥，头桥")
    assert not keys(world.clerk, Entry, "头桥头")


def test_each_sees_their_own_only(world: World) -> None:
    entry = world.entry("fiscal_funds", 1, title="示例道路")
    meeting = hold_meeting(world.clerk, world.partnership, "joint", "示例春季会议")
    for user, seen in ((world.clerk, 1), (world.auditor, 1), (world.foreigner, 0)):
        assert keys(user, Entry, "道路") == [entry.pk][:seen]
        assert keys(user, type(meeting), "春季") == [meeting.pk][:seen]
        assert len(keys(user, Partnership, "玉屏")) == seen


def test_an_edit_an_archive_and_a_void_are_followed(world: World) -> None:
    entry = world.entry("fiscal_funds", 1, title="示例道路", state="draft")
    assert keys(world.clerk, Entry, "道路")
    ledger.step(world.clerk, entry, "void")
    assert not keys(world.clerk, Entry, "道路")
    village = registry.register_node(None, "village", "示例新村", world["桥头镇"])
    registry.edit_node(None, village, "改名", name="示例老村")
    assert keys(world.clerk, Node, "老村") == keys(world.clerk, Node, "新村") == [village.pk]
    registry.archive_node(None, village, "")
    assert not keys(world.clerk, Node, "老村")
    registry.restore_node(None, village, "")
    assert keys(world.clerk, Node, "老村") == [village.pk]


def test_what_is_written_by_the_thousand_is_found_when_the_worker_has_indexed_it(
    world: World,
) -> None:
    told = world.entry("fiscal_funds", 1, title="示例道路")
    with change(world.clerk, "enter", "") as action:
        action.found_later = True
        told.title = "示例桥梁"
        action.save(told)
        late = world.entry("fiscal_funds", 1, title="示例隧道")
    assert keys(world.clerk, Entry, "桥梁") == [told.pk]
    assert not keys(world.clerk, Entry, "隧道")
    assert index_soon.call(ChangeSet.objects.latest("number").pk) == 2
    assert keys(world.clerk, Entry, "隧道") == [late.pk] and mend() == {}


def test_others_may_write_between_the_parts_of_what_is_indexed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite nobody could for the minute and a half it took over 200,000 rows."""
    with change(world.clerk, "enter", "") as action:
        action.found_later = True
        for number in range(3):
            world.entry("fiscal_funds", 1, title=f"示例隧道{number}")
    paused: list[int] = []
    monkeypatch.setattr(services, "CHUNK", 1)
    monkeypatch.setattr(services, "let_others_write", lambda: paused.append(1))
    assert index_soon.call(ChangeSet.objects.latest("number").pk) == len(paused) == 3


def test_who_waits_for_something_has_their_turn_before_all_is_indexed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with change(world.clerk, "enter", "") as action:
        action.found_later = True
        for number in range(5):
            world.entry("fiscal_funds", 1, title=f"示例隧道{number}")
    monkeypatch.setattr(services, "CHUNK", 1)
    monkeypatch.setattr(services, "PARTS", 2)
    DBTaskResult.objects.all().delete()
    done = [index_soon.call(ChangeSet.objects.latest("number").pk)]
    while rest := DBTaskResult.objects.order_by("-enqueued_at").first():
        rest.delete()
        done.append(index_soon.call(*rest.args_kwargs["args"]))
    assert done == [2, 2, 1] and mend() == {}


def test_a_renamed_place_takes_its_pairings_along(world: World) -> None:
    registry.edit_node(None, world["德江县"], "示例改名", name="德水县")
    assert keys(world.foreigner, Partnership, "德水") == [world.elsewhere.pk]


def test_what_drifted_is_named_and_put_right(world: World) -> None:
    world.entry("fiscal_funds", 1, title="示例道路")
    assert mend() == {}
    Entry.objects.update(title="示例桥梁")
    Indexed.objects.filter(ref=world["桥头镇"].pk).delete()
    assert mend() == {"台账记录": 1, "地方与单位": 1}
    assert keys(world.clerk, Entry, "桥梁") and not keys(world.clerk, Entry, "道路")
    assert keys(world.clerk, Node, "桥头镇")
    assert tidy_index.call() == 0
