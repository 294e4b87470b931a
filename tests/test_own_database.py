"""The promises of ``own_database``, on which races and faults build."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone
from wagtail.models import Page

from tests import databases
from tests.database_fixture import OwnDatabase, own_label


def put_session(key: str) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())


def test_a_commit_in_one_thread_is_seen_by_another(own_database: OwnDatabase) -> None:
    def write() -> None:
        with transaction.atomic():
            put_session("thread")
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    assert Session.objects.filter(pk="thread").exists()


def test_a_program_started_with_its_url_sees_the_same_rows(own_database: OwnDatabase) -> None:
    put_session("program")
    code = (
        "import django; django.setup(); from django.contrib.sessions.models import Session;"
        "print(Session.objects.get().pk)"
    )
    environment = {**os.environ, "DATABASE_URL": own_database.url, "DJANGO_SETTINGS_MODULE": "cms.config.settings.dev"}
    seen = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=databases.ROOT, capture_output=True, text=True
    )
    assert seen.stdout.strip() == "program", seen.stderr


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_from_the_migrated_state(own_database: OwnDatabase, turn: int) -> None:
    assert not Session.objects.exists()
    assert Page.objects.filter(depth=1).count() == 1
    put_session(f"turn{turn}")


def test_a_copy_of_it_has_its_rows_and_goes_its_own_way(own_database: OwnDatabase) -> None:
    put_session("before")
    connections.close_all()
    copy = databases.copied(own_database.name, own_label())
    databases.use(copy)
    assert Session.objects.filter(pk="before").exists()
    put_session("after")
    databases.use(own_database.name)
    databases.drop(copy)
    assert list(Session.objects.values_list("pk", flat=True)) == ["before"]


@pytest.mark.django_db
def test_the_shared_database_is_back_afterwards() -> None:
    assert "_own" not in databases.current()
    assert not Session.objects.exists()


def told(name: str) -> str:
    """The whole of a PostgreSQL database as text, without what differs between two tellings of the same.

    pg_dump writes a random word into each; the server writes the casts of a rule that it has read in another place.
    """
    lines = databases.client("pg_dump", "--format=plain", "--no-owner", name).splitlines()
    text = "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))
    return re.sub(r"::(text|character varying)\b(\[\])?|[()]", "", text)


def test_a_server_that_reads_the_dump_has_what_the_migrations_made(own_database: OwnDatabase, tmp_path: Path) -> None:
    if not databases.is_postgres() or not databases.has_clients():
        pytest.skip("a dump is PostgreSQL's")
    call_command("migrate", verbosity=0)
    connections.close_all()
    dump, again = tmp_path / "dump", f"{own_database.name}_again"
    databases._dump(own_database.name, dump)
    databases.client("createdb", again)
    try:
        databases.client("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={again}", str(dump))
        assert told(again) == told(own_database.name)
        databases.client("psql", "--command=UPDATE wagtailcore_site SET port = 81", again)
        assert told(again) != told(own_database.name)
    finally:
        databases.drop(again)
