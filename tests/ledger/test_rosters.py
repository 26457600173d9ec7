"""Rosters of people, in whatever way a workbook holds them: no file with one is taken in."""

import io
from typing import Any

import openpyxl
import pytest

from shanhai.ledger.models import Upload
from shanhai.ledger.workbooks import post
from shanhai.ledger.workbooks.post import import_workbook, receive
from shanhai.ledger.workbooks.sheets import WorkbookError
from shanhai.ledger.workbooks.stored import stored_rosters
from shanhai.sources.models import Blob
from tests.ledger.test_office_workbooks import a_sheet
from tests.ledger.test_ugly_workbooks import saved
from tests.world import World

HEAD = ["日期", "帮扶方", "受援方", "事项", "捐赠方", "金额（元）"]


def roster(*own: str) -> bytes:
    return a_sheet(
        ["2024年务工人员花名册"], ["序号", "姓名", "性别", *own, "用工单位"],
        [1, "张示例", "男", *["1"] * len(own), "示例厂"], title="花名册",
    )  # fmt: skip


def test_a_roster_of_people_is_not_taken_in(world: World) -> None:
    with pytest.raises(WorkbookError, match="“花名册”是人员名册，写有身份证号码、联系电话，没有"):
        receive(world.clerk, roster("身份证号码", "联系电话"), "名册.xlsx", world.partnership)
    with pytest.raises(WorkbookError, match="“花名册”是人员名册"):
        import_workbook(world.clerk, roster("身份证号码"), "名册.xlsx", world.partnership)
    assert not Upload.objects.exists() and not Blob.objects.exists()
    receive(world.clerk, roster(), "名册.xlsx", world.partnership)
    assert Upload.objects.exists(), "names and what they do are no secret"


ONE = "52222519900101123X"


@pytest.mark.parametrize(
    ("below", "says"),
    [
        ([["附：名单"], [1, "张示例", "男", ONE]], "写有身份证号码（第31行）"),
        ([["附：名单"], [1, "张示例", 522225199001011200.0]], "写有身份证号码（第31行）"),
        ([["备注", f"证号{ONE}"], ["说明", f"证号{ONE}"]], "写有身份证号码（第30行起）"),
        ([["张示例", "139 0000 0000"], ["欧阳示例", 13900000001]], "写有姓名和电话（第30行起）"),
        (
            [[1, "张示例", "男", 45], [2, "李示例", "女", "32岁"]],
            "写有姓名、性别和年龄（第30行起）",
        ),
        ([["序号", "姓名", "家庭住址"], [1, "某某", "某村"]], "写有家庭住址"),
    ],
)
def test_a_roster_below_others_or_without_headings_is_known(
    world: World, below: list[list[Any]], says: str
) -> None:
    data = a_sheet(HEAD, ["2024-03-01", "桥头镇", "玉屏县", "图书", "示例厂", 5],
                   *([[]] * 27), *below)  # fmt: skip
    with pytest.raises(WorkbookError, match=says):
        receive(world.clerk, data, "台账.xlsx", world.partnership)
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [
        [["联系人", "电话"], ["张示例", "13900000000"], ["李示例", "13900000001"]],
        [["黄桃", 13_900_000_000], ["石龙镇", 13_900_000_001]],
        [["张示例", "男", "教师"], ["李示例", "女", "医生"]],
        [["示例厂", "914419001990010112"], ["示例店", "914419001990010113"]],
        [["备注", f"证号{ONE}"]],
    ],
)
def test_whom_to_ask_amounts_and_codes_make_no_roster(world: World, rows: list[list[Any]]) -> None:
    receive(world.clerk, a_sheet(HEAD, *rows), "台账.xlsx", world.partnership)
    assert Upload.objects.count() == 1


def test_the_doctor_withdraws_rosters_that_were_kept_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = a_sheet(HEAD, ["2024-03-01", "桥头镇", "玉屏县", "图书", "示例厂", 5])
    receive(world.clerk, good, "台账.xlsx", world.partnership)
    with monkeypatch.context() as patch:
        patch.setattr(post, "refuse_rosters", lambda *_: None)
        kept = receive(world.clerk, roster("身份证号码"), "名册.xlsx", world.partnership)
        used = receive(world.clerk, roster("联系电话"), "已导入.xlsx", world.partnership)
    used.posted_at = used.at
    used.save()
    told = list(stored_rosters())
    assert len(told) == 2 and "“名册.xlsx”的“花名册”是人员名册，写有身份证号码" in told[0]
    assert "已连同原件撤下" in told[0] and "请撤销这次导入" in told[1]
    assert {one.name for one in Upload.objects.all()} == {"台账.xlsx", "已导入.xlsx"}
    assert not Blob.objects.filter(pk=kept.blob_id).exists()
    assert len(list(stored_rosters())) == 1, "what is withdrawn is not told of again"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_roster_on_a_hidden_sheet_is_not_taken_in_either(world: World, state: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(roster("身份证号码")))
    book.active.sheet_state = state
    shown = book.create_sheet("捐赠明细", 0)
    for row in (HEAD, ["2024-03-01", "桥头镇", "玉屏县", "图书", "示例厂", 5]):
        shown.append(row)
    book.active = 0
    data = saved(book)
    with pytest.raises(WorkbookError, match="“花名册（隐藏的表）”是人员名册，写有身份证号码，没有"):
        receive(world.clerk, data, "台账.xlsx", world.partnership)
    assert not Upload.objects.exists() and not Blob.objects.exists()
