"""Who keeps content rules: the administrator and the editor-in-chief all of them, a chief those of the own hub."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.people.access import roles_of
from cms.people.models import Role
from pages.editing.choosing import explorable
from pages.editing.grants import page_grants
from pages.rules.forms.parts import Reach
from pages.rules.models import Rule, RuleRun


def reach_of(user: Any) -> Reach | None:
    """None for whoever keeps no rules."""
    roles = roles_of(user)
    if roles.has(Role.ADMINISTRATOR, Role.EDITOR_IN_CHIEF):
        return Reach()
    hubs = roles.hubs_as(Role.CHIEF)
    return Reach(frozenset(hubs)) if hubs else None


def keeps_rules(user: Any) -> bool:
    return reach_of(user) is not None


def kept_rules(user: Any) -> QuerySet[Rule]:
    reach = reach_of(user)
    if reach is None:
        return Rule.objects.none()
    return Rule.objects.all() if reach.hubs is None else Rule.objects.filter(hub__in=reach.hubs)


def may_keep(user: Any, hub_id: int | None) -> bool:
    """Rules of this hub; None: of the ward."""
    reach = reach_of(user)
    return reach is not None and (reach.hubs is None or hub_id in reach.hubs)


def titles_shown(user: Any, pages: set[int]) -> set[int]:
    """Those among ``pages`` (ids) whose titles this person may read: what is public, and what lies in their branch.

    The administrator keeps rules but reads no drafts. One query.
    """
    public = Page.objects.live().public().filter(pk__in=pages)
    own = explorable(user).filter(pk__in=pages)
    found = Page.objects.filter(Q(pk__in=public.values("pk")) | Q(pk__in=own.values("pk")))
    return set(found.values_list("pk", flat=True))


def reads_log_of(user: Any, page: Page) -> bool:
    """What rules did to a page is told to whoever writes or oversees it."""
    return any(page.path.startswith(grant.page.path) for grant in page_grants(user))


def runs_of(page: Page) -> QuerySet[RuleRun]:
    return RuleRun.objects.filter(page_id=page.pk)
