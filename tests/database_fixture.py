"""Replaces pytest-django's database setup; registered late, so that this one wins."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One copied database per worker process, instead of pytest-django's own creation."""
    from tests.databases import use_copy

    label = os.environ.get("PYTEST_XDIST_WORKER", "main") + f"_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        copy = use_copy(label)
    yield
    from django.db import connection

    connection.close()
    if copy.endswith(".sqlite3"):
        for suffix in ("", "-wal", "-shm"):
            Path(copy + suffix).unlink(missing_ok=True)
    else:
        from tests.databases import _admin

        _admin(f"DROP DATABASE IF EXISTS {copy} WITH (FORCE)")
