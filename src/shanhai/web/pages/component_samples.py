"""Made-up figures and texts for the living page of components."""

from typing import Any

from shanhai.common.amounts import Amount
from shanhai.web import presentation as shown

TEXT = (
    "云岭县与海湾镇的协作今年以来稳步推进。今年上半年，海湾镇财政帮扶资金到位125.18万元，"
    "帮助销售农特产品近800万 元。\n"
    "6月18曰，海湾镇商会到云岭县开展结对活动，现场捐赠10.5万元，"
    "双方结对14个村。\n"
    "下一步，海湾镇计划选派7名教師到云岭县支教。"
)


def amount(value: str, unit: str = "元", bound: str = "exact", printed: str = "") -> Amount:
    return Amount.of(value, unit, bound, printed)


def figures() -> dict[str, Any]:
    """Amounts of every kind, a ladder and a trail."""
    funds = amount("1251800", printed="125.18万元")
    return {
        "exact": funds,
        "under": amount("8000000", bound="under", printed="近800万元"),
        "about": amount("3000", "人次", "about", "约3000人次"),
        "more": amount("20000000", bound="over", printed="2000余万元"),
        "over": amount("21", "场", "over", "超21场"),
        "people": amount("203", "人次"),
        "villages": amount("14", "村"),
        "rungs": [
            shown.Rung("planned", amount("2000000"), "?part=trail"),
            shown.Rung("promised", amount("1800000"), "?part=trail"),
            shown.Rung("arrived", amount("1251800"), "?part=trail"),
            shown.Rung("used", amount("905000.5"), "?part=trail"),
        ],
        "trail_content": shown.Trail(
            "财政帮扶资金 · 海湾镇 → 云岭县 · 2025 年上半年",
            funds,
            "两条已审核记录之和；一条重复的汇总行未计入。",
            [
                shown.TrailLine(
                    "镇级财政帮扶资金第一批",
                    amount("1000000"),
                    "凭证 示例-2025-014 · 已审核",
                    before="上半年，海湾镇财政帮扶资金第一批",
                    quote="100万元",
                    after="到位。",
                ),
                shown.TrailLine(
                    "镇级财政帮扶资金第二批", amount("251800"), "凭证 示例-2025-031 · 已审核"
                ),
                shown.TrailLine("上半年资金汇总行", funds, excluded="其明细已逐条计入"),
            ],
            "arrived",
            "截至 2025 年 6 月 30 日",
        ),
    }


def marks() -> list[shown.Mark]:
    """Marks over TEXT, as a page makes them from repairs and claims."""

    def over(words: str, kind: str, **more: Any) -> shown.Mark:
        start = TEXT.index(words)
        return shown.Mark(start, start + len(words), kind, **more)

    second = TEXT.index("6月18曰")
    return [
        over("125.18万元", "figure", claim=1, tone="period_total", state="accepted"),
        over("近800万 元", "figure", claim=2, tone="reading"),
        over("万 元", "repair", mended="万元"),
        over("10.5万元", "figure", claim=3, tone="act"),
        over("14个村", "figure", claim=4, tone="stock"),
        over("7名教師", "figure", claim=5, tone="plan"),
        over("師", "repair", mended="师"),
        over("曰", "repair", mended="日"),
        over("海湾镇商会", "helper"),
        shown.Mark(TEXT.index("云岭县", second), TEXT.index("云岭县", second) + 3, "recipient"),
        shown.Mark(second, second + 4, "when"),
        shown.Mark(second, TEXT.index("双方结对"), "lit"),
    ]


def texts() -> dict[str, Any]:
    """A damaged text with its claims, and the two columns side by side."""
    gift = amount("105000", printed="10.5万元")
    return {
        "paragraphs": shown.paragraphs(TEXT, marks()),
        "card": shown.ClaimCard(
            3,
            "社会捐赠",
            gift,
            "act",
            [
                shown.Part("谁的数", "海湾镇商会", side="sea"),
                shown.Part("给谁", "云岭县", side="mountain"),
                shown.Part("何时", "2025年6月18日"),
                shown.Part("最终用途", "原文没有说", unknown=True),
            ],
            0.82,
            "unread",
            "待审读",
            "promised",
            "“现场捐赠”可能只是承诺：请看是否已到位。",
            [
                shown.Action("采纳", "", "a", "primary"),
                shown.Action("更正", "", "e"),
                shown.Action("驳回", "", "r", "danger"),
            ],
        ),
        "rows": [
            shown.ReconciliationRow(
                "differs",
                "两数不合",
                amount("1251800", printed="125.18万元"),
                "上半年……财政帮扶资金到位125.18万元",
                "云岭县简报 2025-07",
                "#",
                amount("1215800"),
                "两条记录之和",
                "台账 · 资金",
                recorded_trail="?part=trail",
                difference=amount("-36000"),
                percent="−2.9 %",
                difference_trail="?part=trail",
                actions=[
                    shown.Action("以所记为准", ""),
                    shown.Action("退回核对", "", tone="danger"),
                ],
            ),
            shown.ReconciliationRow(
                "agrees",
                "相合",
                amount("8000000", bound="under", printed="近800万元"),
                said_source="云岭县简报 2025-07",
                recorded=amount("7814300"),
                recorded_source="台账 · 消费",
                judged="在“近”的范围内（720万—800万元）",
            ),
            shown.ReconciliationRow(
                "only_said",
                "只有所述",
                amount("105000", printed="10.5万元"),
                said_source="云岭县简报 2025-07",
                actions=[shown.Action("起草一条记录", "")],
            ),
        ],
    }


def lists() -> dict[str, Any]:
    """Timeline, tree, and what waits for me."""
    return {
        "events": [
            shown.Event("2025-09", "第二批教师到岗", "计划，尚未确认", "sea", planned=True),
            shown.Event(
                "2025-06-18",
                "商会到云岭县开展结对活动",
                "现场捐赠",
                "sea",
                amount=amount("105000", printed="10.5万元"),
                stage="promised",
            ),
            shown.Event("2025-03-05", "召开第一次联席会议", "议定事项 6 项", "mountain"),
        ],
        "pairings": [
            shown.Pairing(
                "镇县",
                "海湾镇",
                "云岭县",
                "#",
                "2021 年起",
                [
                    shown.Pairing("村村", "甲村", "子村", "#", "2022 年起"),
                    shown.Pairing(
                        "村村",
                        "乙村",
                        "丑村",
                        "#",
                        "2022 年起",
                        [shown.Pairing("校校", "乙村小学", "丑村小学", "#")],
                    ),
                    shown.Pairing("村企", "示例农业公司", "寅村", "#", "2024 年起"),
                ],
            )
        ],
        "wait_items": [
            shown.Wait(
                "核对",
                "两处数字不合",
                "#",
                "去核对",
                "海湾镇—云岭县 · 2025 年上半年资金",
                "逾期 3 天",
                True,
                "scale",
            ),
            shown.Wait(
                "审读",
                "云岭县简报（9 个数）",
                "#",
                "继续",
                "已看 4 个，其中 1 个存疑",
                "今天",
                icon="file",
            ),
            shown.Wait(
                "确认",
                "对方填报的 6 条记录",
                "#",
                "打开",
                "云岭县 · 消费帮扶",
                "6 月 30 日前",
                icon="link",
            ),
        ],
        "sheet_rows": [
            ("镇级财政帮扶资金第一批", "2025-02-18", amount("1000000"), "arrived", "approved"),
            ("镇级财政帮扶资金第二批", "2025-05-09", amount("251800"), "arrived", "submitted"),
            ("商会现场捐赠", "2025-06-18", amount("105000"), "promised", "draft"),
            ("示例农业公司捐赠冷藏车", "2025-06-20", amount("186000.5"), "used", "returned"),
        ],
        "state_words": {
            "approved": "已审核",
            "submitted": "已提交",
            "draft": "草稿",
            "returned": "退回",
            "locked": "已锁定",
        },
        "sheet_total": amount("1542800.5"),
    }


def charts() -> dict[str, Any]:
    """A bar chart by year and a schematic map."""
    years = ["2021", "2022", "2023", "2024", "2025"]
    promised, arrived = (
        [900000, 1200000, 1500000, 1600000, 1800000],
        [
            900000,
            1180000,
            1420000,
            1500000,
            1251800,
        ],
    )
    series = [
        {"name": "承诺", "tone": "promised", "values": promised},
        {"name": "到位", "tone": "arrived", "values": arrived},
    ]
    table = [
        [year, f"{one:,}", f"{two:,}"]
        for year, one, two in zip(years, promised, arrived, strict=True)
    ]
    points = [
        {"name": "海湾镇", "lon": 114.1, "lat": 22.8, "side": "helper"},
        {"name": "临江镇", "lon": 113.7, "lat": 23.1, "side": "helper"},
        {"name": "云岭县", "lon": 108.9, "lat": 27.2, "side": "recipient"},
        {"name": "青溪县", "lon": 108.1, "lat": 28.3, "side": "recipient"},
    ]
    arcs = [{"from": 0, "to": 2, "weight": 3}, {"from": 1, "to": 3, "weight": 1}]
    return {
        "bars": {"type": "bar", "unit": "元", "categories": years, "series": series},
        "bars_table": shown.ChartTable(["年份", "承诺（元）", "到位（元）"], table),
        "map": {"type": "map", "points": points, "arcs": arcs},
        "map_table": shown.ChartTable(
            ["帮扶方", "受援方"], [["海湾镇", "云岭县"], ["临江镇", "青溪县"]]
        ),
    }
