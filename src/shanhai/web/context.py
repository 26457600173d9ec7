"""What every page of the web face needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell around every page."""
    return {"demo": settings.DEMO}
