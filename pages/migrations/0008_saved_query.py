import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hubs", "0003_topic"), ("pages", "0007_opportunity_call")]

    operations = [
        migrations.CreateModel(
            name="SavedQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name of the query")),
                ("query", models.JSONField(default=dict, verbose_name="what is listed")),
                (
                    "hub",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_queries",
                        to="hubs.hub",
                        verbose_name="hub",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved query",
                "verbose_name_plural": "saved queries",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("hub", "name"), name="saved_query_named_once"),
                    models.UniqueConstraint(
                        condition=models.Q(hub=None), fields=("name",), name="saved_query_of_ward_named_once"
                    ),
                ],
            },
        ),
    ]
