"""Templates of an invented app, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from cms.mailings import services
from tests.smtp import smtp_sink

__all__ = ["smtp_sink"]
HERE = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _templates(settings: Settings) -> Iterator[None]:
    """``templates/`` beside this file is found like a folder of the installation."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [HERE]}]
    services._text_engine.cache_clear()
    yield
    services._text_engine.cache_clear()
