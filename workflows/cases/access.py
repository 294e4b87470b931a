"""Who may read a case: one rule for pages, lists, search, API, exports, files and mail links.

``as_staff`` and ``may_read_as_staff`` say the same, once as a condition and once of a case at hand.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from cms.people.access import Roles, roles_of
from cms.people.groups import groups_of
from cms.people.models import GroupMembership, LocalRole, Role, User
from workflows.cases.models import Case
from workflows.cases.partners import partners_of
from workflows.cases.party import acts_for_case

READ_CONFIDENTIAL = (Role.DIVISION_APPROVER, Role.AUDITOR)
READ_ALL = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.ACCOUNTANT, Role.AUDITOR)
HUB_READERS = (Role.REVIEWER, Role.CHIEF)
LOCAL_READERS = (LocalRole.Role.READER, LocalRole.Role.REVIEWER)
HUB_STEP = "cases.review@"
_CACHE = "_kizuna_own_interest"
# The step at which the division drafts; of a confidential case its reviewers see what waits for one of them.
DRAFT = "cases.draft"


def as_staff(user: User | AnonymousUser) -> Q | None:
    """The cases that the user's roles let them read, as a condition; None when there are none."""
    if not user.is_authenticated:
        return None
    roles = roles_of(user)
    if roles.has(*READ_CONFIDENTIAL):
        return Q()
    shared, hubs = local_cases(user, *LOCAL_READERS), roles.hubs_as(*HUB_READERS)
    taken = Q(holder_id=user.pk, closed_at=None)
    found = []
    if roles.has(*READ_ALL):
        found.append(Q(is_confidential=False))
        if roles.has(Role.DIVISION_REVIEWER):
            found.append(Q(needs=DRAFT, closed_at=None) & (Q(holder=None) | taken))
    if hubs:
        found.append(Q(hub_id__in=hubs) & (Q(is_confidential=False) | taken))
    if shared:
        found.append(Q(pk__in=shared))
    return reduce(or_, found) if found else None


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
    return roles_read(roles_of(user), user.pk, case) or case.pk in local_cases(user, *LOCAL_READERS)


def roles_read(roles: Roles, user_id: int, case: Case) -> bool:
    """Whether these roles at hubs and in the whole ward open the case to this account."""
    if roles.has(*READ_CONFIDENTIAL):
        return True
    is_of_hub = case.hub_id in roles.hubs_as(*HUB_READERS)
    if not case.is_confidential:
        return is_of_hub or roles.has(*READ_ALL)
    if case.closed_at is not None:
        return False
    drafts = roles.has(Role.DIVISION_REVIEWER) and case.needs == DRAFT and case.holder_id in (None, user_id)
    return drafts or (is_of_hub and case.holder_id == user_id)


def local_cases(user: User | AnonymousUser, *roles: str) -> set[int]:
    """Numbers of the cases on which the user holds any of these local roles, by themselves or by a team.

    None in which they have an own interest, however that came about: by joining the group, or the team.
    """
    keys = roles_of(user).local_keys(LocalRole.Kind.CASE, *roles)
    return keys - _own_among_local(user) if keys else set()


def _own_among_local(user: User | AnonymousUser) -> set[int]:
    """Read once per user object and set of roles."""
    roles = roles_of(user)
    known: tuple[Roles | None, set[int]] = getattr(user, _CACHE, (None, set()))
    if known[0] is not roles:
        held = Case.objects.filter(pk__in=roles.local_keys(LocalRole.Kind.CASE, *LOCAL_READERS))
        if not _memberships().filter(user_id=user.pk or 0).exists():
            held = held.filter(applicant_id=user.pk)
        known = roles, own_among(user, held.only("kind", "channel", "applicant", "group"))
        setattr(user, _CACHE, known)
    return known[1]


def local_holders(case: Case, *roles: str) -> QuerySet[User]:
    """Accounts in use that ``local_cases`` gives this case."""
    held = LocalRole.objects.live().at(LocalRole.Kind.CASE, case.pk).filter(role__in=roles)
    return held.holders().exclude(pk__in=interested(case))


def administers(user: User, case: Case) -> bool:
    """Who decides on local roles and confidentiality: the approver, and a chief of the hub who reads the case."""
    roles = roles_of(user)
    leads = roles.has(Role.DIVISION_APPROVER) or case.hub_id in roles.hubs_as(Role.CHIEF)
    return leads and may_read_as_staff(user, case) and not has_own_interest(user, case)


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
    return case.hub_id in roles_of(user).hubs_as(*HUB_READERS) and may_read_as_staff(user, case)


def has_own_interest(user: User, case: Case) -> bool:
    """True when the user belongs to the group of the case or to a partner: such a person never acts on it as staff."""
    return bool(own_among(user, [case]))


def own_among(user: User | AnonymousUser, cases: Collection[Case]) -> set[int]:
    """Numbers of those among ``cases`` in which the user has an own interest."""
    own = {case.pk for case in cases if case.applicant_id == user.pk and not case.is_of_ward}
    pairs = _groups_in([case for case in cases if case.pk not in own])
    if not pairs:
        return own
    acting = _memberships().filter(user_id=user.pk or 0, group__in={group for _case, group in pairs})
    theirs = set(acting.values_list("group_id", flat=True))
    return own | {case for case, group in pairs if group in theirs}


def interested(case: Case) -> set[int]:
    """Numbers of the accounts that have an own interest in the case."""
    groups = {group for _case, group in _groups_in([case])}
    found = set(_memberships().filter(group__in=groups).values_list("user_id", flat=True))
    if case.applicant_id is not None and not case.is_of_ward:
        found.add(case.applicant_id)
    return found


def _memberships() -> QuerySet[GroupMembership]:
    """A retired group's too: who belonged to it when it was taken out of use has not lost their interest."""
    return GroupMembership.objects.filter(ended_at__isnull=True)


def _groups_in(cases: Collection[Case]) -> set[tuple[int, int]]:
    """Pairs of case and group: who applies, and who takes part."""
    return {(case.pk, case.group_id) for case in cases if case.group_id is not None} | partners_of(cases)
