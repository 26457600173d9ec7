from datetime import datetime, time

from django.db import migrations, models
from django.utils import timezone

import shanhai.common.clock


def on_their_day(apps, schema_editor):
    """When a check was written down nobody kept: the day it was made is the nearest known."""
    rows = apps.get_model("cooperation", "AssetCheck").objects
    for pk, day in rows.values_list("pk", "on").iterator():
        rows.filter(pk=pk).update(at=timezone.make_aware(datetime.combine(day, time.min)))


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0012_words_of_what_hangs_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="assetcheck",
            name="at",
            field=models.DateTimeField(default=shanhai.common.clock.now),
        ),
        migrations.AlterModelOptions(
            name="postedperson",
            options={"verbose_name": "选派人员", "verbose_name_plural": "选派人员"},
        ),
        migrations.AlterModelOptions(
            name="trainee",
            options={
                "ordering": ["course", "pk"],
                "verbose_name": "学员",
                "verbose_name_plural": "学员",
            },
        ),
        migrations.RunPython(on_their_day, migrations.RunPython.noop),
    ]
