from typing import Any

from django.db import migrations


def store(way: str) -> Any:
    def alter(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f'ALTER TABLE records_block ALTER told SET STORAGE {way}')

    return alter


class Migration(migrations.Migration):
    """PostgreSQL would compress blocks as they are written, which takes longer than writing them
    (docs/decisions/0008)."""

    dependencies = [
        ('records', '0009_where_objects_lay'),
    ]

    operations = [migrations.RunPython(store("EXTERNAL"), store("EXTENDED"))]
