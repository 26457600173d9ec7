"""The six words of the rail, and which of them a page belongs to."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shanhai.web.keys import on_day


@dataclass(frozen=True, slots=True)
class Place:
    """One word of the rail; `sections` are first parts of addresses that lie under it."""

    word: str | Promise
    icon: str
    url_name: str
    sections: tuple[str, ...]


PLACES = (
    Place(_("待办"), "inbox", "home", ("", "inbox", "calendar", "notices")),
    Place(
        _("协作"),
        "link",
        "partnerships",
        (
            "partnerships",
            "places",
            "organisations",
            "programmes",
            "cooperation",
            "trail",
            "projects",
            "funds",
            "donations",
            "needs",
            "offers",
            "supplies",
            "parks",
            "workshops",
            "ventures",
            "postings",
            "orders",
            "outlets",
            "sales-events",
            "products",
            "placements",
            "vacancies",
            "job-fairs",
            "rides",
            "courses",
            "stations",
            "activities",
            "teams",
            "classes",
            "show-villages",
            "promotions",
            "articles",
        ),
    ),
    Place(_("台账"), "table", "books", ("books", "entries", "imports", "jobs")),
    Place(_("核对"), "scale", "reconciliation", ("reconciliation", "intake", "review", "reports")),
    Place(_("报告"), "file", "issued", ("issued",)),
    Place(_("管理"), "gear", "manage", ("manage", "users", "history", "components")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A word of the rail as one page shows it."""

    word: str | Promise
    icon: str
    url: str
    current: bool


def rail(path: str) -> list[Link]:
    """The rail for the page at `path`. A place without a page yet is left out."""
    section = path.strip("/").split("/")[0]
    links = []
    for place in PLACES:
        url = address(place.url_name)
        if url:
            links.append(Link(place.word, place.icon, url, section in place.sections))
    return links


def address(url_name: str) -> str:
    """Where `url_name` lives, or nothing when no page answers to it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of lists under 协作; `lists` are a section's name, its page and its word."""

    word: str | Promise
    lists: tuple[tuple[str, str, str | Promise], ...]


COOPERATION = (
    Group(_("谁和谁"), (
        ("partnerships", "partnerships", _("结对")),
        ("programmes", "programmes", _("项目类别")),
        ("places", "places-mine", _("地方")),
        ("organisations", "organisations-mine", _("单位")),
    )),
    Group(_("商定"), (
        ("meetings", "meetings", _("会议")),
        ("action-items", "action-items", _("议定事项")),
        ("visits", "visits", _("互访")),
        ("agreements", "agreements", _("协议")),
        ("plans", "plans", _("年度计划")),
        ("need", "needs", _("所需")),
        ("offer", "offers", _("所能")),
    )),
    Group(_("实施"), (
        ("projects", "projects", _("项目")),
        ("funds", "funds", _("资金")),
        ("donations", "donations", _("捐赠")),
        ("ventures", "ventures", _("引进企业")),
        ("parks", "parks", _("园区")),
        ("workshops", "workshops", _("车间")),
        ("postings", "postings", _("人才")),
    )),
    Group(_("产销"), (
        ("orders", "orders", _("订单")),
        ("outlets", "outlets", _("销售渠道")),
        ("sales-events", "sales-events", _("产销活动")),
        ("products", "products", _("产品和品牌")),
    )),
    Group(_("劳务"), (
        ("placements", "placements", _("就业人员")),
        ("vacancies", "vacancies", _("岗位需求")),
        ("job-fairs", "job-fairs", _("招聘会")),
        ("rides", "rides", _("点对点输送")),
        ("courses", "courses", _("劳务培训")),
        ("stations", "stations", _("劳务协作站")),
    )),
    Group(_("民生"), (
        ("activities", "activities", _("教育医疗")),
        ("teams", "teams", _("团队")),
        ("classes", "classes", _("协作班")),
        ("show-villages", "show-villages", _("示范村")),
        ("promotions", "promotions", _("文旅")),
        ("articles", "articles", _("宣传")),
    )),
)  # fmt: skip


# The lists behind the numbers of a field, each with the day its filter goes by, if it has one.
FIELD_LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "组织领导": (("meetings", "held_on"), ("visits", "start"), ("agreements", "")),
    "资金": (("funds", ""), ("projects", "")),
    "产业": (("ventures", ""), ("parks", ""), ("workshops", "")),
    "劳务": (("placements", "start"), ("job-fairs", "held_on"), ("rides", "on"),
           ("courses", "start"), ("stations", "")),
    "消费": (("orders", "ordered_on"), ("sales-events", "held_on"), ("outlets", ""),
           ("products", "")),
    "人才": (("postings", ""),),
    "教育医疗": (("activities", "day"), ("teams", ""), ("classes", "")),
    "文旅乡村": (("show-villages", ""), ("promotions", "day")),
    "社会帮扶": (("donations", ""),),
    "宣传": (("articles", "on"),),
}  # fmt: skip


def lists_of(field: str, partnership: int, days: tuple[date, date] | None = None) -> list[Link]:
    """The lists behind a field's numbers, of one partnership; from the first to the last of
    `days` where the list knows a day."""
    words = {page: word for group in COOPERATION for _name, page, word in group.lists}
    found = []
    for page, day in FIELD_LISTS.get(field, ()):
        asked = {"partnership": str(partnership)}
        if day and days:
            asked |= {f"{day}_from": str(days[0]), f"{day}_to": str(days[1])}
        found.append(Link(words[page], "", f"{address(page)}?{urlencode(asked)}", False))
    return found


def cooperation(section: str) -> tuple[list[Link], list[Link]]:
    """The groups of lists under 协作, and the lists of the group that `section` is in."""
    here = next(
        (
            group
            for group in COOPERATION
            if any(section == name for name, _page, _word in group.lists)
        ),
        COOPERATION[0],
    )
    groups = [
        Link(group.word, "", on_day(address(group.lists[0][1])), group is here)
        for group in COOPERATION
    ]
    return groups, [Link(word, "", on_day(address(page)), name == section)
                    for name, page, word in here.lists]  # fmt: skip
