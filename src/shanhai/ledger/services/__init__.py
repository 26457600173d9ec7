"""Verbs that write the recorded side: each in one transaction, with its history."""

from shanhai.ledger.services.entries import (
    EntryFacts,
    PartyFacts,
    Placing,
    add_evidence,
    columns_of,
    edit,
    enter,
    enter_all,
    facts_of,
    lies_within,
    problems,
    reverse,
    write_all,
)
from shanhai.ledger.services.evidence import EvidenceFacts
from shanhai.ledger.services.lines import Ends, LineFacts, different, write_lines
from shanhai.ledger.services.statements import speak, speak_of_new, speaks_for, state
from shanhai.ledger.services.steps import Outcome, step, step_all, submit

__all__ = [
    "Ends",
    "EntryFacts",
    "EvidenceFacts",
    "LineFacts",
    "Outcome",
    "PartyFacts",
    "Placing",
    "add_evidence",
    "columns_of",
    "different",
    "edit",
    "enter",
    "enter_all",
    "facts_of",
    "lies_within",
    "problems",
    "reverse",
    "speak",
    "speak_of_new",
    "speaks_for",
    "state",
    "step",
    "step_all",
    "submit",
    "write_all",
    "write_lines",
]
