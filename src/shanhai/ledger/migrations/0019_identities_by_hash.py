from django.db import migrations

import shanhai.common.indexes


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0018_keys_of_objects_that_stay'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_identity',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=shanhai.common.indexes.OfEqual(fields=['identity'], name='entry_identity'),
        ),
    ]
