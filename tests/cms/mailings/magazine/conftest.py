"""A real mail server; the installation's own templates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.smtp import smtp_sink

__all__ = ["smtp_sink"]


@pytest.fixture(autouse=True)
def _templates() -> Iterator[None]:
    """The invented templates of the folder above are not needed here."""
    yield
