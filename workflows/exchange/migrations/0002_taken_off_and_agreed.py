"""The hub takes a listing off; "agreed to work together" is not "worked together"."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SOURCE = "introduction"


def said_to_agree(apps, schema_editor):
    """An introduction never knew of work that was done."""
    together = apps.get_model("exchange", "Together")
    together.objects.filter(source=SOURCE, how="worked").update(how="agreed")


def said_to_work(apps, schema_editor):
    together = apps.get_model("exchange", "Together")
    together.objects.filter(how="agreed").update(how="worked")


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_needs_and_offers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="taken_off_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="taken_off_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it was taken off"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_off_by__isnull", True), ("taken_off_reason", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("taken_off_by__isnull", False),
                        models.Q(("taken_off_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="listing_taken_off_is_closed_with_a_reason",
            ),
        ),
        migrations.AlterField(
            model_name="together",
            name="how",
            field=models.CharField(
                choices=[
                    ("met", "have met"),
                    ("agreed", "agreed to work together"),
                    ("worked", "have worked together"),
                ],
                max_length=6,
            ),
        ),
        migrations.RunPython(said_to_agree, said_to_work),
    ]
