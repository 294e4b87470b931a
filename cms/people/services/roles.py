"""Roles, accounts of staff and deputies: granted and ended by an administrator, dated, never deleted."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import forget_roles, live_roles, roles_of
from cms.people.deputies import DEPUTY_ROLES
from cms.people.models import Deputy, GroupInvitation, HubRole, LocalRole, Role, StaffTeam, TeamMembership, User
from cms.people.models.role import HUB_ROLES
from cms.people.services.fields import FieldRefused, set_fields
from cms.people.services.holders import Holder, held_already, hold_team, lock_person, taken
from cms.people.signals import rights_ended


def require_administrator(actor: User) -> None:
    """Raises Forbidden."""
    if not roles_of(actor).has(Role.ADMINISTRATOR):
        raise Forbidden(_("Only an administrator can do this."))


def _create_role(
    holder: Holder,
    role: str,
    hub: Hub | None,
    from_on: datetime.date,
    until_on: datetime.date | None,
    granted_by: User | None,
) -> HubRole:
    if "team" in holder and role not in HUB_ROLES:
        raise FieldRefused("team", _("A team of staff holds roles at hubs only. Name a person for this role."))
    if (role in HUB_ROLES) != (hub is not None):
        message = _("This role is held at a hub: choose one.") if hub is None else _("This role is held ward-wide.")
        raise FieldRefused("hub", message)
    if until_on is not None and until_on < from_on:
        raise FieldRefused("until_on", _("The last day lies before the first day."))
    same = HubRole.objects.filter(**holder, role=role, hub=hub, ended_at__isnull=True)
    if any(row.until_on is None or row.until_on >= from_on for row in same):
        raise CaseError(held_already(is_team="team" in holder))
    granted = HubRole.objects.create(
        **holder, role=role, hub=hub, from_on=from_on, until_on=until_on, granted_by=granted_by
    )
    log(granted, "people.role_granted", user=granted_by, data=facts_of(granted))
    return granted


def facts_of(row: HubRole) -> dict[str, Any]:
    """What the log says of it."""
    days = {"from_on": str(row.from_on), "until_on": str(row.until_on or "")}
    return {**row.holder_key, "role": row.role, "hub": row.hub.code if row.hub else None, **days}


@transaction.atomic
def grant_role(
    *,
    actor: User,
    user: User | None = None,
    team: StaffTeam | None = None,
    role: str,
    hub: Hub | None = None,
    from_on: datetime.date | None = None,
    until_on: datetime.date | None = None,
) -> HubRole:
    """``user`` or ``team`` holds ``role`` from ``from_on`` (today) to ``until_on``, both included.

    Nobody grants to themselves, nor to a team that they are in.
    """
    require_administrator(actor)
    holder = taken(actor, user=user, team=team)
    granted = _create_role(holder, role, hub, from_on or timezone.localdate(), until_on, actor)
    if user is not None:
        forget_roles(user)
    return granted


@transaction.atomic
def appoint_first_administrator(*, email: str, name: str) -> tuple[User, bool]:
    """The account of ``email`` (made if missing) is administrator; False if it was before.

    For the operator's command alone: the only grant without an administrator behind it.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        family, _space, given = name.replace("\u3000", " ").partition(" ")
        user = User.objects.create_user(email, None, last_name=family, first_name=given)
    if live_roles(user).has(Role.ADMINISTRATOR):
        return user, False
    _create_role({"user": lock_person(user)}, Role.ADMINISTRATOR, None, timezone.localdate(), None, None)
    return user, True


@transaction.atomic
def end_role(role: HubRole, *, actor: User) -> HubRole:
    """The role gives no right from the next request on; the last administrator stays."""
    require_administrator(actor)
    hold_team(role.team_id)
    # Every grant of this kind is locked, so that two administrators cannot end each other at once.
    rows = list(HubRole.objects.select_for_update().filter(role=role.role, ended_at__isnull=True).order_by("pk"))
    found = next((row for row in rows if row.pk == role.pk), None)
    if found is None:
        raise CaseError(_("This role has already ended."))
    if found.role == Role.ADMINISTRATOR and found.user is not None:
        _refuse_last_administrator(found.user)
    take_away(found, actor, "people.role_ended", facts_of(found))
    return found


def take_away(row: HubRole | LocalRole, actor: User, action: str, facts: dict[str, Any]) -> None:
    """The locked ``row`` has ended, which the log says as ``action``; whoever had it until now is told of."""
    people = [row.user] if row.user else row.people()
    row.ended_at, row.ended_by = timezone.now(), actor
    row.save(update_fields=["ended_at", "ended_by"])
    log(row, action, user=actor, data=facts)
    for person in people:
        forget_roles(person)
    tell_rights_ended(people, actor)


def tell_rights_ended(people: Collection[User], actor: User | None) -> None:
    """``people`` have lost rights, and with them whoever deputises for them; without ``actor`` by their date."""
    records = Deputy.objects.filter(principal__in=[user.pk for user in people], revoked_at__isnull=True)
    deputies = User.objects.filter(pk__in=records.values("deputy_id")).exclude(pk__in=[user.pk for user in people])
    rights_ended.send(User, users=[*people, *deputies], actor=actor)


def _refuse_last_administrator(leaving: User) -> None:
    others = HubRole.objects.live().filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=leaving)
    if not others.exists():
        raise CaseError(_("The last administrator cannot leave. Appoint another one first."))


@transaction.atomic
def deactivate(user: User, *, actor: User) -> User:
    """``user`` can no longer sign in, every session and every role of theirs has ended; nothing is deleted."""
    require_administrator(actor)
    list(HubRole.objects.select_for_update().filter(role=Role.ADMINISTRATOR, ended_at__isnull=True).order_by("pk"))
    if actor.pk == user.pk:
        raise Forbidden(_("Nobody can deactivate their own account. Ask another administrator."))
    if live_roles(user).has(Role.ADMINISTRATOR):
        _refuse_last_administrator(user)
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
    for rows in (HubRole.objects, LocalRole.objects, TeamMembership.objects):
        rows.current().filter(user=user).update(ended_at=now, ended_by=actor)
    Deputy.objects.filter(deputy=user, revoked_at__isnull=True).update(revoked_at=now)
    void = GroupInvitation.objects.filter(invited_by=user, accepted_at__isnull=True, revoked_at__isnull=True)
    void.update(revoked_at=now)
    user.refresh_from_db()
    forget_roles(user)
    log(user, "people.account_deactivated", user=actor)
    tell_rights_ended([user], actor)
    return user


@transaction.atomic
def reactivate(user: User, *, actor: User) -> User:
    """``user`` can sign in again, without any role."""
    require_administrator(actor)
    User.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()
    log(user, "people.account_reactivated", user=actor)
    return user


@transaction.atomic
def reset_second_factor(user: User, *, actor: User) -> User:
    """A lost telephone: every second factor and session of ``user`` is gone; staff set up a new one."""
    require_administrator(actor)
    if actor.pk == user.pk:
        raise Forbidden(_("Nobody can reset their own second factor here. Ask another administrator."))
    Authenticator.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db()
    log(user, "people.second_factor_reset", user=actor)
    return user


@transaction.atomic
def record_deputy(
    *, actor: User, principal: User, deputy: User, from_on: datetime.date, until_on: datetime.date, reason: str
) -> Deputy:
    """``deputy`` may decide in the place of ``principal`` on these days (both included), for this reason."""
    if actor.pk != principal.pk:
        require_administrator(actor)
    if principal.pk == deputy.pk:
        raise FieldRefused("deputy", _("The deputy must be another person."))
    if until_on < from_on:
        raise FieldRefused("until_on", _("The last day lies before the first day."))
    if not reason.strip():
        raise FieldRefused("reason", _("Write the reason, for example an absence."))
    if not live_roles(principal).has(Role.DIVISION_APPROVER) or not principal.is_active:
        raise FieldRefused("principal", _("The principal must be a division approver at present."))
    if not live_roles(deputy).has(*DEPUTY_ROLES) or not deputy.is_active:
        raise FieldRefused("deputy", _("The deputy must be a reviewer or an approver of the division at present."))
    record = Deputy(principal=principal, deputy=deputy, from_on=from_on, until_on=until_on, recorded_by=actor)
    set_fields(record, ("reason",), {"reason": reason})
    record.save()
    days = {"from_on": str(from_on), "until_on": str(until_on)}
    log(record, "people.deputy_recorded", user=actor, data={"principal": principal.pk, "deputy": deputy.pk, **days})
    return record


@transaction.atomic
def revoke_deputy(record: Deputy, *, actor: User) -> Deputy:
    """The record gives no right from now on; it stays readable."""
    record = Deputy.objects.select_for_update().get(pk=record.pk)
    if actor.pk != record.principal_id:
        require_administrator(actor)
    if record.revoked_at is not None:
        raise CaseError(_("This record has already been withdrawn."))
    record.revoked_at = timezone.now()
    record.save(update_fields=["revoked_at"])
    log(record, "people.deputy_revoked", user=actor)
    rights_ended.send(User, users=[record.deputy], actor=actor)
    return record
