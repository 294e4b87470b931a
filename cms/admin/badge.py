"""How many steps wait for a person, as the menu shows it: asked at most twice a minute.

Kept by the process itself: a number that is half a minute old does no harm, and a shared cache
would cost a statement of its own on every page.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import caches

from workflows.engine import inbox

SECONDS = 30
LIMIT = 100


def _key(user: Any) -> str:
    return f"desk-waiting:{user.pk}"


def known(user: Any) -> int | None:
    """The number if this process knows it."""
    return caches["process"].get(_key(user))


def keep(user: Any, count: int) -> None:
    caches["process"].set(_key(user), min(count, LIMIT), SECONDS)


def waiting(user: Any) -> int:
    """The number, counted up to ``LIMIT`` when it is not known."""
    count = known(user)
    if count is None:
        count = inbox.waiting_for(user, LIMIT)
        keep(user, count)
    return count


def shown(count: int) -> str:
    return str(count) if count < LIMIT else f"{LIMIT - 1}+"
