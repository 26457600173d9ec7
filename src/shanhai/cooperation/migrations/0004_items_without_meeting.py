from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the rows it follows: PostgreSQL alters no table with changes still pending."""

    dependencies = [("cooperation", "0003_items_of_any_object")]

    operations = [
        migrations.RemoveField(
            model_name='actionitem',
            name='meeting',
        ),
    ]
