"""What the log says of an error, and what it does not say of people."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction

from shanhai.accounts.models import User
from shanhai.common.logs import Masked, masked

NAME = "clerk-of-few"


def test_numbers_of_people_are_hidden_and_others_are_not() -> None:
    said = masked("张某 52020319900101123X 13912345678 共 20240506 行，PZ-0013912345678000")
    assert said == "张某 5202… 139… 共 20240506 行，PZ-0013912345678000"


def test_a_row_the_database_refused_is_not_written_to_the_log() -> None:
    told = (
        "duplicate key\nDETAIL:  Failing row contains (3, 李某, 两\n行).\n\nThe above exception was"
    )
    assert masked(told) == "duplicate key\nDETAIL: …\n\nThe above exception was"


def test_an_error_of_the_database_is_logged_without_its_row(db: None) -> None:
    User.objects.create_user(NAME, name="示例", password="word-for-tests-only")
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.bulk_create([User(username=NAME, name="示例")])
    error = refused.value
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "Internal Server Error: %s", ("/entries/new",),
        (type(error), error, error.__traceback__),
    )  # fmt: skip
    line = Masked("%(levelname)s %(message)s").format(record)
    assert line.startswith("ERROR Internal Server Error: /entries/new\nTraceback")
    assert "IntegrityError" in line and NAME not in line
    if connection.vendor == "postgresql":
        assert NAME in str(error), "the database told it"


def test_the_server_logs_with_this_formatter() -> None:
    (handler,) = [one for one in logging.getLogger().handlers if type(one.formatter) is Masked]
    assert isinstance(handler, logging.StreamHandler)
