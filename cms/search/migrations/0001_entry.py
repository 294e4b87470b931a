from typing import Any

from django.db import migrations, models

POSTGRESQL = (
    "ALTER TABLE kizuna_search_entry ADD COLUMN title_numbers integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE kizuna_search_entry ADD COLUMN numbers integer[] NOT NULL DEFAULT '{}'",
    # Long texts stand beside the row, so that walking along the rows by date reads little.
    "ALTER TABLE kizuna_search_entry ALTER COLUMN numbers SET STORAGE EXTERNAL",
    "CREATE INDEX search_entry_title_numbers ON kizuna_search_entry USING gin (title_numbers)",
    "CREATE INDEX search_entry_numbers ON kizuna_search_entry USING gin (numbers)",
    # How many entries have all numbers of one of the sets, counted no further than asked. Reading the table from its
    # beginning looks cheap to the planner, for it does not know what it costs to compare long arrays.
    """
    CREATE FUNCTION kizuna_search_count(wanted text[], most integer) RETURNS bigint
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    DECLARE
        found bigint;
        condition text;
    BEGIN
        SELECT string_agg(format('numbers @> %L::integer[]', one), ' OR ') INTO condition FROM unnest(wanted) AS one;
        EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM kizuna_search_entry WHERE %s LIMIT %s) e', condition, most)
            INTO found;
        RETURN found;
    END
    $$
    """,
)
# Its triggers come with cms.search.structures, at the end of every migrate.
SQLITE = (
    "CREATE VIRTUAL TABLE kizuna_search_index USING fts5(title, body, labels, content='', tokenize='ascii')",
)


def make_index(apps: Any, editor: Any) -> None:
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, params=None)


def drop_index(apps: Any, editor: Any) -> None:
    """PostgreSQL's columns and indexes go with the table."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE IF EXISTS kizuna_search_index")
    else:
        editor.execute("DROP FUNCTION IF EXISTS kizuna_search_count(text[], integer)")


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("object_key", models.CharField(max_length=60)),
                ("is_public", models.BooleanField(default=False)),
                ("hub_only", models.BooleanField(default=False)),
                ("date", models.DateTimeField()),
                ("language", models.CharField(default="ja", max_length=12)),
                ("hubs", models.JSONField(default=list)),
                ("areas", models.JSONField(default=list)),
                ("topics", models.JSONField(default=list)),
                ("labels", models.TextField(blank=True)),
                ("url", models.CharField(max_length=2000)),
                ("digest", models.CharField(max_length=32)),
                ("title", models.CharField(max_length=255)),
                ("title_key", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("key", models.TextField()),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "ordering": ["-date", "-id"],
                "indexes": [models.Index(fields=["-date", "-id"], name="search_entry_newest")],
                "constraints": [models.UniqueConstraint(fields=("source", "object_key"), name="search_entry_once")],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
