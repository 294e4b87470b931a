from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kizuna_api", "0002_seal_of_keys")]

    operations = [
        migrations.CreateModel(
            name="OpenDataState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateField()),
                ("first_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
    ]
