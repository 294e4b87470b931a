"""Replaces pytest-django's database setup; registered late, so that this one wins."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

_numbers = itertools.count(1)


def own_label() -> str:
    from tests import databases

    return f"{databases.process_label()}_own{next(_numbers)}"


@dataclass(frozen=True)
class OwnDatabase:
    """A database that belongs to one test. ``url`` is what DATABASE_URL of a started program takes."""

    name: str
    url: str


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One copied database per worker process, instead of pytest-django's own creation."""
    from tests import databases

    with django_db_blocker.unblock():
        copy = databases.make_copy(databases.process_label())
        databases.use(copy)
    yield
    with django_db_blocker.unblock():
        databases.use(copy)
        databases.drop(copy)


@pytest.fixture
def beginning() -> str:
    """The database that an own one is a copy of; "" is the migrated one. A folder may say otherwise."""
    return ""


@pytest.fixture
def own_database(django_db_setup: None, beginning: str, django_db_blocker: DjangoDbBlocker) -> Iterator[OwnDatabase]:
    """For tests with threads or programs: a fresh copy where commits are real; dropped afterwards.

    Use it alone, never with ``db`` or the ``django_db`` mark. A thread that the test starts closes its
    own connections (``connections.close_all()``) before it ends.
    """
    from tests import databases

    with django_db_blocker.unblock():
        shared = databases.current()
        label = own_label()
        name = databases.copied(beginning, label) if beginning else databases.make_copy(label)
        databases.use(name)
        try:
            yield OwnDatabase(name, databases.url(name))
        finally:
            databases.use(shared)
            databases.drop(name)
