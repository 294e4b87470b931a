from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kizuna_api", "0001_keys")]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="seal",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
    ]
