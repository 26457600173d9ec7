"""Each kind of damage by a case of its own, and promises that hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.reading import read
from shanhai.reading.repair import Repaired, article_key, quality, repair, text_key

KINDS = [
    ("gloss", "投入資(zī)金105萬(wàn)元", "投入资金105万元"),
    ("gloss", "歡迎(ying)登錄(lu)", "欢迎登录"),
    ("gloss", "创新(chuàng)(xīn)(xīn)举措", "创新举措"),
    ("gloss", "津沽(jīngū)潮涌", "津沽潮涌"),
    ("gloss", "達(dá)121.01億元", "达121.01亿元"),
    ("traditional", "幫扶車間", "帮扶车间"),
    ("traditional", "「山海」協作", "“山海”协作"),
    ("traditional", "捐赠资⾦20万元的⽰例县", "捐赠资金20万元的示例县"),
    ("shift", "落实“校?！苯涣骱献?,強化", "落实“校校”交流合作,强化"),
    ("shift", "考察當?shù)亟逃?、產業", "考察当地教育、产业"),
    ("lost", "對(duì)接?xùn)|西部协作", "对接东西部协作"),
    ("mark", "召开会议,,签订协议,、捐赠物资,。", "召开会议,签订协议、捐赠物资。"),
    ("point", "帮扶资金14。24亿元", "帮扶资金14.24亿元"),
    ("year", "20184月起实施", "2018年4月起实施"),
    ("date", "2021915日签约", "2021年9月15日签约"),
    ("bracket", "示例办〔201628号", "示例办〔2016〕28号"),
    ("unseen", "采购\u200b农产品\ufeff20万元", "采购农产品20万元"),
    ("cut", "实施协作项目90…", "实施协作项目…"),
    ("cut", "共向示例县捐赠3", "共向示例县捐赠…"),
    ("name", "镇领导甲某、沈 琦,等参加", "镇领导甲某、沈琦,等参加"),
    ("noise", "正文第一段。\nhttp://example.test/x\n第二段。", "正文第一段。\n第二段。"),
    ("noise", "正文\n1 H0 v9 E& h+ E: e\n正文", "正文\n正文"),
    ("noise", "正文。\n北京白癜风哪家最好 http://pf.39.net/\n正文。", "正文。\n正文。"),
    ("spam", "日韩欧美综合您当前的位置：首页\n正文。", "正文。"),
    ("spam", "国产精品一区二区av_示例镇捐赠\n正文。", "示例镇捐赠\n正文。"),
    ("binary", "ࡱ> MOJKL)…bjbj\n正文。", "正文。"),
    ("wide", "采购２０.５万元", "采购20.5万元"),
    ("space", "捐赠\u00a020万元", "捐赠 20万元"),
    ("space", "签约。\u00a0下半年开工。", "签约。下半年开工。"),
    ("space", "签约。 下半年开工。", "签约。下半年开工。"),
    ("joiner", "塘廈鎮－始興縣", "塘厦镇-始兴县"),
    ("spun", "开展工具部协做，雇用会7场，休息力20人", "开展东西部协作，招聘会7场，劳动力20人"),
    ("translated", "减贫作坊9家", "帮扶车间9家"),
    ("torn", "農?旅融合", "农?旅融合"),
    ("undated", "20211215日签约", "20211215日签约"),
    ("withheld", "2021年1.05亿元，20221.08亿元", "2021年1.05亿元，…亿元"),
    ("withheld", "帮扶资金20181800万元，2019年3400万元", "帮扶资金…万元，2019年3400万元"),
    ("torn", "投向产业的资金占六梢陨稀?\n第二段。", "投向产业的资金占六梢陨稀?\n第二段。"),
    ("torn", "从树上捡回912万元，摊到……", "从树上捡回912万元，摊到……"),
    ("missing", "本子上记着今年量过人次", "本子上记着今年量过人次"),
    ("missing", "已建起座帮扶车间", "已建起座帮扶车间"),
    ("missing", "\n月日，个绣娘坐到一起", "\n月日，个绣娘坐到一起"),
    ("missing", "做棉T恤，人在岗。", "做棉T恤，人在岗。"),
    ("missing", "坐下来的老人有位上下", "坐下来的老人有位上下"),
    ("missing", "实现消费帮扶余万元", "实现消费帮扶余万元"),
    ("caption", "正文。\n图为捐赠现场。", "正文。\n图为捐赠现场。"),
    ("another", "正文。\n相关链接：\n旧文。", "正文。\n相关链接：\n旧文。"),
    ("ad", "深情厚谊百家樂看燈投注法，再续新篇", "深情厚谊，再续新篇"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "mended"), KINDS)
def test_each_kind_of_damage_is_mended_and_listed(kind: str, raw: str, mended: str) -> None:
    made = repair(raw)
    assert made.text == mended
    assert kind in {one.kind for one in made.repairs}


@pytest.mark.parametrize(
    "sound",
    [
        "3月5日，个个都好，个人捐款",
        "引进亿元以(chuang)上项目30个",
        "獨居老人7300餘人次；",
        "资金是多\u2060少?两地签的是合作协议",
    ],
)
def test_what_lacks_nothing_is_not_called_lost(sound: str) -> None:
    assert not {"missing", "torn", "withheld"} & {one.kind for one in repair(sound).repairs}


def test_removed_digits_are_reported_missing_and_never_become_zero() -> None:
    made = repair("投入帮扶资金万元，县均万元")
    assert [one.kind for one in made.repairs] == ["missing", "missing"]
    assert not read("示例镇投入帮扶资金万元，用于示例县建设。").claims


@pytest.mark.parametrize(
    "text",
    [
        "国内生产总值(GDP)增长5%",
        "长度12(km)",
        "他们说好吗?对方答好?",
        "他们算了三笔账，哪一笔最合算?算完都说值",
        "会议于2021年9月15日召开，投入14.24亿元。",
        "张三、李四参加",
    ],
)
def test_sound_text_stays_as_it_is(text: str) -> None:
    assert repair(text).text == text


def test_a_question_with_readings_and_traditional_characters_is_no_damage() -> None:
    made = repair("哪一筆(bǐ)賬(zhàng)算(suàn)得過(guò)來?一家小廠帶動60戶。")
    assert made.text == "哪一笔账算得过来?一家小厂带动60户。"
    assert not {one.kind for one in made.repairs} & {"torn", "withheld"}


@pytest.mark.parametrize("tail", ["90…", "3", "105.", "105万"])
def test_a_number_touching_a_cut_is_refused(tail: str) -> None:
    report = read(f"示例镇向示例县捐赠资金20万元，又捐赠资金{tail}")
    assert [claim.value for claim in report.claims] == [200000]


def test_a_number_touching_a_cut_is_refused_in_a_line_no_sentence_ends_in() -> None:
    told = "示例镇向示例县捐赠资金20万元。\n\n6月1日 示例县农产品展销开始,红薯干、粉条等35种"
    assert [claim.value for claim in read(told).claims] == [200000]
    assert [claim.value for claim in read(f"{told}产品亮相。").claims] == [200000, 35]


@pytest.mark.parametrize(("kind", "raw", "mended"), KINDS)
def test_every_mended_character_knows_its_source(kind: str, raw: str, mended: str) -> None:
    assert_offsets(raw, repair(raw))


def assert_offsets(raw: str, made: Repaired) -> None:
    """Offsets rise, stay inside the text, and end at its end."""
    assert len(made.origin) == len(made.text) + 1
    assert list(made.origin) == sorted(made.origin)
    assert made.origin[-1] == len(raw)
    for one in made.repairs:
        assert 0 <= one.start <= one.end <= len(raw)


@given(st.text(alphabet="?(),，。0123456789万元余年月日…xùn)|校！苯涣骱献当\u200b\n ", max_size=80))
@settings(max_examples=300)
def test_whatever_comes_mending_never_raises_nor_loses_its_place(raw: str) -> None:
    assert_offsets(raw, repair(raw))


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_string_at_all_is_mended_without_error(raw: str) -> None:
    assert_offsets(raw, repair(raw))


CLEAN = "示例镇向示例县捐赠资金105万元，选派教师3名，采购农产品487.18万元。"


@given(st.lists(st.integers(0, len(CLEAN) - 1), max_size=12), st.sampled_from("\u200b\ufeff\u00ad"))
def test_unseen_characters_change_no_claim_but_its_offsets(places: list[int], unseen: str) -> None:
    raw = CLEAN
    for place in sorted(set(places), reverse=True):
        raw = raw[:place] + unseen + raw[place:]
    assert values(raw) == values(CLEAN)


@given(st.sets(st.integers(0, len(CLEAN) - 1)))
def test_glosses_after_characters_change_no_claim_but_its_offsets(places: set[int]) -> None:
    raw = "".join(
        letter + ("(yǔ)" if at in places and "\u3400" <= letter <= "\u9fff" else "")
        for at, letter in enumerate(CLEAN)
    )
    assert values(raw) == values(CLEAN)


def test_doubled_commas_change_no_claim_but_its_offsets() -> None:
    assert values(CLEAN.replace("，", ",，").replace("。", ",。")) == values(CLEAN)


def values(raw: str) -> list[tuple[object, ...]]:
    claims = read(raw).claims
    for claim in claims:
        assert raw[claim.start : claim.end] == claim.printed
    return [(claim.indicator, claim.value, claim.unit, claim.bound) for claim in claims]


@pytest.mark.parametrize("letter", ["(", "?", "1", "一", ",", "…", "?(", "1."])
def test_hostile_text_costs_in_proportion_to_its_length(letter: str) -> None:
    """What is read of it stays in proportion too; the time itself is a bench's."""
    short, long = letter * 4_000, letter * 40_000
    assert len(repair(long).text) <= 10 * max(1, len(repair(short).text)) + 40_000
    assert_offsets(long, repair(long))


def test_an_article_keeps_its_number_on_every_mirror() -> None:
    own = article_key("https://www.example.gov.test/qingxi/xwzx/content/post_4228819.html")
    assert own == article_key("http://12ap.test/qingxi/xwzx/content/post_4228819.html") == "4228819"
    assert article_key("http://[broken") == article_key("https://example.test/") == ""


def test_copies_of_one_text_have_one_key_whatever_damage_they_took() -> None:
    own = "示例镇与示例县召开联席会议，签订协议。\n会上捐赠资金20万元。"
    copy = "示例鎮(zhèn)與示例縣召開聯席會議,,簽訂協議。\n\n會上\u200b捐贈資金２０萬元,。\nhttp://x.test/"
    assert text_key(repair(own)) == text_key(repair(copy))
    assert text_key(repair(own)) != text_key(repair(own.replace("20", "30")))


def test_a_washed_copy_scores_below_the_original() -> None:
    own = "截至目前，两地开展东西部协作，举办招聘会7场，转移劳动力20人，选派教师3名到学校支教。"
    washed = "停止今朝，两地开展工具部协做，举行雇用会7场，转移休息力20人，选派西席3名到黉舍支教。"
    assert quality(own) == 1.0
    assert quality(washed) < 0.3
