"""Kinds of work that exist in tests only, with a memory of what ran."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from cms.jobs import outbox, registry
from cms.jobs.models import OutboxItem


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The payloads that the kind ``note`` has run with, in order."""
    ran: list[dict[str, Any]] = []
    monkeypatch.setitem(registry._handlers, "note", registry.Handler(ran.append))
    return ran


@pytest.fixture
def put() -> Callable[..., OutboxItem]:
    """``outbox.put`` in a transaction of its own, of kind ``note`` unless told."""

    def owe(key: str, **given: Any) -> OutboxItem:
        with transaction.atomic():
            owed = outbox.put(**{"kind": "note", "key": key, "payload": {"key": key}, **given})
        return OutboxItem.objects.get(pk=owed)

    return owe
