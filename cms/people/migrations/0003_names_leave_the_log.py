"""Names of people leave Wagtail's log, where no erasure would reach them; an officer's row keeps its own past.

Entries that were written before name records by number from now on, and those of officers' lists say no
more than that the list was changed. The names of officers that left stand in their rows, as before.
"""

from django.db import migrations, models


CALLED = {"user": "アカウント", "person": "人", "communitygroup": "団体", "hubrole": "役割", "deputy": "代決の記録"}


def leave_the_log(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(content_type__app_label="people")
    for entry in entries.select_related("content_type").iterator(chunk_size=1000):
        entry.label = f"{CALLED.get(entry.content_type.model, '記録')}（番号{entry.object_id}）"
        if entry.action == "people.officers_set":
            entry.data = {}
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
