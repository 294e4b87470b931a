"""Refused attempts are kept, whatever happened to the transaction that was refused."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from cms.audit.models import Refusal
from cms.core.text import shown


def refuse(*, actor: Any, door: str, subject: str, reason: str) -> None:
    """The refusal is committed by itself; to be called after the refused work has rolled back.

    RuntimeError inside a transaction, where a later rollback would take the refusal with it.
    ``actor`` may be anonymous. Texts are cut to their columns and made storable.
    """
    with transaction.atomic(durable=True):
        Refusal.objects.create(
            actor_id=getattr(actor, "pk", None),
            door=shown(door, 80),
            subject=shown(subject, 120),
            reason=shown(reason, 200),
        )
