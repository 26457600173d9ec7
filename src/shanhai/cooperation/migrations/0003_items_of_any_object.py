from django.db import migrations

KINDS = {
    "联席会议": "joint",
    "劳务协作联席会议": "labour",
    "座谈会": "talk",
    "调度会": "dispatch",
    "专题会议": "topic",
    "对接会": "matching",
}


def carry_over(apps, schema_editor):
    """An item's meeting becomes the source it was raised from; a meeting is one of its own
    partnership; the day it was held is the day its items were raised; kinds become codes."""
    meeting_model = apps.get_model("cooperation", "Meeting")
    item_model = apps.get_model("cooperation", "ActionItem")
    for meeting in meeting_model.objects.all():
        meeting.partnerships.add(meeting.partnership_id)
        if meeting.kind in KINDS:
            meeting_model.objects.filter(pk=meeting.pk).update(kind=KINDS[meeting.kind])
        item_model.objects.filter(meeting=meeting).update(
            source_id=meeting.pk, raised_on=meeting.held_on
        )


class Migration(migrations.Migration):

    dependencies = [("cooperation", "0002_working_together")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
