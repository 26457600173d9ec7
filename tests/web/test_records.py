"""What every object has: history in words, comments, files."""

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Order
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import parties_then
from shanhai.ledger.services import EntryFacts, PartyFacts, edit, enter, facts_of
from shanhai.records.models import Attachment, Comment, Record, Version
from shanhai.records.queries import broken_links, history
from shanhai.records.services import change
from shanhai.registry.services import merge_nodes, register_node
from shanhai.web.pages.records import told_facts
from shanhai.web.record_words import SECTIONS, Words
from shanhai.web.work_forms import words as codes
from tests.world import World

KINDS = [one for one in apps.get_models() if issubclass(one, Record)]
HTMX = {"HX-Request": "true"}


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def entry(world: World) -> Entry:
    return world.entry("fiscal_funds", 1070000, title="示例拨付", entered_by=world.clerk)


def as_kept(entry: Entry) -> dict[str, object]:
    return Version.objects.get(ref=entry.pk).columns


def edited(world: World, entry: Entry, **columns: object) -> Entry:
    with change(world.reviewer, "edit", "对方来函更正") as action:
        for name, value in columns.items():
            setattr(entry, name, value)
        action.save(entry)
    return entry


def panel(client: Client, entry: Entry, **headers: str) -> str:
    return client.get(reverse("record", args=[entry.pk]), headers=headers).content.decode()


def attach(client: Client, entry: Entry, name: str = "回单.pdf", data: bytes = b"%PDF-1.7"):
    file = SimpleUploadedFile(name, data, "text/html")
    return client.post(reverse("record-attach", args=[entry.pk]), {"file": file, "note": "扫描件"})


def test_history_names_who_when_why_and_each_column(world: World, entry: Entry) -> None:
    edited(world, entry, voucher="记-12", helper=world["谢岗镇"], stage="used")
    page = panel(client_of(world.clerk), entry)
    assert "东莞审核员" in page and "对方来函更正" in page and "修改" in page
    assert "凭证号" in page and "记-12" in page
    assert "桥头镇" in page and "谢岗镇" in page
    assert "到位" in page and "使用" in page


@pytest.mark.parametrize(("place", "section"), SECTIONS.items())
def test_a_code_of_the_work_is_told_in_words(
    world: World, place: tuple[str, str], section: str
) -> None:
    kind, column = place
    holders = [one for one in KINDS if one._meta.model_name == kind or not kind and
               any(field.attname == column for field in one._meta.concrete_fields)]  # fmt: skip
    assert holders
    for holder in holders:
        words = Words(world.clerk, holder(), [])
        assert {words.value(column, code) for code, _ in codes(section)} == {
            name for _, name in codes(section)
        }


def test_what_belongs_to_an_object_is_told_in_words_with_its_days(world: World) -> None:
    words = Words(world.clerk, Order(), [])
    assert (words.name("state"), words.name("进度")) == ("进度", "进度（各步）")
    assert words.value("进度", "accepted 2025-01-23；paid 2025-01-29") == (
        "验收 2025-01-23；付款 2025-01-29"
    )


def test_the_form_the_source_and_the_size_of_an_entry_are_told_in_words(world: World) -> None:
    entry = world.entry("social_donation", 300, form="goods", source_class="budget_town")
    told = {one.name: one.after for one in told_facts(world.clerk, entry, as_kept(entry))}
    assert (told["形式"], told["资金来源"], told["数值"]) == ("物资", "镇级财政", "300")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind._meta.model_name)
def test_columns_of_a_history_have_an_english_name(world: World, kind: type[Record]) -> None:
    words = Words(world.clerk, kind(), [])
    with override("en"):
        named = {one.attname: words.name(one.attname) for one in kind._meta.concrete_fields
                 if words.shown(one.attname)}  # fmt: skip
        named |= {word: words.name(word) for word in kind.kept_rows.values() if word}
    assert {key: name for key, name in named.items() if not name.isascii()} == {}


def test_history_tells_of_a_giver_who_was_mended(world: World) -> None:
    told = EntryFacts(
        world.partnership, "donations", "示例捐赠", "social_donation", Amount.of(100, "元"),
        Period.year(2024), world["桥头镇"], world["玉屏侗族自治县"],
        parties=[PartyFacts("giver", "示例甲公司"), PartyFacts("receiver", "示例小学", None, 50)],
    )  # fmt: skip
    entry = enter(world.clerk, told)
    mended = [PartyFacts("giver", "示例乙公司", world["桥头镇"]), *told.parties[1:]]
    edit(world.clerk, entry, facts_of(entry, parties=mended), why="捐赠方抄错")
    page = panel(client_of(world.clerk), entry)
    assert "各方" in page
    assert "提供方 示例甲公司；接收方 示例小学（份额 0.005）</del>" in page
    assert "→ 提供方 示例乙公司；接收方 示例小学（份额 0.005）" in page
    newest, first = entry.ref.versions.order_by("-number")
    assert [one.name for one in parties_then(first)] == ["示例甲公司", "示例小学"]
    assert parties_then(newest)[0].node == world["桥头镇"]
    attach(client_of(world.clerk), entry)
    assert "parties" not in {one.column for one in history(entry)[0].changed}
    assert list(broken_links()) == []


def test_a_key_of_a_user_is_never_read_as_one_of_a_record(world: World, entry: Entry) -> None:
    edited(world, entry, entered_by=world.reviewer)
    page = panel(client_of(world.clerk), entry)
    assert "填报人" in page
    assert '<del class="muted">桥头填报员</del> → 东莞审核员' in page


def test_what_a_column_pointed_at_is_named_only_to_who_may_see_it(
    world: World, entry: Entry
) -> None:
    edited(world, entry, partnership=world.elsewhere)
    edited(world, entry, partnership=world.partnership)
    page = panel(client_of(world.clerk), entry)
    assert "清溪镇—德江县" not in page
    assert "不在您的查看范围" in page
    assert "清溪镇—德江县" in panel(client_of(world.reviewer), entry)


def test_htmx_gets_the_bare_panel_and_a_browser_the_page(world: World, entry: Entry) -> None:
    client = client_of(world.clerk)
    assert "<html" not in panel(client, entry, **HTMX)
    assert "<html" in panel(client, entry)


def test_an_object_without_a_page_of_its_own_shows_what_it_is(world: World) -> None:
    twin = register_node(None, "village", "示例丁村", world["示例镇"])
    edge = merge_nodes(world.county_clerk, twin, world["示例乙村"], "同一个村登记了两次")
    page = client_of(world.clerk).get(reverse("record", args=[edge.pk])).content.decode()
    assert "被并入" in page and "示例乙村" in page and "同一个村登记了两次" in page


def test_a_long_history_shows_its_newest_steps_first(world: World, entry: Entry) -> None:
    for number in range(24):
        edited(world, entry, note=f"第{number}次")
    client = client_of(world.clerk)
    page = panel(client, entry)
    assert "第23次" in page and "第1次" not in page and "更早的 5 步" in page
    whole = client.get(reverse("record", args=[entry.pk]), {"all": 1}).content.decode()
    assert "第1次" in whole


def test_a_comment_is_kept_and_an_empty_one_refused_in_words(world: World, entry: Entry) -> None:
    client, address = client_of(world.clerk), reverse("record-comment", args=[entry.pk])
    assert client.post(address, {"text": " 已与县里核对 "}).status_code == 302
    assert Comment.objects.get().text == "已与县里核对"
    refused = client.post(address, {"text": "  "}, headers=HTMX)
    assert refused.status_code == 422
    assert "请先写下要说的话" in refused.content.decode()


def test_an_auditor_reads_but_neither_comments_nor_attaches(world: World, entry: Entry) -> None:
    client = client_of(world.auditor)
    assert "<textarea" not in panel(client, entry)
    assert client.post(reverse("record-comment", args=[entry.pk]), {"text": "x"}).status_code == 403
    assert attach(client, entry).status_code == 403


def test_a_file_comes_back_byte_for_byte_and_only_as_a_download(world: World, entry: Entry) -> None:
    client = client_of(world.clerk)
    assert attach(client, entry, "说明.html", b"<script>alert(1)</script>").status_code == 302
    answer = client.get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(("data", "sentence"), [(b"", "这个文件是空的"), (b"12345", "超过")])
@override_settings(UPLOAD_LIMIT=4)
def test_an_empty_or_too_large_file_is_refused_in_words(
    world: World, entry: Entry, data: bytes, sentence: str
) -> None:
    answer = attach(client_of(world.clerk), entry, data=data)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_taken_off_is_gone_but_stays_in_the_history(world: World, entry: Entry) -> None:
    client = client_of(world.clerk)
    attach(client, entry)
    file = Attachment.objects.get()
    client.post(reverse("attachment-remove", args=[file.pk]))
    assert client.get(reverse("attachment", args=[file.pk])).status_code == 404
    page = panel(client, entry)
    assert "添加附件" in page and "取下附件" in page


def test_the_panel_costs_the_same_however_long_the_history(
    world: World, entry: Entry, django_assert_max_num_queries: object
) -> None:
    for number in range(15):
        edited(
            world, entry, voucher=f"记-{number}", helper=world["谢岗镇" if number % 2 else "桥头镇"]
        )
    client = client_of(world.clerk)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        panel(client, entry, **HTMX)


def test_the_page_of_an_entry_is_english_for_who_reads_english(world: World) -> None:
    entry = world.entry("social_donation", 300, title="A gift")
    client = client_of(world.auditor)
    client.cookies["django_language"] = "en"
    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "neither side has confirmed" in page
    assert "双方" not in page and "社会捐赠" not in page
