"""The records as they stood at the end of a day: every question, none rewritten.

While `as_of` holds, temporary views stand before the tables of records and of the rows that belong
to them; SQLite and PostgreSQL both look for a name among the temporary ones first. A view is the
table without what changed since the day, and with what the versions of that day hold of it. It is
made when a question first names its table, so what a page does not ask about costs nothing; what
did not change since costs what it costs now.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.models import Min, Model, QuerySet

from shanhai.common.rows import write_rows
from shanhai.records.models import ChangeSet, Record, Ref, Version
from shanhai.records.past.columns import has_none, held, in_a_block, tells
from shanhai.records.queries import end_of

_NAMED = re.compile(r'"(\w+)"')
_CHANGED = "past_changed"
_AT_ONCE = 2000
# Changes since a day are looked for in so many change sets by their names.
_FEW = 500
_Told = dict[str, Any]
_looking: ContextVar["Past | None"] = ContextVar("past", default=None)


# So many objects of a kind that changed since are put back at once; beyond them nobody waits.
MOST = 200_000


class TooMany(ValueError):
    """More changed since a day than can be put back while one waits."""


def day_looked_at() -> date | None:
    """The day everything is answered of; None when it is today."""
    past = _looking.get()
    return past.day if past else None


def current_day() -> date:
    """The day it is, or the day everything is answered of."""
    return day_looked_at() or date.today()


class Past:
    """The views of one day. `narrowed` leaves of the objects of a kind those to be put back;
    `derived` says by table of what other floors make of records: the kinds it is made of, and
    what puts it back."""

    def __init__(
        self,
        day: date,
        narrowed: Callable[[QuerySet], QuerySet],
        derived: Mapping[str, tuple[Sequence[type[Record]], Callable[["Past"], None]]],
    ) -> None:
        self.day = day
        # Change sets since, or some of them if they are many.
        self._since: list[int] = []
        # Objects of which the versions of that day tell some rows in words only: what is shown of
        # these rows is what is registered now. By kind, how many.
        self.unknown: dict[type[Record], int] = defaultdict(int)
        # What the page was asked to show of which nothing says how it stood: it is as now.
        self.as_now: dict[str, type[Model]] = {}
        self._narrowed, self._derived = narrowed, derived
        self._kinds = _kinds_behind() | {name: list(of) for name, (of, _) in derived.items()}
        self._added = _tables_with("ADDED")
        self._no_past = _tables_with("NO_PAST")
        self._made: list[tuple[str, str]] = []
        self._schema = "main" if connection.vendor == "sqlite" else "public"
        self._back: set[type[Record]] = set()

    def ask(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Have the views ready that a statement names, then run it."""
        if '"past_' not in sql:  # our own
            self._ready(sql)
        return execute(sql, params, many, context)

    def _ready(self, sql: str) -> None:
        for table in dict.fromkeys(_NAMED.findall(sql)):
            if model := self._added.pop(table, None):
                self._stop(model)
            if model := self._no_past.get(table):
                self.as_now[table] = model
            kinds = self._kinds.pop(table, ())
            for kind in kinds:
                self._put_back(kind)
            if kinds and table in self._derived:
                self._derived[table][1](self)

    def begin(self) -> None:
        """Find what was done since; nothing is known to have changed yet."""
        newest = ChangeSet.objects.order_by("-number").values_list("pk", "at")[: _FEW + 1]
        self._since = [pk for pk, at in newest if at >= end_of(self.day)]
        # PostgreSQL reads it as a whole wherever it is asked of.
        key = "bigint" if connection.vendor == "postgresql" else "integer PRIMARY KEY"
        self.run(f'CREATE TEMP TABLE "{_CHANGED}" (id {key}, version bigint, kind text)')
        self._made.append(("TABLE", f'"{_CHANGED}"'))
        self._count(f'"{_CHANGED}"')

    def end(self) -> None:
        """Let the tables be seen again."""
        for what, name in reversed(self._made):
            self.run(f"DROP {what} {name}")

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement of our own; the rows it finds."""
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def ids(self, name: str, ids: Iterable[int] = ()) -> str:
        """A new temporary table of ids; its name."""
        self.run(f'CREATE TEMP TABLE "{name}" (id bigint PRIMARY KEY)')
        self._made.append(("TABLE", name))
        write_rows(Ref, ["id"], ([one] for one in ids), into=name)
        return name

    def differing(self, kind: type[Record], column: str, told: str) -> list[int]:
        """What objects of a kind that had another value in a column of ids tell in another."""
        if not self._stands(kind):
            return []
        past, now = self._both(kind)
        asked = (
            f'SELECT past."{told}" FROM {past} past JOIN {now} now ON now.ref_id = past.ref_id'  # nosec B608
            f' WHERE coalesce(now."{column}", 0) <> coalesce(past."{column}", 0)'
        )
        return [pk for (pk,) in self.run(asked)]

    def written(self, kind: type[Record], told: str) -> list[int]:
        """What objects of a kind that were written since tell in a column now."""
        if not self._stands(kind):
            return []
        since = f'SELECT id FROM "{_CHANGED}"'  # nosec B608
        asked = f'SELECT "{told}" FROM {self._both(kind)[1]} WHERE ref_id IN ({since})'  # nosec B608
        return [pk for (pk,) in self.run(asked)]

    def _both(self, model: type[Model]) -> tuple[str, str]:
        """The names of what a table was in the past and of what it is now."""
        table = model._meta.db_table
        return f'"past_{table}"', f'{self._schema}."{table}"'

    def _stands(self, model: type[Model]) -> bool:
        return ("VIEW", f'"{model._meta.db_table}"') in self._made

    def replace(
        self,
        model: type[Model],
        owner: str,
        rows: Iterable[Sequence[Any]] = (),
        asked: str = "",
        gone: str = _CHANGED,
    ) -> None:
        """Stand before a table with `rows` (values of all its columns), and those a question
        `asked` finds, in place of those whose column `owner` is among the ids of `gone`."""
        table, (past, now) = model._meta.db_table, self._both(model)
        fresh = not self._stands(model)
        if fresh:
            names = [f'"{one.column}"' for one in model._meta.concrete_fields]
            columns = ", ".join(names)
            rest = f'SELECT {columns} FROM {now} WHERE "{owner}" NOT IN (SELECT id FROM "{gone}")'  # nosec B608
            stood = f"{rest} UNION ALL SELECT {columns} FROM {past}"  # nosec B608
            if model is Ref and connection.vendor == "postgresql":
                stood = _beside(names, now, past)
            self.run(f"CREATE TEMP TABLE {past} AS SELECT {columns} FROM {now} WHERE 1 = 0")  # nosec B608
            self.run(f'CREATE TEMP VIEW "{table}" AS {stood}')
            self._made += [("TABLE", past), ("VIEW", f'"{table}"')]
        names = [one.attname for one in model._meta.concrete_fields]
        write_rows(model, names, rows, into=past.strip('"'))
        if asked:
            self.run(f"INSERT INTO {past} {asked}")  # nosec B608
        if fresh:
            self.run(f'CREATE INDEX "past_{table}_of" ON {past} ("{owner}")')

    def _stop(self, model: type[Model]) -> None:
        """Leave out of rows that are only added those added since; what was taken off since is
        there."""
        moment = connection.ops.adapt_datetimefield_value(end_of(self.day))
        columns = {one.column: f'"{one.column}"' for one in model._meta.concrete_fields}
        if removed := getattr(model, "REMOVED", ""):
            name = columns[removed]
            columns[removed] = f"CASE WHEN {name} < '{moment}' THEN {name} END AS {name}"
        table, (_, now) = model._meta.db_table, self._both(model)
        told, added = ", ".join(columns.values()), f'"{model.ADDED}"'
        earlier = f"SELECT {told} FROM {now} WHERE {added} < '{moment}'"  # nosec B608
        self.run(f'CREATE TEMP VIEW "{table}" AS {earlier}')
        self._made.append(("VIEW", f'"{table}"'))

    def _put_back(self, kind: type[Record]) -> None:
        if kind in self._back or not self._since:
            return
        self._back.add(kind)
        if not self._note_changed(kind):
            return
        blocks, archived, *having = self._telling(kind)
        belonging = {
            name: self._belonging(kind, name, keys)
            for name, keys in zip(kind.kept_rows, having, strict=True)
        }
        told = (columns for _, columns in _versions(blocks))
        columns = ", ".join(held(one, "v") for one in kind._meta.concrete_fields)
        read = _stood(kind, f"NOT {in_a_block('v')}") if blocks else _stood(kind)
        self.replace(kind, "ref_id", _read(kind, told), f"SELECT {columns} {read}")  # nosec B608
        self._identities(kind, archived)
        self._count(self._both(kind)[0], self._both(Ref)[0])
        for name, found in belonging.items():
            model, owner = kind.rows_that(name)
            self.replace(model, owner, _read(model, found))

    def _note_changed(self, kind: type[Record]) -> int:
        """Note which objects of a kind were written since, and the versions by which they stood
        at the end of the day; how many there are."""
        keys = self._narrowed(kind._base_manager.all()).order_by().values("pk")
        since = Version.objects.filter(ref__in=keys)
        if len(self._since) > _FEW:
            since = since.filter(change_set__at__gte=end_of(self.day))
        else:
            since = since.filter(change_set__in=self._since)
        first = since.order_by().values("ref").annotate(first=Min("number"))[: MOST + 1]
        sql, params = first.query.sql_with_params()
        self._ready(sql)
        name = kind._meta.model_name
        into = (
            f"INSERT INTO \"{_CHANGED}\" SELECT one.ref, v.id, '{name}' FROM ({sql}) one"  # nosec B608
            " LEFT JOIN records_version v ON v.ref_id = one.ref AND v.number = one.first - 1"
        )
        with connection.cursor() as cursor:
            cursor.execute(into, params)
            count = cursor.rowcount
        if count > MOST:
            word = kind._meta.verbose_name
            raise TooMany(
                f"{self.day}以后改动过的{word}超过{MOST}条，没法当场还原。请选近一些的日子。"
            )
        if count:
            self._count(f'"{_CHANGED}"')
        return count

    def _count(self, *tables: str) -> None:
        """Let PostgreSQL count temporary tables, which it never does of itself; from few of their
        rows, as all that matters is how many there are."""
        if connection.vendor == "postgresql":
            self.run("SET default_statistics_target = 5")
            self.run(f"ANALYZE {', '.join(tables)}")
            self.run("RESET default_statistics_target")

    def _telling(self, kind: type[Record]) -> list[list[int]]:
        """The versions by which objects of a kind stood that are told of otherwise than by their
        columns: those that stand in blocks, those that were archived, and for each relation of
        `kept_rows` those that had rows by it. All in one go through them."""
        having = [f"NOT {has_none('v', name)}" for name in kind.kept_rows]
        marks = [in_a_block("v"), tells("v", "archived_at"), *having]
        found = self.run(f"SELECT v.id, {', '.join(marks)} {_stood(kind, ' OR '.join(marks))}")
        return [[row[0] for row in found if row[at]] for at in range(1, len(marks) + 1)]

    def _identities(self, kind: type[Record], archived: Sequence[int]) -> None:
        """Put back what the objects of a kind were called, and which were out of the lists by
        these versions."""
        (refs, now), (past, _) = self._both(Ref), self._both(kind)
        own = kind.findable[0] if kind.findable else ""
        label = f"coalesce(nullif(past.{own}, ''), ref.label)" if own else "ref.label"
        asked = (
            f"SELECT id, ref.kind, substr({label}, 1, 200), created_at, CAST(NULL AS timestamptz)"  # nosec B608
            f" FROM {past} past CROSS JOIN {now} ref WHERE past.ref_id = ref.id"
        )
        if connection.vendor == "postgresql":  # see _beside
            since = f"kind = '{kind._meta.model_name}' AND version IS NULL"
            others = f'SELECT id, NULL, NULL, NULL, NULL FROM "{_CHANGED}" WHERE {since}'  # nosec B608
            asked = f"{asked} UNION ALL {others}"
        self.replace(Ref, "id", asked=asked)
        field = Ref._meta.get_field("archived_at")
        gone = [
            (field.get_db_prep_save(field.to_python(columns["archived_at"]), connection), pk)
            for pk, columns in _versions(archived)
            if columns.get("archived_at")
        ]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {refs} SET archived_at = %s WHERE id = %s", gone)  # nosec B608

    def _belonging(self, kind: type[Record], name: str, keys: Sequence[int]) -> list[_Told]:
        """The rows that belonged to objects by a relation, as these versions tell of them."""
        then = dict(_versions(keys))
        model, owner = kind.rows_that(name)
        now = _told_now(kind, name, [pk for pk, told in then.items() if name not in told])
        columns, found = getattr(model, "TOLD", ()), []
        for pk, told in then.items():
            rows = told.get(name)
            if rows is None:
                rows, known = _by_words(kind, name, pk, told, *now.get(pk, ([], "")))
                self.unknown[kind] += not known
            for number, row in enumerate(rows, start=1):
                if isinstance(row, list):
                    row = dict(zip(columns, row, strict=True)) | {"id": -(len(found) + number)}
                found.append(row | {owner: pk})
        return found


def _beside(names: Sequence[str], now: str, past: str) -> str:
    """Identities as they stood, joined to what was put back of them: PostgreSQL looks up the id of
    one through joins, but not through a union, which it would read as a whole for each row of
    whatever is joined to it. Identities are never deleted, so those of now are all there were; of
    those that were not there yet no more was put back than the id."""
    told = ", ".join(
        f"CASE WHEN was.id IS NULL THEN one.{name} ELSE was.{name} END AS {name}"
        for name in names
        if name != '"id"'
    )
    return (
        f"SELECT one.id, {told} FROM {now} one LEFT JOIN {past} was ON was.id = one.id"  # nosec B608
        " WHERE was.id IS NULL OR was.kind IS NOT NULL"
    )


def _stood(kind: type[Record], which: str = "") -> str:
    """Where the versions by which objects of a kind stood, and of which something holds, are read.
    The temporary table, of whose size SQLite knows nothing, comes first, is joined crosswise and
    is asked beside: so that it looks at these versions, not first at all there are."""
    return (
        f'FROM "{_CHANGED}" t CROSS JOIN records_version v'
        f" WHERE v.id = t.version AND t.kind = '{kind._meta.model_name}'"
        + (f" AND (t.version < 0 OR {which})" if which else "")
    )


def _versions(keys: Sequence[int]) -> Iterator[tuple[int, _Told]]:
    """The objects of versions, and what these tell of them."""
    for part in _parts(keys):
        yield from Version.objects.filter(pk__in=part).values_list("ref", "columns")


def _told_now(
    kind: type[Record], name: str, keys: Sequence[int]
) -> dict[int, tuple[list[_Told], str]]:
    """Of those that have any: the rows registered now, and what their newest version says of them
    in words."""
    word, found = kind.kept_rows[name], {}
    for part in _parts(keys):
        rows = {pk: some for pk, some in zip(part, kind._kept(name, part), strict=True) if some}
        told = Version.objects.filter(ref__in=list(rows)).order_by("number")
        words = {pk: columns.get(word, "") for pk, columns in told.values_list("ref", "columns")}
        found |= {pk: (some, words.get(pk, "")) for pk, some in rows.items()}
    return found


def _by_words(
    kind: type[Record], name: str, pk: int, told: _Told, rows: list[_Told], words: str
) -> tuple[list[_Told], bool]:
    """Which of the rows registered now a version without them means by its words, and whether
    that is certain."""
    word = kind.kept_rows[name]
    said = told.get(word, "")
    if not rows and not said or word and said == words:
        return rows, True
    if word and not said:
        return [], True
    model, owner = kind.rows_that(name)
    parts = said.split("；")
    meant = [row for row in rows if str(model(**row, **{owner: pk})) in parts]
    known = bool(word) and len(meant) == len(parts)
    return (meant, True) if known else (rows, False)


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _kinds_behind() -> dict[str, list[type[Record]]]:
    """By table: the kinds of records whose versions hold what stands in it."""
    behind: dict[str, list[type[Record]]] = defaultdict(list)
    for one in Ref._meta.related_objects:
        kind = one.related_model
        if issubclass(kind, Record):
            behind[kind._meta.db_table].append(kind)
            for name in kind.kept_rows:
                behind[kind.rows_that(name)[0]._meta.db_table].append(kind)
    return behind


def _tables_with(mark: str) -> dict[str, type[Model]]:
    """By table: models that say of themselves that their rows are only ever added, and when
    (ADDED, and REMOVED if they are taken off), or that nothing tells what they were (NO_PAST)."""
    return {one._meta.db_table: one for one in apps.get_models() if hasattr(one, mark)}


def _read(model: type[Model], told: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Values of all columns of a table as versions hold them; a column that came later has its
    default."""
    fields = [
        (one, one.attname, isinstance(one, models.DateTimeField))
        for one in model._meta.concrete_fields
    ]
    for columns in told:
        yield [
            (one.to_python(columns[name]) if moment else columns[name])
            if name in columns
            else one.get_default()
            for one, name, moment in fields
        ]


@contextmanager
def as_of(
    day: date,
    narrowed: Callable[[QuerySet], QuerySet] = lambda rows: rows,
    derived: Mapping[str, tuple[Sequence[type[Record]], Callable[[Past], None]]] | None = None,
) -> Iterator[Past]:
    """Answer every question of this connection as the records stood at the end of a day. Nothing
    may be written meanwhile. A day within a day is the outer one."""
    outer = _looking.get()
    if outer is not None:
        yield outer
        return
    past = Past(day, narrowed, derived or {})
    # A view has no primary key that the other columns of a row would follow from.
    features = connection.features
    grouping, features.allows_group_by_selected_pks = features.allows_group_by_selected_pks, False
    token = _looking.set(past)
    past.begin()
    try:
        with connection.execute_wrapper(past.ask):
            yield past
    finally:
        _looking.reset(token)
        features.allows_group_by_selected_pks = grouping
        try:
            past.end()
        except DatabaseError:  # so that nobody after is shown the past for the present
            connection.close()
            raise
