"""Indexes that databases make in their own way; and what a column has of its own, an index or a
foreign key, taken away in a migration."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AlterField
from django.db.models import Index


class OfEqual(Index):
    """An index of a column that is only asked for equal values: on PostgreSQL by their hash, which
    takes half the room and half the work for long values in no order."""

    def create_sql(
        self, model: Any, schema_editor: BaseDatabaseSchemaEditor, using: str = "", **told: Any
    ) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            using = " USING hash"
        return super().create_sql(model, schema_editor, using=using, **told)


class WithoutIndex(AlterField):
    """An AlterField by which a column merely loses its own index: that is dropped, where Django
    would write the whole table anew on SQLite."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = from_state.apps.all_models[app_label][self.model_name_lower]
        named = [index.name for index in model._meta.indexes]
        for name in schema_editor._constraint_names(  # type: ignore[attr-defined]
            model, [model._meta.get_field(self.name).column], index=True, unique=False,
            primary_key=False, exclude=named,
        ):  # fmt: skip
            schema_editor.execute(schema_editor._delete_index_sql(model, name))  # type: ignore[attr-defined]

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.all_models[app_label][self.model_name_lower]
        field = model._meta.get_field(self.name)
        schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))  # type: ignore[attr-defined]


class WithoutConstraint(AlterField):
    """An AlterField by which the database merely no longer looks a foreign key up. On SQLite that
    is left to one writing anew of the table for all such fields, at the end of the migration."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    database_backwards = database_forwards
