from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from shanhai.common.indexes import WithoutConstraint, WithoutIndex


def write_anew(apps: Any, schema_editor: Any) -> None:
    """Once for all: SQLite has no other way to take a foreign key away."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("Entry", "EntryParty"):
            schema_editor._remake_table(apps.get_model("ledger", name))


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0017_keys_nobody_chooses'),
        ('records', '0007_keys_of_history'),
        ('registry', '0006_programmes_of_the_office'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WithoutIndex(
            model_name='entry',
            name='identity',
            field=models.CharField(blank=True, max_length=64),
        ),
        WithoutConstraint(
            model_name='entry',
            name='helper',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.node', verbose_name='帮扶方'),
        ),
        WithoutConstraint(
            model_name='entry',
            name='partnership',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='registry.partnership', verbose_name='结对'),
        ),
        WithoutConstraint(
            model_name='entry',
            name='recipient',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.node', verbose_name='受援方'),
        ),
        WithoutConstraint(
            model_name='entryparty',
            name='node',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.node'),
        ),
        migrations.RunPython(write_anew, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['identity'], name='entry_identity'),
        ),
    ]
