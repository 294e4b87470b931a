"""Data that staff could enter and no form could be made of, and deadlines beyond the whole minute that people read."""

import re

from django.db import migrations


def usable_keys(apps, schema_editor):
    """``bank-book`` → ``bank_book``. No form was ever made of a key with a hyphen, so nothing refers to it."""
    Attachment = apps.get_model("programmes", "RequiredAttachment")
    for one in Attachment.objects.all():
        key = re.sub(r"[^a-z0-9_]", "_", one.key.lower())[:38]
        key = key if key[:1].isalpha() else f"f_{key}"
        taken = set(Attachment.objects.filter(programme=one.programme).exclude(pk=one.pk).values_list("key", flat=True))
        number = 2
        while key in taken:
            key, number = f"{key.rstrip('0123456789')}{number}", number + 1
        if key != one.key:
            one.key = key
            one.save(update_fields=["key"])


def whole_minutes(apps, schema_editor):
    """23:59:59 → 23:59, which is open to the end of that minute: no deadline moves."""
    Call = apps.get_model("programmes", "Call")
    for call in Call.objects.all():
        closes_at = call.closes_at.replace(second=0, microsecond=0)
        if closes_at != call.closes_at and closes_at > call.opens_at:
            call.closes_at = closes_at
            call.save(update_fields=["closes_at"])


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_budget_changes_and_limits")]

    operations = [
        migrations.RunPython(usable_keys, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(whole_minutes, migrations.RunPython.noop, elidable=True),
    ]
