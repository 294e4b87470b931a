"""Local roles, granted and ended for the rooms that own their targets: those have decided that ``actor`` may."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.people.access import forget_roles, live_roles, roles_of
from cms.people.models import LocalRole, Role, User
from cms.people.services.fields import FieldRefused, set_fields
from cms.people.services.roles import tell_rights_ended


def _refuse_person(user: User, actor: User) -> None:
    if actor.pk == user.pk:
        raise Forbidden(_("Nobody can give a role to themselves. Ask another person who may."))
    if not user.is_active:
        raise FieldRefused("user", _("This account is deactivated."))
    if not live_roles(user).is_staff_member and not roles_of(actor).has(Role.ADMINISTRATOR):
        raise FieldRefused("user", _("Only an administrator can make somebody a member of staff."))


@transaction.atomic
def grant_local_role(
    *,
    actor: User,
    user: User,
    role: str,
    kind: str,
    key: int,
    reason: str,
    from_on: datetime.date | None = None,
    until_on: datetime.date | None = None,
) -> LocalRole:
    """``user`` holds ``role`` there from ``from_on`` (today) to ``until_on``, both included."""
    from_on = from_on or timezone.localdate()
    user = User.objects.select_for_update().get(pk=user.pk)
    _refuse_person(user, actor)
    if role not in LocalRole.OF_KIND[LocalRole.Kind(kind)]:
        raise FieldRefused("role", _("This role does not exist here."))
    if until_on is not None and until_on < max(from_on, timezone.localdate()):
        raise FieldRefused("until_on", _("The last day lies before the first day, or has passed."))
    if not reason.strip():
        raise FieldRefused("reason", _("Write the reason, for example the work that it is for."))
    same = LocalRole.objects.at(kind, key).filter(user=user, role=role, ended_at__isnull=True)
    if any(row.until_on is None or row.until_on >= from_on for row in same):
        raise CaseError(_("This person already holds this role at that time."))
    granted = LocalRole(user=user, role=role, kind=kind, key=key, from_on=from_on, until_on=until_on, granted_by=actor)
    set_fields(granted, ("reason",), {"reason": reason})
    granted.save()
    log(granted, "people.local_role_granted", user=actor, data=_facts(granted))
    forget_roles(user)
    return granted


@transaction.atomic
def end_local_role(role: LocalRole, *, actor: User) -> LocalRole:
    """It gives no right from the next request on."""
    found = LocalRole.objects.select_for_update().get(pk=role.pk)
    if found.ended_at is not None:
        raise CaseError(_("This role has already ended."))
    found.ended_at, found.ended_by = timezone.now(), actor
    found.save(update_fields=["ended_at", "ended_by"])
    log(found, "people.local_role_ended", user=actor, data=_facts(found))
    forget_roles(found.user)
    tell_rights_ended(found.user, actor)
    return found


def _facts(row: LocalRole) -> dict[str, object]:
    days = {"from_on": str(row.from_on), "until_on": str(row.until_on or "")}
    return {"user": row.user_id, "role": row.role, "kind": row.kind, "key": row.key, **days}
