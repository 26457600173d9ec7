"""Meetings of both sides and who is told of them."""

from datetime import date

import pytest

from shanhai.cooperation import services
from shanhai.cooperation.models import Meeting
from shanhai.cooperation.queries import meetings
from shanhai.cooperation.services import CooperationError, MeetingFacts
from shanhai.records.models import Version
from shanhai.records.rules import StaleVersion
from shanhai.registry import services as registry
from shanhai.registry.models import Partnership
from tests.cooperation.made import HELD, a_meeting, an_agreement
from tests.world import World


@pytest.fixture
def town_pairing(world: World) -> Partnership:
    """A town of the cluster that also pairs by itself."""
    return registry.pair(None, "town", world.programme, world["谢岗镇"], world["示例镇"])


def facts(world: World, *pairings: Partnership, **columns: object) -> MeetingFacts:
    given = {"kind": "joint", "title": "示例联席会议", "held_on": HELD, **columns}
    return MeetingFacts(pairings or [world.partnership], **given)  # type: ignore[arg-type]


def test_a_meeting_keeps_everything_it_went_through_in_order(world: World) -> None:
    people = "玉屏侗族自治县，县委书记\n常平镇，镇党委书记\n桥头镇，镇长\n东莞市，市帮协办主任"
    meeting = services.register_meeting(
        world.clerk,
        facts(
            world, chair="常平镇党委书记", attendees=people, agenda="听取汇报\n签署协议",
            reports="玉屏县汇报", media="示例宣传片", decisions="办一次专车", gifts="捐赠20万元",
        ),
    )  # fmt: skip
    assert [(one.side, one.post) for one in meeting.attendees.all()] == [
        ("recipient", "县委书记"), ("helper", "镇党委书记"), ("helper", "镇长"),
        ("helper", "市帮协办主任"),
    ]  # fmt: skip
    assert [one.text for one in meeting.points.filter(kind="agenda")] == ["听取汇报", "签署协议"]
    assert services.meeting_facts(meeting).attendees == people
    kept = Version.objects.get(ref=meeting.pk).columns
    assert "县委书记" in kept["参会人员"]
    assert kept["礼赠"] == "捐赠20万元"


def test_a_level_not_given_is_that_of_the_kind(world: World) -> None:
    assert services.register_meeting(world.clerk, facts(world)).level == "city"
    town = services.register_meeting(world.clerk, facts(world, kind="talk", title="示例座谈会"))
    assert town.level == "town"


def test_one_meeting_of_several_partnerships_is_one_for_each_of_them(
    world: World, town_pairing: Partnership
) -> None:
    meeting = services.register_meeting(None, facts(world, world.partnership, town_pairing))
    assert list(meetings(world.county_clerk)) == [meeting]
    assert list(town_pairing.meetings.all()) == [meeting]
    assert not meetings(world.foreigner).exists()
    with pytest.raises(CooperationError, match="已经登记"):
        services.register_meeting(None, facts(world, town_pairing))
    assert Meeting.objects.count() == 1


def test_an_edit_leaves_the_partnerships_the_editor_does_not_see(world: World) -> None:
    meeting = services.register_meeting(None, facts(world, world.partnership, world.elsewhere))
    services.edit_meeting(world.clerk, meeting, facts(world, title="改名的会议"), meeting.version)
    assert set(meeting.partnerships.all()) == {world.partnership, world.elsewhere}
    assert meeting.title == "改名的会议"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"title": " "}, "请填写会议名称"),
        ({"kind": "没有的"}, "没有“没有的”这种会议"),
        ({"attendees": "德江县，县长"}, "不属于"),
        ({"attendees": "没有登记的镇，镇长"}, "没有登记"),
        ({"attendees": "常平镇"}, "请写成“单位，职务”"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    world: World, columns: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        services.register_meeting(world.clerk, facts(world, **columns))
    assert not Meeting.objects.exists()


def test_a_meeting_of_no_partnership_is_refused(world: World) -> None:
    with pytest.raises(CooperationError, match="哪个结对"):
        services.register_meeting(world.clerk, MeetingFacts([], "joint", "示例会议"))


def test_a_foreigner_and_an_auditor_register_nothing(world: World) -> None:
    with pytest.raises(CooperationError, match="不在您的范围"):
        services.register_meeting(world.foreigner, facts(world))
    with pytest.raises(CooperationError, match="没有“维护登记”"):
        services.register_meeting(world.auditor, facts(world))


def test_an_edit_over_someone_elses_is_refused(world: World) -> None:
    meeting = a_meeting(world)
    services.edit_meeting(world.county_clerk, meeting, facts(world, place="玉屏"), 1)
    with pytest.raises(StaleVersion):
        services.edit_meeting(world.clerk, Meeting.objects.get(), facts(world, place="常平"), 1)
    assert Meeting.objects.get().place == "玉屏"


def test_what_was_signed_at_a_meeting_is_of_its_own_partnerships(world: World) -> None:
    meeting, agreement = a_meeting(world), an_agreement(world)
    services.sign_at(world.clerk, meeting, agreement)
    assert list(meeting.agreements.all()) == [agreement]
    other = services.sign_agreement(None, services.AgreementFacts(world.elsewhere, "别处的协议"))
    with pytest.raises(CooperationError, match="不是参加这次会议的结对"):
        services.sign_at(None, meeting, other)


def test_a_gift_becomes_one_entry_and_keeps_it_through_edits(world: World) -> None:
    meeting = services.register_meeting(world.clerk, facts(world, gifts="捐赠20万元"))
    entry = world.entry("social_donation", 200000, year=2025)
    services.link_gift(world.clerk, meeting.gifts.get(), entry.ref)
    services.edit_meeting(world.clerk, meeting, facts(world, gifts="捐赠20万元\n图书一批"))
    assert [gift.entry_id for gift in meeting.gifts.all()] == [entry.pk, None]
    with pytest.raises(CooperationError, match="只能关联台账记录"):
        services.link_gift(world.clerk, meeting.gifts.last(), meeting.ref)


def test_archived_with_a_reason_and_back_again(world: World) -> None:
    meeting = a_meeting(world, date(2025, 1, 1))
    with pytest.raises(CooperationError, match="为什么"):
        services.archive(world.clerk, meeting, "")
    services.archive(world.clerk, meeting, "登记重了")
    assert not meetings(world.clerk).exists()
    services.restore(world.clerk, meeting)
    assert list(meetings(world.clerk)) == [meeting]
