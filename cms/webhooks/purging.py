"""The notice for front ends that keep what they show: something that the public sees has changed, throw it away.

The page cache's own version says so (decision 0040), so that a moved page, a new picture, a menu or a change by hand
is told like a publication. It comes after the change, within a minute, once for all changes of that minute.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from cms.cache import version
from cms.webhooks.emitting import emit
from cms.webhooks.wanting import wanted_anywhere

CHANGED = "content.changed"
_NAMES = uuid.UUID("6ad1ff5c-0c51-4f0e-9b0c-6f1f8f3b7c55")


def tell_of_changes() -> bool:
    """The version of now is told, unless it was or nobody listens; True when it is owed."""
    if not wanted_anywhere(CHANGED):
        return False
    version.forget()
    now = version.current()
    if now is None:
        return False
    with transaction.atomic():
        return emit(CHANGED, hub=None, event_number=uuid.uuid5(_NAMES, now), version=now)
