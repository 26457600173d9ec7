"""Reading reports: text in, claims with offsets out. Pure: no Django, no network."""

from shanhai.reading.model import Check, Claim, Event, Mended, Report
from shanhai.reading.report import read

__all__ = ["Check", "Claim", "Event", "Mended", "Report", "read"]
