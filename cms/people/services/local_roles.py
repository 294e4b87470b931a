"""Local roles, granted and ended for the rooms that own their targets: those have decided that ``actor`` may."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError
from cms.people.access import forget_roles
from cms.people.models import LocalRole, StaffTeam, User
from cms.people.services.fields import FieldRefused, set_fields
from cms.people.services.holders import held_already, hold_team, taken
from cms.people.services.roles import take_away


@transaction.atomic
def grant_local_role(
    *,
    actor: User,
    user: User | None = None,
    team: StaffTeam | None = None,
    role: str,
    kind: str,
    key: int,
    reason: str,
    from_on: datetime.date | None = None,
    until_on: datetime.date | None = None,
) -> LocalRole:
    """``user`` or ``team`` holds ``role`` there from ``from_on`` (today) to ``until_on``, both included."""
    from_on = from_on or timezone.localdate()
    holder = taken(actor, user=user, team=team)
    if role not in LocalRole.OF_KIND[LocalRole.Kind(kind)]:
        raise FieldRefused("role", _("This role does not exist here."))
    if until_on is not None and until_on < max(from_on, timezone.localdate()):
        raise FieldRefused("until_on", _("The last day lies before the first day, or has passed."))
    if not reason.strip():
        raise FieldRefused("reason", _("Write the reason, for example the work that it is for."))
    same = LocalRole.objects.at(kind, key).filter(**holder, role=role, ended_at__isnull=True)
    if any(row.until_on is None or row.until_on >= from_on for row in same):
        raise CaseError(held_already(is_team=team is not None))
    granted = LocalRole(**holder, role=role, kind=kind, key=key, from_on=from_on, until_on=until_on, granted_by=actor)
    set_fields(granted, ("reason",), {"reason": reason})
    granted.save()
    log(granted, "people.local_role_granted", user=actor, data=_facts(granted))
    if user is not None:
        forget_roles(user)
    return granted


@transaction.atomic
def end_local_role(role: LocalRole, *, actor: User) -> LocalRole:
    """It gives no right from the next request on."""
    hold_team(role.team_id)
    found = LocalRole.objects.select_for_update().get(pk=role.pk)
    if found.ended_at is not None:
        raise CaseError(_("This role has already ended."))
    take_away(found, actor, "people.local_role_ended", _facts(found))
    return found


def _facts(row: LocalRole) -> dict[str, object]:
    days = {"from_on": str(row.from_on), "until_on": str(row.until_on or "")}
    return {**row.holder_key, "role": row.role, "kind": row.kind, "key": row.key, **days}
