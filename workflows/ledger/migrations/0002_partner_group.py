"""Partners that stand in the register of groups are tied to it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_collaborations"),
        ("people", "0004_section_of_the_ward"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.communitygroup",
            ),
        ),
    ]
