"""A receiver on this machine, which the settings allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories_webhooks import Machine, machine


@pytest.fixture
def receiver(settings: Any) -> Iterator[Machine]:
    with machine() as found:
        settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        settings.WEBHOOK_PORTS = [443, found.port]
        yield found
