"""Tests that touch no database need not run on two: those of the second plain stage that would are left to the first.

So are the controls of the role matrix, which is itself tried on both.

A test touches the database when any fixture that it uses, itself or through others, opens one, or when its
file names an engine, a connection or another program. pytest-django forbids every other test the database.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from _pytest.junitxml import xml_key

OPTION = "--with-database-only"
LEFT = "left_to_the_first_stage"
OPENING = frozenset(
    {
        "db", "transactional_db", "django_db_setup", "django_db_blocker", "django_db_reset_sequences",
        "django_db_serialized_rollback", "live_server", "own_database",
    }
)  # fmt: skip
ENGINES = re.compile(
    r"postgres|sqlite|vendor|\bconnections?\b|DATABASE|\bdatabases\b|subprocess|call_command|getfixturevalue"
    r"|tests\.programs|\bProgram\b|django_db_blocker|\.query\b|\bsql\b",
    re.IGNORECASE,
)

# These name engines or start programs, but none of them that asks for the database of the run.
WITHOUT_ENGINE = frozenset(
    f"tests.{name}"
    for name in (
        "test_architecture", "test_catalogues", "test_install", "test_project", "test_run", "test_tracks", "test_once",
        "test_postgres",
        "cms.config.test_production", "cms.theme.test_palettes",
    )
)  # fmt: skip

# These show that a test can see, by turning off the rights in Python or by asking as somebody who may do all;
# the test itself runs on both databases.
CONTROLS = frozenset({"tests.roles.test_control"})
CONTROL_TESTS = frozenset(
    {
        "tests.roles.test_wagtail_writes::test_the_table_notices_a_policy_that_says_yes",
        "tests.roles.test_wagtail::test_the_same_requests_show_and_write_the_foreign_side_for_the_editor_in_chief",
    }
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, action="store_true", help="leave out the tests that touch no database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """After the marks have chosen."""
    if not config.getoption(OPTION):
        return
    left = [item for item in items if not touches_database(item)]
    config.stash[_left] = len(left)
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Function) -> bool:
    if item.module.__name__ in CONTROLS or f"{item.module.__name__}::{item.originalname}" in CONTROL_TESTS:
        return False
    if item.get_closest_marker("django_db") is not None or names_an_engine(item.module):
        return True
    asked = set(inspect.signature(item.function).parameters)
    for fixtures in item._fixtureinfo.name2fixturedefs.values():
        for fixture in fixtures:
            if not fixture.func.__module__.startswith("pytest_django."):  # its own, that every test uses, ask for all
                asked |= {fixture.argname, *fixture.argnames}
    return bool(OPENING & asked)


@cache
def names_an_engine(module: ModuleType) -> bool:
    return module.__name__ not in WITHOUT_ENGINE and ENGINES.search(inspect.getsource(module)) is not None


_left = pytest.StashKey[int]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the controller, which writes it into the report."""
    config = session.config
    if (left := config.stash.get(_left, None)) is None:
        return
    if hasattr(config, "workeroutput"):
        config.workeroutput[LEFT] = left
    elif (report := config.stash.get(xml_key, None)) is not None:
        report.add_global_property(LEFT, left)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Every worker has collected the same; the last one is as good as any."""
    node.config.stash[_left] = node.workeroutput.get(LEFT, 0) if hasattr(node, "workeroutput") else 0
