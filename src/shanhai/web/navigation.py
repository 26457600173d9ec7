"""The six words of the rail, and which of them a page belongs to."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


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
        ),
    ),
    Place(_("台账"), "table", "books", ("books", "entries", "imports")),
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
