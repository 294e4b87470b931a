"""One world for all tests of this folder; each cell is undone, and at the end the world is."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.roles.world import World, make_world


@pytest.fixture(scope="package")
def _files() -> Iterator[Path]:
    """Where the world's files lie, for as long as the world stands."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _clean_state(settings: pytest.FixtureRequest, _files: Path) -> None:
    """In place of the suite's own: the files outlive a test here."""
    _settle(settings, _files)


def _settle(settings: object, files: Path) -> None:
    settings.PRIVATE_ROOT = files / "private"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = files / "public"  # type: ignore[attr-defined]
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="package")
def _made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _files: Path) -> Iterator[World]:
    before = django_settings.PRIVATE_ROOT, django_settings.MEDIA_ROOT
    with django_db_blocker.unblock():
        outermost = transaction.atomic()
        outermost._from_testcase = True  # type: ignore[attr-defined]  # a durable block inside stays durable
        outermost.__enter__()
        try:
            _settle(django_settings, _files)
            world = make_world()
            gc.freeze()  # thousands of requests follow; none of them frees what stands now
            yield world
        finally:
            gc.unfreeze()
            django_settings.PRIVATE_ROOT, django_settings.MEDIA_ROOT = before
            transaction.set_rollback(True)
            outermost.__exit__(None, None, None)


@pytest.fixture
def world(_made: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world with the database open; whoever changes it undoes it (``cells.undone``), and that is checked."""
    with django_db_blocker.unblock():
        before = counts()
        yield _made
        assert counts() == before, "a cell was not undone"


def counts() -> dict[str, int]:
    """Rows of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608  names from the database itself
            found[table] = cursor.fetchone()[0]
    return found
