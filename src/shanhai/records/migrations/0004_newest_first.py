from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from shanhai.records.finding import stores


def make_again(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """The index of search as it is made now; PostgreSQL has one more."""
    if editor.connection.vendor == "postgresql":
        stores.unmake(editor)
        stores.make(editor)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_fewer_indexes'),
    ]

    operations = [
        migrations.RunPython(make_again, migrations.RunPython.noop),
    ]
