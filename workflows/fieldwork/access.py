"""Who reads and writes notes and issues: one rule each, for pages, lists, photos and services.

A note may hold names of residents, so it stays at its hub: a shared one with the hub's reviewers and chief, a private
one with its author and the chief. Issues name nobody; division and auditor read those of every hub.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from cms.people.access import roles_of
from cms.people.models import Role
from workflows.fieldwork.models import FieldNote, Issue

WRITERS = (Role.REVIEWER, Role.CHIEF)
READ_ALL_ISSUES = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER, Role.AUDITOR)


def hubs_of(user: Any) -> set[int]:
    """Ids of the hubs for which the person writes notes and keeps issues."""
    return roles_of(user).hubs_as(*WRITERS)


def writes_notes(user: Any) -> bool:
    return bool(hubs_of(user))


def reads_issues(user: Any) -> bool:
    """Some issue, at some hub or everywhere."""
    return writes_notes(user) or roles_of(user).has(*READ_ALL_ISSUES)


def readable_notes(user: Any) -> QuerySet[FieldNote]:
    roles = roles_of(user)
    own, led = roles.hubs_as(*WRITERS), roles.hubs_as(Role.CHIEF)
    if not own:
        return FieldNote.objects.none()
    return FieldNote.objects.filter(
        Q(hub_id__in=led) | Q(hub_id__in=own, is_private=False) | Q(hub_id__in=own, author_id=user.pk)
    )


def readable_issues(user: Any) -> QuerySet[Issue]:
    if roles_of(user).has(*READ_ALL_ISSUES):
        return Issue.objects.all()
    return Issue.objects.filter(hub_id__in=hubs_of(user))


def note_for(user: Any, pk: int) -> FieldNote:
    """The note, or 404 when it is foreign or does not exist."""
    joined = ("hub", "author", "chome", "photo", "issue")
    found = readable_notes(user).select_related(*joined).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def issue_for(user: Any, pk: int) -> Issue:
    """The issue, or 404 when it is foreign or does not exist."""
    found = readable_issues(user).select_related("hub", "chome", "topic", "opened_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reads_note(user: Any, note: FieldNote) -> bool:
    roles = roles_of(user)
    if note.hub_id in roles.hubs_as(Role.CHIEF):
        return True
    return note.hub_id in roles.hubs_as(*WRITERS) and (not note.is_private or note.author_id == user.pk)


def keeps_issue(user: Any, issue: Issue) -> bool:
    """Reviewers and chiefs of the issue's own hub."""
    return issue.hub_id in hubs_of(user)


def erases(user: Any, note: FieldNote) -> bool:
    """Its author and the chief of the hub, each while they belong to it."""
    return reads_note(user, note) and (note.author_id == user.pk or note.hub_id in roles_of(user).hubs_as(Role.CHIEF))
