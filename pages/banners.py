"""Emergency banners: which ones readers see now, and the all-clear."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.cache.moments import changes_at
from cms.core.errors import CaseError
from cms.hubs.models import Hub
from pages.models import EmergencyBanner

ALL_CLEAR = "pages.all_clear"


def announced(at: datetime) -> list[EmergencyBanner]:
    """Every banner of the ward and of all hubs that is not over, those to come included. One query."""
    warns = Q(cleared_at__isnull=True, ends_at__gt=at)
    calms = Q(cleared_at__isnull=False, clear_until__gt=at)
    return list(EmergencyBanner.objects.filter(warns | calms).select_related("page", "hub"))


def shown(banners: list[EmergencyBanner], hub: Hub | None, *, at: datetime) -> list[EmergencyBanner]:
    """What a reader sees on the pages of ``hub`` (None: of the ward): urgent ones first, all-clears last."""
    here = [one for one in banners if one.hub_id is None or (hub is not None and one.hub_id == hub.pk)]
    changes_at(*(moment for one in here for moment in (one.starts_at, one.ends_at, one.clear_until)))
    seen = [one for one in here if one.is_shown(at) or one.is_clear_shown(at)]
    return sorted(seen, key=lambda one: (one.cleared_at is not None, one.level != one.Level.URGENT, one.hub_id or 0))


def give_all_clear(banner: EmergencyBanner, *, text: str, until: datetime, actor: Any) -> EmergencyBanner:
    """The warning ends at once; readers see ``text`` in its place until ``until``. Who did it is logged."""
    now = timezone.now()
    with transaction.atomic():
        locked = EmergencyBanner.objects.select_for_update().get(pk=banner.pk)
        if locked.cleared_at is not None:
            raise CaseError(_("The all-clear has been given already."))
        if not locked.starts_at <= now < locked.ends_at:
            raise CaseError(_("This banner is not shown at present, so there is nothing to clear."))
        if until <= now:
            raise CaseError(_("The all-clear must be shown until a time to come."))
        locked.cleared_at, locked.all_clear, locked.clear_until = now, text, until
        locked.save(update_fields=["cleared_at", "all_clear", "clear_until"])
        log(locked, ALL_CLEAR, user=actor, data={"text": text})
    return locked
