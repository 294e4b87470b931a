"""What was approved for a time goes live at that time; what has expired goes off."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from pages.editing.turns import take

logger = logging.getLogger(__name__)
BATCH = 100


def publish_due() -> tuple[int, int]:
    """Scheduled versions whose time has come are live, pages past their end are off; how many of each.

    Each in a transaction of its own: one that fails is logged and tried again, and keeps nobody else back.
    """
    now = timezone.now()
    expired = [
        (model, pk)
        for model in _models()
        for pk in model._default_manager.filter(live=True, expire_at__lte=now).values_list("pk", flat=True)[:BATCH]
    ]
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    gone = sum(_done(_take_off, *one) for one in expired)
    shown = sum(_done(_go_live, pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))
    return shown, gone


def _models() -> list[Any]:
    """Pages, and whatever else has drafts."""
    others = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    return [Page, *others]


def _done(work: Any, *what: Any) -> bool:
    try:
        with transaction.atomic():
            return bool(work(*what))
    except (DatabaseError, ObjectDoesNotExist, ValidationError, ValueError, LookupError):
        logger.exception("scheduled publication of %s failed", what)
        return False


def _take_off(model: Any, pk: int) -> bool:
    still = model._default_manager.select_for_update().filter(pk=pk, live=True, expire_at__lte=timezone.now())
    found = still.first()
    if found is None:
        return False
    found = found.specific if isinstance(found, Page) else found
    found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _go_live(pk: int) -> bool:
    """The page first and its version then, in the order in which the editor locks them."""
    base = ContentType.objects.get_for_model(Page)
    take(
        int(page) for page in Revision.objects.filter(pk=pk, base_content_type=base).values_list("object_id", flat=True)
    )
    still = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=timezone.now())
    revision = still.first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True
