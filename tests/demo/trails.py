"""The numbers of every page of the demo, and whether each leads to what it is made of.

A number is what `{% figure %}` writes, or what a cell, the end of a row or a tile at the head of a
page says in digits. It leads

- to its trail, whose lines add up to it; or
- to the rows right beneath it, where it stands beside their heading and counts them; or
- to a page, or a place on a page, where it stands again, or is the sum, or the count, of what
  stands there; or, with #papers, #vouchers or #words-…, to the history and files, the vouchers or
  the words of the object whose page it is on.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from urllib.parse import urldefrag, urljoin, urlsplit

from django.apps import apps
from django.db.models import Field, Model
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html
from lxml.html import HtmlElement

from shanhai.cooperation.models import (
    ActionItem,
    JobFair,
    PlanTask,
    SalesEvent,
    ShowVillage,
    SpecialClass,
)
from shanhai.records.models import Attachment
from shanhai.registry.models import ClusterMember, Node
from shanhai.web.list_page import ListPage
from tests.web.routes import ROUTES

# What the samples of routes.py call otherwise than the models.
MODELS: dict[str, type[Model]] = {
    "item": ActionItem, "fair": JobFair, "event": SalesEvent, "village": ShowVillage,
    "class": SpecialClass, "photo": Attachment, "cluster": Node, "helper": Node, "recipient": Node,
    "member": ClusterMember, "task": PlanTask,
    "issued": apps.get_app_config("reporting").get_model("IssuedReport"),
}  # fmt: skip
NAMES = {model.__name__.lower(): model for model in apps.get_models()} | MODELS
# One page of an object for each of what these say of it.
TELLING = ("state", "kind", "stage", "rung", "level", "direction", "destination", "way", "work")
# Where what was recorded of an object itself rests: its files and history, its vouchers.
PAPERS = ("papers", "vouchers")
FOLLOWED = 2  # numbers of one column that lead to objects of one kind
ASKED = {
    "partnerships/<int:pk>/": ("", "year=all"),
    "places/<int:pk>/": ("", "year=all"),
    "books/<str:code>/": ("", "year=all"),
    "search/": ("", "q=玉屏"),
}
# Numbers written as plain text: cells of tables, ends of rows, tiles at the head of a page.
_PLAIN = ".//*[contains(concat(' ', @class, ' '), ' num ')] | .//*[@class='figures']//strong"
# Made-up figures that show how a number is drawn; how many objects a change of the chain touched;
# a trail itself.
EXCUSED = {"components", "manage/", "trail/", "reconciliation/claims/<int:pk>/difference/"}
# How many rows stand beneath: beside the heading of a section, over rows that fold away.
_HEADED = (
    ".//*[@class='section-head']//*[contains(@class, 'muted')]"
    " | .//summary//*[contains(@class, 'muted')]"
)
_ROWS = re.compile(r"(?:共 ?)?(\d[\d,]*)(?: ?[条笔处行项个])?")
_LINES = ("tr", "li")
_DIGITS = re.compile(r"(?<![\d—.:-])\d[\d,]*(?:\.\d+)?(?![\d—.:-])")


def addresses(codes: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pattern and address of every page that is read, with a sample of objects of each kind;
    `codes` are what a <str:…> of a pattern may be."""
    for pattern, route in ROUTES.items():
        there = pattern if pattern in codes else route.sample or pattern
        for filled in _filled(there, codes.get(pattern, [])):
            for asked in ASKED.get(pattern, ("",)):
                yield pattern, f"/{filled}{'?' if asked else ''}{asked}"


def _filled(sample: str, codes: list[str]) -> Iterator[str]:
    if codes:
        yield from (re.sub(r"<str:\w+>", code, sample) for code in codes)
        return
    names = re.findall(r"\{(\w+)\}", sample)
    if not names:
        yield sample
        return
    for row in _sample(NAMES[names[0]]):
        yield sample.format(**dict.fromkeys(names, row.pk))


def _sample(model: type[Model]) -> list[Model]:
    """The first object of each state, kind and so on."""
    found = {}
    columns = {one.name for one in model._meta.get_fields() if isinstance(one, Field)}
    for name in [one for one in TELLING if one in columns] or ["pk"]:
        values = model._default_manager.order_by(name).values_list(name, flat=True).distinct()
        for value in list(values)[:8]:
            row = model._default_manager.filter(**{name: value}).order_by("pk").first()
            found[row.pk] = row
            if name == "pk":
                break
    return list(found.values())


@dataclass(frozen=True)
class Number:
    """One number of a page, and the address it leads to; "" for nowhere."""

    said: str
    value: Decimal
    to: str
    column: str
    once: bool


class Page:
    """A page as one user sees it."""

    def __init__(self, address: str, answer: HttpResponse) -> None:
        self.address, self.answer = address, answer

    @cached_property
    def body(self) -> HtmlElement:
        whole = html.fromstring(self.answer.content.decode().strip() or "<main></main>")
        main = whole.xpath("//main")
        return main[0] if main else whole

    def numbers(self) -> Iterator[Number]:
        for one in self.body.iter("data"):
            to = _leads(self.address, one)
            yield Number(text(one), Decimal(one.get("value")), to, *_about(one))
        for one in self.body.xpath(_PLAIN):
            found = _DIGITS.match(text(one))
            if found and one.tag != "th" and one.find(".//data") is None:
                inside = one.find(".//a")
                to = _leads(self.address, one if inside is None else inside)
                yield Number(text(one), decimal(found[0]), to, *_about(one))

    def uncounted(self) -> Iterator[str]:
        """Counts beside a heading, or over rows that fold away, that are not the count of what
        stands beneath: such a count leads to itself."""
        for one in self.body.xpath(_HEADED):
            found = _ROWS.fullmatch(text(one))
            part = next(
                up for up in one.iterancestors() if up.tag in ("section", "details", "main")
            )
            if found and not _leads("", one) and one.find(".//a") is None:
                number = decimal(found[1])
                if number not in self.whole | made(part):
                    yield text(one)

    @cached_property
    def whole(self) -> set[Decimal]:
        """How many rows the list of the page has, on all its pages, and what it adds up to."""
        shown = self.answer.context or {}
        lists = [shown.get("list"), getattr(shown.get("page"), "paginator", None)]
        found = [getattr(one, name, None) for one in lists for name in ("total", "count")]
        found += [sum_ for _, sum_ in getattr(lists[0], "sums", ())]
        return {Decimal(one) for one in found if isinstance(one, int)}

    @cached_property
    def told(self) -> set[Decimal]:
        """What stands anywhere on the page as a number."""
        return _told(self.body)

    def place(self, name: str) -> HtmlElement | None:
        """The part of the page a name leads to; the page itself without a name."""
        found = self.body.xpath(".//*[@id=$name]", name=name) if name else [self.body]
        return found[0] if found else None

    def tells(self, number: Number, name: str) -> bool:
        """Whether a number stands again there, or what stands there makes it."""
        there = self.place(name)
        if there is None:
            return False
        if name in PAPERS or name.startswith("words-"):
            return True
        # Nothing stands where there is none of something.
        if number.value == 0 or number.value in self.whole:
            return True
        rows = made(there)
        if number.once and number.value <= max(rows, default=Decimal()):
            return True
        return number.value in rows or number.value in _told(there)


def _told(there: HtmlElement) -> set[Decimal]:
    """What stands there as a number, and what is written there in digits."""
    written = {decimal(one) for one in _DIGITS.findall(text(there))}
    return written | {Decimal(one.get("value")) for one in there.iter("data")}


def made(there: HtmlElement) -> set[Decimal]:
    """What columns add up to, how many rows there are, in a table and in all of one heading, how
    many different ones, and how many cards, all and those without a state."""
    drawn = ".//*[@class='claim' or @class='claim claim-line' or @class='recon-row']"
    cards = there.xpath(drawn)
    waiting = [one for one in cards if not one.xpath(".//*[starts-with(@class, 'state ')]")]
    tables: Counter[str] = Counter()
    for one in there.iter("table"):
        tables["".join(map(text, one.iter("thead")))] += len(one.xpath("./tbody/tr"))
    found = {Decimal(one) for one in (len(cards), len(waiting), *tables.values())}
    for rows in [*there.iter("tbody"), *there.iter("ul"), *there.iter("ol")]:
        lines = [list(line) if line.tag == "tr" else [line] for line in rows if line.tag in _LINES]
        found.add(Decimal(len(lines)))
        for cells in zip_longest(*lines):
            cells = [cell for cell in cells if cell is not None]
            found |= _sums(cells) | {Decimal(len({text(cell) for cell in cells}))}
        for side in ("text-sea", "text-mountain"):
            named = rows.xpath(".//*[@class=$side]", side=side)
            found.add(Decimal(len({text(one) for one in named})))
    return found


def _sums(cells: list[HtmlElement]) -> set[Decimal]:
    """What the numbers of a column add up to, all of them and those of a unit and a stage."""
    sums: dict[str, Decimal] = {}
    for cell in cells:
        mark = "".join(map(text, cell.xpath(".//*[@class='figure-unit' or @class='stage']")))
        for one in cell.iter("data"):
            for key in ("all", mark):
                sums[key] = sums.get(key, Decimal()) + Decimal(one.get("value"))
    return set(sums.values())


def _leads(page: str, one: HtmlElement) -> str:
    link = next((up for up in (one, *one.iterancestors()) if up.get("href")), None)
    return urljoin(page, link.get("href")) if link is not None else ""


def _about(one: HtmlElement) -> tuple[str, bool]:
    """The heading of the column of a table a number stands in, "" elsewhere; and whether a word
    beside it says that the same is counted once."""
    up = [one, *one.iterancestors()]
    column = next((cell.get("data-label") for cell in up if cell.tag in ("td", "th")), "")
    tile = next(
        (
            cell
            for cell in up
            if cell.getparent() is not None and cell.getparent().get("class") == "figures"
        ),
        None,
    )
    part = tile if tile is not None else next((cell for cell in up if cell.tag == "section"), one)
    return column or "", "只计一次" in text(part)


def text(one: HtmlElement) -> str:
    return " ".join("".join(one.itertext()).split())


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


class Reader:
    """One user going through the pages; each is asked for once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.pages: dict[str, Page | None] = {}
        self.followed: dict[Decimal, set[str]] = {}

    def page(self, address: str) -> Page | None:
        """The page at an address; None for what this user may not see and what is no page."""
        if address not in self.pages:
            answer = self.client.get(address, follow=True)
            is_page = answer.get("Content-Type", "").startswith("text/html")
            shown = answer.status_code == 200 and is_page and not answer.streaming
            self.pages[address] = Page(address, answer) if shown else None
        return self.pages[address]

    def walked(self, codes: dict[str, list[str]]) -> Iterator[tuple[str, Page]]:
        """Every page this user may see, by its pattern; lists once more with all their columns."""
        for pattern, address in addresses(codes):
            page = self.page(address)
            if page is None:
                continue
            yield pattern, page
            shown = page.answer.context.get("list") if page.answer.context else None
            if isinstance(shown, ListPage):
                columns = "&".join(f"columns={one.key}" for one in shown.listing.columns)
                whole = self.page(f"{address}{'&' if '?' in address else '?'}{columns}")
                if whole:
                    yield pattern, whole

    def faults(self, page: Page) -> Iterator[tuple[str, str, str]]:
        """What is wrong with the numbers of a page: what it says, where it leads, what is wrong.
        Every trail is followed; of the numbers that lead to objects, the first of each kind."""
        yield from ((said, "", "counts no rows beneath it") for said in page.uncounted())
        kinds: Counter[tuple[str, str]] = Counter()
        for number in page.numbers():
            kind = (number.column, _view(number.to))
            kinds[kind] += 1
            known = self.followed.setdefault(number.value, set())
            if number.to in known or kinds[kind] > FOLLOWED and kind[1] not in ("trail/", ""):
                continue
            if number.to:
                known.add(number.to)
            if fault := self.fault(page, number):
                yield number.said, number.to, fault

    def fault(self, page: Page, number: Number) -> str:
        """What is wrong with where a number leads; "" when nothing is."""
        if not number.to:
            return "leads nowhere"
        address, name = urldefrag(number.to)
        here = address == urldefrag(page.address).url
        there = page if here else self.page(address)
        if there is None:
            return "leads to no page"
        if urlsplit(address).path == "/trail/":
            return _trail_fault(there, number)
        if here and not name:
            return "leads to its own page"
        return "" if there.tells(number, name) else "is not told where it leads"


def _trail_fault(there: Page, number: Number) -> str:
    content = there.answer.context["trail"]
    head, *lines = [Decimal(one.get("value")) for one in there.body.iter("data")] or [None]
    # A share leads to the trail of what it is a share with.
    if number.value != head and not number.said.endswith("%"):
        return f"its trail tells {head}"
    total = sum(lines) if lines else Decimal(len(content.lines))
    fits = head <= total if "不重复计数" in str(content.rule) else head == total
    # Rows outside the user's scope are in the number, and the trail says so.
    fits = fits or "不在您的查看范围" in str(content.rule) and total <= head
    return "" if fits else f"its trail adds up to {total}"


def _view(address: str) -> str:
    """The pattern of an address; "" of none."""
    if not address:
        return ""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return address
