"""Shared fixtures; loaded with ``-p tests.fixtures`` so that kinds' own tests see them too."""

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


@pytest.fixture(autouse=True)
def _clean_state(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each test has its own file folders and an empty cache."""
    from django.core.cache import cache

    settings.PRIVATE_ROOT = tmp_path / "private"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "public"  # type: ignore[attr-defined]
    cache.clear()
