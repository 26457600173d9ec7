"""Reading reports: text in, claims with offsets out. Pure: no Django, no network.

The modules are Python; where ``make compile`` has made machine code of them, that is found first.
"""

from shanhai.reading.compiled import folder

if _compiled := folder():
    __path__.insert(0, _compiled)
    try:
        from shanhai.reading import native__mypyc  # type: ignore[attr-defined]  # noqa: F401
    except ImportError:  # made for another system
        __path__.pop(0)

from shanhai.reading.model import Check, Claim, Event, Mended, Person, Report  # noqa: E402
from shanhai.reading.report import read  # noqa: E402

__all__ = ["Check", "Claim", "Event", "Mended", "Person", "Report", "read"]
