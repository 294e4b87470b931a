from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kizuna_search", "0002_facts_of_documents")]

    operations = [migrations.AddField(model_name="entry", name="spans", field=models.JSONField(null=True))]
