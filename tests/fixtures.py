"""Shared fixtures; loaded with ``-p tests.fixtures`` so that kinds' own tests see them too."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests import database_fixture, once


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.register(once, "kizuna-once")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(database_fixture, "kizuna-database")


def pytest_collection_finish() -> None:
    """What stands now stays until the end: it need not be looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def _clean_state(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each test has its own file folders and empty caches."""
    from django.core.cache import caches

    from cms.webhooks import wanting

    settings.PRIVATE_ROOT = tmp_path / "private"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "public"  # type: ignore[attr-defined]
    settings.MAGAZINE_JOURNAL_DIR = str(tmp_path / "magazine")  # type: ignore[attr-defined]
    for cache in caches.all():
        cache.clear()
    wanting.forget()
