"""The version of what pages show. The triggers that keep it are made after every migration (triggers.py)."""

from django.db import migrations, models


def unwatch(apps, schema_editor):
    from cms.cache.triggers import unwatch

    unwatch()


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ContentChange",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("token", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, unwatch),
    ]
