"""The index of search on SQLite (FTS5) and on PostgreSQL (GIN): the only place where they differ.

Both keep the table `records_indexed`; what is made here answers which of its rows are under all of
some marks, the newest first. On SQLite triggers keep it in step: a migration that makes the table
anew must call `make` again.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

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
)
_SQLITE_GONE = (
    "DROP TRIGGER IF EXISTS records_indexed_new",
    "DROP TRIGGER IF EXISTS records_indexed_gone",
    "DROP TRIGGER IF EXISTS records_indexed_changed",
    "DROP TABLE IF EXISTS records_indexed_marks",
)
_POSTGRESQL_GONE = ("DROP INDEX IF EXISTS records_indexed_marks",)

_FROM_SQLITE = """SELECT rowid FROM records_indexed_marks
    WHERE records_indexed_marks MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"""
_FROM_POSTGRESQL = """SELECT ref_id FROM records_indexed
    WHERE string_to_array(marks, ' ') @> %s::text[] AND ref_id < %s
    ORDER BY ref_id DESC LIMIT %s"""
_FROM_POSTGRESQL_WITHIN = """SELECT ref_id FROM records_indexed
    WHERE string_to_array(marks, ' ') @> %s::text[] AND string_to_array(marks, ' ') && %s::text[]
    AND ref_id < %s ORDER BY ref_id DESC LIMIT %s"""


def make(editor: BaseDatabaseSchemaEditor) -> None:
    """Make what answers quickly, for the rows there are and those to come."""
    _run(editor, _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL)


def unmake(editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away again."""
    _run(editor, _SQLITE_GONE if editor.connection.vendor == "sqlite" else _POSTGRESQL_GONE)


def _run(editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    for statement in statements:
        editor.execute(statement, params=None)


def under(marks: Sequence[str], any_of: Sequence[str] | None, before: int, most: int) -> list[int]:
    """Ids below `before` of objects under all of `marks` and, when given, one of `any_of`; the
    newest first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = " AND ".join(map(_quoted, marks))
            if any_of is not None:
                asked += f" AND ({' OR '.join(map(_quoted, any_of))})"
            cursor.execute(_FROM_SQLITE, [asked, before, most])
        elif any_of is None:
            cursor.execute(_FROM_POSTGRESQL, [list(marks), before, most])
        else:
            cursor.execute(_FROM_POSTGRESQL_WITHIN, [list(marks), list(any_of), before, most])
        return [row[0] for row in cursor.fetchall()]


def _quoted(mark: str) -> str:
    return f'"{mark}"'
