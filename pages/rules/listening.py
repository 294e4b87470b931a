"""From an event to the outbox: one question, and a row only when a rule listens; what rules do is heard by none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.jobs import outbox
from pages.rules.models import Rule

KIND = "content_rules"
_quiet: ContextVar[bool] = ContextVar("kizuna-rules-quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """What happens in here happens by a rule and starts no rule: no loops."""
    before = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(before)


@transaction.atomic
def occurred(event: str, page: Page, key: str, *, actor: Any = None, is_first: bool = False) -> None:
    """Owed to the rules that listen now, in the transaction of the change. ``key``: the occurrence, at most 60."""
    if _quiet.get() or page.alias_of_id:
        return
    rules = list(Rule.objects.filter(is_on=True, event=event).values_list("pk", flat=True))
    if not rules:
        return
    payload = {
        "event": event,
        "page": page.pk,
        "key": key,
        "at": timezone.now().isoformat(),
        "first": is_first,
        "actor": actor.pk if actor else None,
        "rules": rules,
    }
    outbox.put(kind=KIND, key=f"rules:{event}:{page.pk}:{key}", payload=payload)
