"""Who decides on the rights of a page branch, and doing it: granting, ending, stopping what comes from above."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import LocalRole, Role, User
from cms.people.services import local_roles
from cms.people.services.roles import tell_rights_ended
from pages.editing.grants import leads
from pages.editing.models import BranchStop
from pages.models import HubPage, LanguageHomePage, LanguageHubPage, WardHomePage

TOPS = (HubPage, LanguageHubPage, WardHomePage, LanguageHomePage)
KEEPS_THROUGH_STOPS = (Role.ADMINISTRATOR, Role.EDITOR_IN_CHIEF)


def is_shared(page: Page) -> bool:
    """Everything but the root, which is no page."""
    return page.depth > 1


def administers(user: Any, page: Page) -> bool:
    """The administrator, and whoever leads the page: nobody gives what they neither hold nor administer."""
    return is_shared(page) and (roles_of(user).has(Role.ADMINISTRATOR) or leads(user, page))


def switches(user: Any, page: Page) -> bool:
    """Stops what comes from above, or lets it come again: who keeps the say through a stop. Tops have nothing above."""
    has_above = is_shared(page) and not issubclass(page.specific_class or Page, TOPS)
    return has_above and roles_of(user).has(*KEEPS_THROUGH_STOPS)


def sees_hub(user: Any, hub: Hub) -> bool:
    """The administrator, the editor-in-chief, and the hub's own chief."""
    roles = roles_of(user)
    return roles.has(Role.ADMINISTRATOR, Role.EDITOR_IN_CHIEF) or hub.pk in roles.hubs_as(Role.CHIEF)


def in_every_language(page: Page) -> list[int]:
    return list(Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True))


def grant(page: Page, *, actor: User, **given: Any) -> LocalRole:
    """See ``local_roles.grant_local_role`` for what is given."""
    if not administers(actor, page):
        raise Forbidden(_("Your roles do not include granting rights on this page."))
    return local_roles.grant_local_role(actor=actor, kind=LocalRole.Kind.PAGE, key=page.pk, **given)


def end(role: LocalRole, *, page: Page, actor: User) -> LocalRole:
    if not administers(actor, page) or role.key not in in_every_language(page):
        raise Forbidden(_("Your roles do not include ending rights on this page."))
    return local_roles.end_local_role(role, actor=actor)


def is_stopped(page: Page) -> bool:
    """Rights from above end at this very page, in whichever language that was said."""
    return BranchStop.objects.filter(page__translation_key=page.translation_key).exists()


@transaction.atomic
def stop(page: Page, *, actor: User) -> None:
    """From the next request on nobody has a right here by what they hold above, but the ward-wide."""
    page = _taken(page, actor)
    if is_stopped(page):
        raise CaseError(_("Rights from above end here already."))
    BranchStop.objects.create(page=page, stopped_by=actor)
    log(page, "editing.inheritance_stopped", user=actor)


@transaction.atomic
def resume(page: Page, *, actor: User) -> None:
    page = _taken(page, actor)
    if not is_stopped(page):
        raise CaseError(_("Rights from above hold here already."))
    BranchStop.objects.filter(page__translation_key=page.translation_key).delete()
    log(page, "editing.inheritance_resumed", user=actor)


def _taken(page: Page, actor: User) -> Page:
    """Locked, so that two who press at once find what the other did."""
    if not switches(actor, page):
        raise Forbidden(_("Only an administrator or the editor-in-chief can change this."))
    return Page.objects.select_for_update(of=("self",)).get(pk=page.pk)


def end_with_the_page(instance: Page, **_kwargs: Any) -> None:
    """A page that is gone leaves no role in force; what was granted stays on record."""
    held = LocalRole.objects.at(LocalRole.Kind.PAGE, instance.pk).filter(ended_at=None)
    rows, people = list(held), list(held.holders())
    if not rows:
        return
    held.update(ended_at=timezone.now())
    for row in rows:
        log(row, "people.local_role_ended", data={"kind": row.kind, "key": row.key, "role": row.role})
    tell_rights_ended(people, None)


def connect() -> None:
    """Called once, when all apps are ready."""
    post_delete.connect(end_with_the_page, sender=Page, dispatch_uid="editing.end_local_roles")
