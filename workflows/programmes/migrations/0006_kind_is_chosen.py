"""No kind of procedure is taken for granted: every programme says its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_letters_by_kind")]

    operations = [
        migrations.AlterField(
            model_name="programme",
            name="kind",
            field=models.SlugField(verbose_name="kind of procedure"),
        ),
    ]
