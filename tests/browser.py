"""What tests in a browser share."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from shanhai.accounts.models import User


def sign_in(page: Page, base: str, username: str) -> None:
    """Let the browser be someone from the next page on. The form itself is filled in by the
    journey of a figure."""
    page.goto("about:blank")  # nothing under way may set a cookie again
    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}]
    )
