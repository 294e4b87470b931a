"""The workflow that comes with Wagtail is named in Japanese, unless somebody has named it already."""

from django.db import migrations

ENGLISH, JAPANESE = "Moderators approval", "公開前の承認"


def rename(apps, old, new):
    for name in ("Workflow", "Task"):
        apps.get_model("wagtailcore", name).objects.filter(name=old).update(name=new)


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial"), ("wagtailcore", "0048_add_default_workflows")]

    operations = [
        migrations.RunPython(
            lambda apps, _editor: rename(apps, ENGLISH, JAPANESE),
            lambda apps, _editor: rename(apps, JAPANESE, ENGLISH),
        )
    ]
