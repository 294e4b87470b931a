"""What the rooms below ask before they change something that a case stands on."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.hubs.signals import code_asked
from cms.people.models import CommunityGroup
from cms.people.signals import group_retiring
from workflows.cases.models import Case


@receiver(group_retiring, dispatch_uid="cases.group_retiring")
def keep_groups_with_open_cases(group: CommunityGroup, **_kwargs: Any) -> None:
    """A retired group could neither correct nor withdraw, nor read its letter."""
    if Case.objects.filter(group=group, closed_at=None).exists():
        raise CaseError(_("The group still has open cases. End or withdraw them first."))


@receiver(code_asked, dispatch_uid="cases.code_asked")
def hold_codes(hub: Hub, **_kwargs: Any) -> bool:
    """Open steps name the right to do them by the hub's code, and letters and events carry it."""
    return Case.objects.filter(hub=hub).exists()
