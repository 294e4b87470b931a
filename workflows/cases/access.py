"""Who may read a case: one rule for pages, lists, search, API, exports, files and mail links."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from cms.people.access import roles_of
from cms.people.groups import groups_of
from cms.people.models import Role, User
from workflows.cases.models import Case
from workflows.cases.partners import partners_of
from workflows.cases.party import acts_for_case

READ_ALL = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.ACCOUNTANT, Role.AUDITOR)
HUB_READERS = (Role.REVIEWER, Role.CHIEF)


def as_staff(user: User | AnonymousUser) -> Q | None:
    """The cases that the user's roles let them read, as a condition; None when there are none."""
    if not user.is_authenticated:
        return None
    roles = roles_of(user)
    if any(roles.has(role) for role in READ_ALL):
        return Q()
    hubs = {hub for role in HUB_READERS for hub in roles.hubs_as(role)}
    return Q(hub_id__in=hubs) if hubs else None


def readable_by_staff(user: User | AnonymousUser) -> QuerySet[Case]:
    """Cases for the staff side: by role, never by membership in a group."""
    condition = as_staff(user)
    return Case.objects.none() if condition is None else Case.objects.filter(condition)


def readable_by_applicant(user: User | AnonymousUser) -> QuerySet[Case]:
    """Cases of the groups that the user acts for today, and those in which they applied for themselves."""
    if not user.is_authenticated or not user.is_active:
        return Case.objects.none()
    themselves = Q(group=None, applicant=user) & ~Q(channel=Case.Channel.WARD)
    return Case.objects.filter(Q(group__in=groups_of(user)) | themselves)


def may_read_as_staff(user: User | AnonymousUser, case: Case) -> bool:
    if not user.is_authenticated:
        return False
    roles = roles_of(user)
    if any(roles.has(role) for role in READ_ALL):
        return True
    return any(case.hub_id in roles.hubs_as(role) for role in HUB_READERS)


def may_read_as_applicant(user: User | AnonymousUser, case: Case) -> bool:
    return user.is_authenticated and acts_for_case(user, case)


def for_staff(user: User | AnonymousUser, pk: int) -> Case:
    """The case, or 404 when it is foreign or does not exist."""
    found = readable_by_staff(user).select_related("hub", "group", "person", "programme", "call").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def for_applicant(user: User | AnonymousUser, pk: int) -> Case:
    """The case, or 404 when it is foreign or does not exist."""
    found = (
        readable_by_applicant(user).select_related("hub", "group", "person", "programme", "call").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def is_of_the_hub(user: User, case: Case) -> bool:
    """Reviewers and chiefs of the case's own hub: they act for it where it has no account of its own."""
    return case.hub_id in roles_of(user).hubs_as(*HUB_READERS)


def has_own_interest(user: User, case: Case) -> bool:
    """True when the user belongs to the group of the case or to a partner: such a person never acts on it as staff."""
    if case.applicant_id == user.pk and not case.is_of_ward:
        return True
    involved = set(partners_of(case))
    if case.group_id is not None:
        involved.add(case.group_id)
    return bool(involved) and groups_of(user).filter(pk__in=involved).exists()
