"""Where the numbers of a page lead."""

import re
from decimal import Decimal

_NUMBER = re.compile(r'<(?:a href="([^"]+)"|span)[^>]* class="figure(?: figure-lg)?"(?:(?!<data).)*'
                     r'<data class="figure-value" value="([^"]+)"', re.DOTALL)  # fmt: skip


def numbers(html: str) -> list[tuple[str, Decimal]]:
    """The numbers of a page in their order: where each leads ("": nowhere), and what it is."""
    return [(where.replace("&amp;", "&"), Decimal(value)) for where, value in _NUMBER.findall(html)]
