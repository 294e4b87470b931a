"""Held texts belong to the address that was written to, whatever form stands there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def address_of_sections(apps, schema_editor):
    """Texts that are held while the program is renewed are given back all the same."""
    held_text = apps.get_model("kizuna_forms", "HeldText")
    for held in held_text.objects.all():
        held.path = f"/mypage/drafts/{held.draft_id}/{held.section}/"
        held.save(update_fields=["path"])


class Migration(migrations.Migration):
    dependencies = [
        ("kizuna_forms", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="heldtext",
            name="path",
            field=models.CharField(default="", max_length=300),
        ),
        migrations.RunPython(address_of_sections, migrations.RunPython.noop),
        migrations.RemoveField(model_name="heldtext", name="section"),
        migrations.AddField(
            model_name="heldtext",
            name="left_out",
            field=models.JSONField(default=list, help_text="inputs whose text was too long or cannot be stored"),
        ),
        migrations.AddField(
            model_name="heldtext",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="heldtext",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="kizuna_forms.draft",
            ),
        ),
    ]
