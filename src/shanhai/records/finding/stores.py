"""The index of search on SQLite (FTS5) and on PostgreSQL (GIN): the only place where they differ.

Both keep the table `records_indexed`; what is made here answers which of its rows are under all of
some marks, the newest first. On SQLite triggers keep it in step: a migration that makes the table
anew must call `make` again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from shanhai.records.finding.rules import kind_mark

_SQLITE = (
    """CREATE VIRTUAL TABLE records_indexed_marks USING fts5(
        marks, content='records_indexed', content_rowid='ref_id', detail=none, columnsize=0,
        tokenize="ascii tokenchars '#@='")""",
    """CREATE TRIGGER records_indexed_new AFTER INSERT ON records_indexed BEGIN
        INSERT INTO records_indexed_marks(rowid, marks) VALUES (new.ref_id, new.marks); END""",
    """CREATE TRIGGER records_indexed_gone AFTER DELETE ON records_indexed BEGIN
        INSERT INTO records_indexed_marks(records_indexed_marks, rowid, marks)
        VALUES ('delete', old.ref_id, old.marks); END""",
    """CREATE TRIGGER records_indexed_changed AFTER UPDATE ON records_indexed BEGIN
        INSERT INTO records_indexed_marks(records_indexed_marks, rowid, marks)
        VALUES ('delete', old.ref_id, old.marks);
        INSERT INTO records_indexed_marks(rowid, marks) VALUES (new.ref_id, new.marks); END""",
    "INSERT INTO records_indexed_marks(records_indexed_marks) VALUES ('rebuild')",
)
_POSTGRESQL = (
    """CREATE INDEX records_indexed_marks ON records_indexed
        USING gin (string_to_array(marks, ' '))""",
    "CREATE INDEX records_indexed_newest ON records_indexed (kind, ref_id)",
)
_SQLITE_GONE = (
    "DROP TRIGGER IF EXISTS records_indexed_new",
    "DROP TRIGGER IF EXISTS records_indexed_gone",
    "DROP TRIGGER IF EXISTS records_indexed_changed",
    "DROP TABLE IF EXISTS records_indexed_marks",
)
_POSTGRESQL_GONE = (
    "DROP INDEX IF EXISTS records_indexed_marks",
    "DROP INDEX IF EXISTS records_indexed_newest",
)

_FROM_SQLITE = """SELECT rowid FROM records_indexed_marks
    WHERE records_indexed_marks MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"""
# What is in many rows is soon met among the newest, what is in few is soon told by the index; asked
# for the first, the index would tell of all of them. Two questions, so that the planner does not
# get ready for the second where the first is enough. The sum keeps it off the keys' order.
_NEAR = 1200
# In the order of the keys alone the planner would walk them all down to a kind that lies far below
# others, which it cannot know; in the order of both columns only their index leads.
_OF_KIND = """FROM records_indexed WHERE kind >= %(kind)s
    AND (kind, ref_id) < (%(kind)s, %(before)s) ORDER BY kind DESC, ref_id DESC"""
_NEWEST = f"SELECT ref_id, string_to_array(marks, ' ') AS said {_OF_KIND} LIMIT %(near)s"
_AMONG_NEWEST = "SELECT ref_id FROM ({newest}) newest WHERE {held} LIMIT %(most)s"
_BEYOND = """SELECT ref_id FROM records_indexed WHERE {held} AND ref_id < {before}
    ORDER BY ref_id + 0 DESC LIMIT %(most)s"""
_LAST_NEWEST = f"(SELECT ref_id {_OF_KIND} OFFSET %(near)s - 1 LIMIT 1)"


def make(editor: BaseDatabaseSchemaEditor) -> None:
    """Make what answers quickly, for the rows there are and those to come."""
    _run(editor, _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL)


def unmake(editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away again."""
    _run(editor, _SQLITE_GONE if editor.connection.vendor == "sqlite" else _POSTGRESQL_GONE)


def _run(editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    for statement in statements:
        editor.execute(statement, params=None)


def under(
    kind: str, marks: Sequence[str], any_of: Sequence[str] | None, before: int, most: int,
    rare: bool = False,
) -> list[int]:  # fmt: skip
    """Ids below `before` of objects of a kind under all of `marks` and, when given, one of
    `any_of`; the newest first. `rare`: few are under these marks, so it is not worth looking among
    the newest."""
    wanted = [kind_mark(kind), *marks]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = " AND ".join(map(_quoted, wanted))
            if any_of is not None:
                asked += f" AND ({' OR '.join(map(_quoted, any_of))})"
            cursor.execute(_FROM_SQLITE, [asked, before, most])
            return [row[0] for row in cursor.fetchall()]
        named = {"kind": kind, "marks": wanted, "any": list(any_of or ()), "before": before,
                 "near": _NEAR}  # fmt: skip
        return _from_postgresql(cursor, any_of is not None, named, most, rare)


def _from_postgresql(
    cursor: CursorWrapper, within: bool, named: dict[str, Any], most: int, rare: bool
) -> list[int]:
    held = "{0} @> %(marks)s::text[]" + (" AND {0} && %(any)s::text[]" if within else "")
    indexed = held.format("string_to_array(marks, ' ')")
    found: list[int] = []
    if not rare:
        among = _AMONG_NEWEST.format(newest=_NEWEST, held=held.format("said"))
        cursor.execute(among, {**named, "most": most})
        found = sorted((row[0] for row in cursor.fetchall()), reverse=True)
    if len(found) < most:
        beyond = _BEYOND.format(held=indexed, before="%(before)s" if rare else _LAST_NEWEST)
        cursor.execute(beyond, {**named, "most": most - len(found)})
        found += [row[0] for row in cursor.fetchall()]
    return found


def _quoted(mark: str) -> str:
    return f'"{mark}"'
