"""The tables of the tests, made straight from the models: a twentieth of what `migrate` takes.
tests/cli/test_commands.py holds the two to the same."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from shanhai.figures.models import Upkeep
from shanhai.records.finding import stores


def make() -> None:
    """Everything `migrate` would leave in an empty database."""
    kept, settings.MIGRATION_MODULES = settings.MIGRATION_MODULES, {
        app.label: None for app in apps.get_app_configs()
    }  # fmt: skip
    call_command("migrate", run_syncdb=True, verbosity=0)
    settings.MIGRATION_MODULES = kept
    finish()


def finish() -> None:
    """What migrations leave beside the tables of the models."""
    with connection.schema_editor() as editor:
        stores.make(editor)
    Upkeep.objects.create(pk=1, fresh=True)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(connection).disk_migrations:
        recorder.record_applied(app, name)


def shape(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Every table but Django's own of rights, with its columns and its constraints."""
    found: dict[str, Any] = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            if table.startswith("auth_"):
                continue
            columns = database.introspection.get_table_description(cursor, table)
            constraints = database.introspection.get_constraints(cursor, table)
            found[table] = (
                {(one.name, one.type_code, one.null_ok, one.collation) for one in columns},
                sorted(str(sorted(one.items())) for one in constraints.values()),
            )
    return found


def filled(database: BaseDatabaseWrapper) -> set[str]:
    """The tables of models with rows in them."""
    found = set()
    with database.cursor() as cursor:
        for table in connection.introspection.django_table_names():
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            found |= {table} if cursor.fetchone() else set()
    return found
