"""Every link a page shows leads somewhere, for every role of the demo."""

from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from shanhai.accounts.models import User
from shanhai.cli import demo_load
from shanhai.cli.demo_setup import setup

pytestmark = pytest.mark.django_db
OF_A_KIND = 2  # the first pages of each kind, level by level


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        demo_load.load()
        yield
        transaction.set_rollback(True)


class Links(HTMLParser):
    """The addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def links(page: str, html: str) -> Iterator[str]:
    parser = Links()
    parser.feed(html)
    for href in parser.found:
        address = urldefrag(urljoin(page, href)).url
        if not urlsplit(address).netloc and not address.startswith(("/static/", "mailto:")):
            yield address


def kind(address: str) -> tuple[str, frozenset[str]]:
    """Pages of one view that are asked for the same things are of one kind."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = parts.path
    return view, frozenset(pair.partition("=")[0] for pair in parts.query.split("&"))


@pytest.mark.parametrize("name", [row["username"] for row in setup()["users"]])
def test_no_link_leads_to_a_refusal_or_a_fault(name: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    waiting, seen, kinds = deque([("/", "")]), {"/"}, Counter()
    refused = []
    while waiting:
        address, shown_on = waiting.popleft()
        answer = client.get(address)
        if answer.status_code not in (200, 302):
            refused.append((answer.status_code, address, shown_on))
        if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
            continue
        for link in links(address, answer.content.decode()):
            if link not in seen and kinds[kind(link)] < OF_A_KIND:
                kinds[kind(link)] += 1
                seen.add(link)
                waiting.append((link, address))
    assert refused == []
