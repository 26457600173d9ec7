"""Lines of the log, which whoever runs the server reads and sends on: without what they tell of
people."""

import logging
import re

# What a database adds to a refusal: the whole row that it did not take, with all its texts.
_ROW = re.compile(
    r"^((?:DETAIL|CONTEXT): ).*?(?=\n\n(?:During handling|The above exception)|\Z)", re.M | re.S
)
_CARD = re.compile(r"(?<!\d)(\d{4})\d{13}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{8}(?!\d)")


def masked(text: str) -> str:
    """A text of the log without rows of the database and with numbers of people hidden but for
    their beginning.

    >>> masked("电话13800000000")
    '电话138…'
    """
    return _MOBILE.sub(r"\1…", _CARD.sub(r"\1…", _ROW.sub(r"\1…", text)))


class Masked(logging.Formatter):
    """Writes a line of the log with its error, both masked."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return masked(super().format(record))
