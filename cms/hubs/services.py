"""What may happen to a hub. The history and the hub never disagree."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.hubs.models import Hub, HubStatusChange
from cms.hubs.signals import code_asked


def code_is_fixed(hub: Hub) -> bool:
    """Whether something refers to ``hub`` by its code, so that the code stays as it is."""
    return any(answer for _receiver, answer in code_asked.send(Hub, hub=hub))


def set_status(hub: Hub, *, actor: AbstractBaseUser | None, status: str, reason: str) -> HubStatusChange | None:
    """The hub has ``status`` and one more row in its history; None when it had it already.

    ``actor`` None means a load from files. Raises CaseError for an unknown status or a person without a reason.
    """
    if status not in Hub.Status.values:
        raise CaseError(_("This status does not exist."))
    if actor is not None and not reason.strip():
        raise CaseError(_("Please give the reason for the change of status."))
    with transaction.atomic():
        locked = Hub.objects.select_for_update().get(pk=hub.pk)
        hub.status = status
        if locked.status == status and locked.status_changes.exists():
            return None
        locked.status = status
        locked.save(update_fields=["status"])
        return HubStatusChange.objects.create(
            hub=locked, status=status, actor_id=actor.pk if actor else None, reason=reason
        )
