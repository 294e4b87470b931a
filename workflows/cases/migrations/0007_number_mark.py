"""The mark of a case's number is kept with the case: the section's mark may change, numbers that were given do not."""

from datetime import date

from django.db import migrations, models

from cms.core import dates

BATCH = 1_000


def read_from_the_number(apps, schema_editor):
    """The mark stands in the number itself, between the year of the era and 第…号."""
    Case = apps.get_model("cases", "Case")
    waiting = []
    found = Case.objects.select_related("programme").only(
        "number", "number_in_year", "fiscal_year", "programme__number_mark"
    )
    for case in found.order_by("pk").iterator(chunk_size=BATCH):
        before, after = str(dates.wareki_year(date(case.fiscal_year, 5, 1))), f"第{case.number_in_year}号"
        whole = case.number.startswith(before) and case.number.endswith(after)
        case.number_mark = case.number[len(before) : -len(after)] if whole else case.programme.number_mark
        waiting.append(case)
        if len(waiting) == BATCH:
            Case.objects.bulk_update(waiting, ["number_mark"])
            waiting = []
    Case.objects.bulk_update(waiting, ["number_mark"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_consultation_taken"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="number_mark",
            field=models.CharField(
                default="", help_text="mark of the section, as it was when the number was given", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.RunPython(read_from_the_number, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="case", name="case_number_once_per_year"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=("number_mark", "fiscal_year", "number_in_year"), name="case_number_once_per_mark_and_year"
            ),
        ),
    ]
