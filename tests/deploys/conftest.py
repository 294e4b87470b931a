"""The world of an earlier day after the deploy of today's code; every test has its own copy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.deploys import loading
from tests.deploys.loading import OldWorld


def brought_to_today() -> None:
    """The database of that day, and what a deploy does to it."""
    from tests import databases

    loading.fill(loading.read())
    databases.migrate()


@pytest.fixture
def old_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[OldWorld]:
    from tests import databases

    with django_db_blocker.unblock():
        shared = databases.current()
        label = f"{databases.process_label()}_own9999"
        name = databases.make_copy(label, of=f"_{loading.digest()}", make=brought_to_today)
        databases.use(name)
        try:
            whole = loading.read()
            loading.unpack(whole)
            yield loading.world_of(whole)
        finally:
            databases.use(shared)
            databases.drop(name)
