"""A consultation that a case has makes room for another one of the same group and call."""

from django.db import migrations, models


def tied_are_taken(apps, schema_editor):
    tied = apps.get_model("cases", "Case").objects.exclude(consultation=None).values("consultation")
    apps.get_model("cases", "Consultation").objects.filter(pk__in=tied).update(taken=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_retention_hold"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consultation",
            name="consultation_once_per_call_and_group",
        ),
        migrations.AddField(
            model_name="consultation",
            name="taken",
            field=models.BooleanField(default=False, help_text="a case has it; the group may ask for another"),
        ),
        migrations.RunPython(tied_are_taken, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("state", "cancelled"), _negated=True), ("taken", False)),
                fields=("call", "group"),
                name="consultation_once_per_call_and_group",
            ),
        ),
    ]
