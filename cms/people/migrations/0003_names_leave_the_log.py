"""Names of people leave Wagtail's log, where no erasure would reach them; an officer's row keeps its own past.

Entries that were written before name records by number from now on, and those of officers' lists keep
how many rows they changed. The names of officers that left stand in their rows, as before.
"""

from django.db import migrations, models


def leave_the_log(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(content_type__app_label="people")
    for entry in entries.select_related("content_type").iterator(chunk_size=1000):
        entry.label = f"{entry.content_type.model} {entry.object_id}"
        if entry.action == "people.officers_set":
            entry.data = {name: len(entry.data.get(name, ())) for name in ("before", "after")}
        entry.save(update_fields=["label", "data"])


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_group_management"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="earlier",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.RunPython(leave_the_log, migrations.RunPython.noop),
    ]
