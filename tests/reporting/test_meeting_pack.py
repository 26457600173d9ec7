"""The pack of a meeting begins with what is open."""

from datetime import date
from io import BytesIO

from docx import Document

from shanhai.cooperation import services
from shanhai.cooperation.services import MeetingFacts
from shanhai.ledger.models import Evidence
from shanhai.reconciliation.promises.services import deliver
from shanhai.reporting.meetings import pack, pack_word
from tests.cooperation.made import a_meeting, a_promise, a_visit, an_agreement, an_item
from tests.world import World


def test_the_pack_starts_from_what_the_last_meeting_left(world: World) -> None:
    first = services.register_meeting(
        None,
        MeetingFacts(
            [world.partnership], "joint", "第一次会", date(2025, 3, 31), decisions="春节前办专车"
        ),
    )
    item = an_item(world, first)
    a_promise(world, an_agreement(world, end=date(2025, 10, 31)), 300000)
    a_visit(world, title="会后的考察", start=date(2025, 4, 8), person_times=12)
    a_visit(world, title="会前的考察", start=date(2025, 3, 1))
    second = a_meeting(world, date(2025, 9, 10), "第二次会")
    found = pack(world.county_clerk, second)
    assert (found.previous, found.carried, found.decisions) == (
        first,
        [(item, 1)],
        ["春节前办专车"],
    )
    assert [visit.title for visit in found.visits] == ["会后的考察"]
    assert [one.title for one in found.expiring] == ["示例协议"]

    lines = [line.text for line in Document(BytesIO(pack_word(found))).paragraphs]
    text = "\n".join(lines)
    assert lines[0] == "第二次会会议材料"
    assert "示例事项（桥头镇），时限2025年6月30日，已逾期" in text
    assert "示例捐赠（桥头镇）：承诺30万元，台账还没有兑现的记录" in text
    assert "2025年4月8日，会后的考察，12人次：还没有写下成果" in text


def test_each_line_of_the_pack_tells_in_a_comment_what_it_rests_on(world: World) -> None:
    promise = a_promise(world, an_agreement(world), 300000)
    entry = world.entry("social_donation", 120000, title="第一笔到账", year=2025)
    Evidence.objects.create(entry=entry, voucher="JZ009")
    deliver(world.clerk, promise, entry)
    visit = a_visit(world, title="会前的考察", start=date(2025, 4, 8), person_times=12)
    found = pack(world.clerk, a_meeting(world, date(2025, 9, 10), "第二次会"))
    document = Document(BytesIO(pack_word(found, lambda one: f"http://there/{one.pk}/")))
    notes = [one.text for one in document.comments]
    (told,) = [one for one in notes if f"http://there/{promise.pk}/" in one]
    assert "第一笔到账：12万元（凭证JZ009）" in told
    assert any(f"http://there/{visit.pk}/" in one for one in notes)
    text = "\n".join(line.text for line in document.paragraphs)
    assert "到位12万元" in text and len(notes) == 2
    led = {link.address: link.text for line in document.paragraphs for link in line.hyperlinks}
    assert "承诺30万元，到位12万元" in led[f"http://there/{promise.pk}/"]
    assert "12人次" in led[f"http://there/{visit.pk}/"]

    far = pack(world.foreigner, found.meeting)
    assert far.given == {}


def test_the_pack_of_others_holds_nothing_of_theirs(world: World) -> None:
    an_item(world, a_meeting(world))
    second = a_meeting(world, date(2025, 9, 10), "第二次会")
    found = pack(world.foreigner, second)
    assert not found.carried
    assert not found.promises
