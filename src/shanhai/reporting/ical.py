"""The calendar as RFC 5545 has it, for the calendar programs people already use."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from shanhai.common import vocabulary
from shanhai.reporting.queries import Dated


def feed(
    name: str, rows: Iterable[Dated], link: Callable[[Dated], str], now: datetime, words: str = ""
) -> bytes:
    """A calendar of whole-day events, each with its link. What is owed rings a day before.

    `link` gives the full address of a row's page; `words` is the office's vocabulary folder.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Shanhai//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT6H")
    kinds = vocabulary.load("calendar", words)
    for row in rows:
        calendar.add_component(_event(row, kinds[row.kind]["name"], link(row), now))
    return calendar.to_ical()


def _event(row: Dated, word: str, url: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{row.kind}-{row.pk}@shanhai")
    event.add("dtstamp", now)
    event.add("dtstart", row.day)
    # The end of a whole-day event is the day after its last.
    event.add("dtend", row.last + timedelta(days=1))
    event.add("summary", f"{word}：{row.title}")
    event.add("description", f"{row.partnership}\n{url}")
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    if row.owed:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", row.title)
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
    return event
