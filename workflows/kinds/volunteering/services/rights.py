"""Who may approve what somebody else has proposed: an approver, or a deputy in the place of one who could."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.people.models import Deputy, User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.engine.permissions import APPROVE, deputy_records, own_permissions


def may_approve(user: User, case: Case, *, barred: Iterable[int | None]) -> bool:
    """``barred`` are those who proposed it, gave an opinion on it, or whom it is about."""
    barred = set(barred)
    if not _could(user, case, barred):
        return False
    return APPROVE in own_permissions(user) or deputy_on(user, case, barred=barred) is not None


def deputy_on(user: User, case: Case, *, barred: Iterable[int | None]) -> Deputy | None:
    """The record under which ``user`` decides: of the first approver who could decide it themselves.

    Whoever proposed it could not, and their deputy cannot for them. None for approvers.
    """
    barred = set(barred)
    return next((record for record in deputy_records(user) if _could(record.principal, case, barred)), None)


def on_record(deputy: Deputy | None) -> dict[str, Any]:
    """What the event of a decision says of the deputy, as that of every decision does."""
    return {"deputy_for": deputy.principal_id, "deputy_record": deputy.pk} if deputy else {}


def _could(user: User, case: Case, barred: set[int | None]) -> bool:
    return user.pk not in barred and not access.has_own_interest(user, case)
