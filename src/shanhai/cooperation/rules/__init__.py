"""Pure decisions of working together; one module for each noun, each imported from here."""

from shanhai.cooperation.rules.action_items import overdue, why_not_verify
from shanhai.cooperation.rules.occasions import alike, plain_title, same_time
from shanhai.cooperation.rules.people import PersonLine, person_line
from shanhai.cooperation.rules.plans import check_percent, quarter_start
from shanhai.cooperation.rules.texts import (
    CooperationError,
    check_due,
    check_order,
    lines,
    require_text,
)
from shanhai.cooperation.rules.visits import (
    PartyLine,
    StopLine,
    check_person_times,
    party_line,
    stop_line,
)

__all__ = [
    "CooperationError",
    "PartyLine",
    "PersonLine",
    "StopLine",
    "alike",
    "check_due",
    "check_order",
    "check_percent",
    "check_person_times",
    "lines",
    "overdue",
    "party_line",
    "person_line",
    "plain_title",
    "quarter_start",
    "require_text",
    "same_time",
    "stop_line",
    "why_not_verify",
]
