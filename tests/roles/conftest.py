"""One world for all tests of this folder; each cell is undone, and at the end the world is."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests import databases
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
    # Who signed in long ago is asked again: tests/cms/api/test_key_pages.py.
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False  # type: ignore[attr-defined]
    for cache in caches.all():
        cache.clear()


@contextmanager
def _transaction(*, keep: bool) -> Iterator[None]:
    """One transaction in which a durable block stays durable, and which wakes nobody when it ends."""
    outermost = transaction.atomic()
    outermost._from_testcase = True  # type: ignore[attr-defined]
    outermost.__enter__()
    try:
        yield
    except BaseException:
        keep = False
        raise
    finally:
        connection.run_on_commit = []
        transaction.set_rollback(not keep)
        outermost.__exit__(None, None, None)


@pytest.fixture(scope="package")
def _made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _files: Path) -> Iterator[World]:
    """In a database of its own, where it is committed: thousands of requests in one transaction grow slow."""
    before = django_settings.PRIVATE_ROOT, django_settings.MEDIA_ROOT
    with django_db_blocker.unblock():
        shared = databases.current()
        own = databases.make_copy(f"{databases.process_label()}_roles")
        databases.use(own)
        try:
            _settle(django_settings, _files)
            with _transaction(keep=True):
                world = make_world()
            gc.freeze()  # thousands of requests follow; none of them frees what stands now
            yield world
        finally:
            gc.unfreeze()
            django_settings.PRIVATE_ROOT, django_settings.MEDIA_ROOT = before
            databases.use(shared)
            databases.drop(own)


@pytest.fixture
def world(_made: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world with the database open; whoever changes it undoes it (``cells.undone``), and that is checked."""
    with django_db_blocker.unblock(), _transaction(keep=False):
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
