"""The Python client as a person would have installed it, and a server for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from cms.api.clients.python_writing import PACKAGE
from tests.database_fixture import OwnDatabase

sys.path.insert(0, str(PACKAGE.parent))


@pytest.fixture
def served(own_database: OwnDatabase, settings: Any) -> Iterator[str]:
    """The address of the running product, on a database of its own."""
    settings.DEBUG = False
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    thread.join()
