"""Wagtail's permission policies for pages, pictures, documents and records of hubs, fed by live roles alone.

Law: no row of Django's permission tables and no group gives a right. Whoever holds no role that writes pages
gets no query and no right. Wagtail's own tester of pages, explorer, choosers, searches and bulk actions ask here.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, Collection, Page, PagePermissionTester
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.people.access import roles_of
from cms.people.models import HubRole, LocalRole, Role, User
from pages.editing.branches import hub_of
from pages.editing.grants import CollectionGrant, PageGrant, collection_grants, page_grants
from pages.editing.models import HubCollection
from pages.editing.published_files import may_replace

WRITERS = (Role.EDITOR, Role.CHIEF)


def writers(hubs: Many[int] | None = None) -> QuerySet[User]:
    """Active people who write: editors-in-chief, editors and chiefs of ``hubs`` (of all, if None) or of some page."""
    held = HubRole.objects.live()
    at_hubs = held.filter(role__in=WRITERS) if hubs is None else held.filter(role__in=WRITERS, hub_id__in=hubs)
    everywhere = held.filter(role=Role.EDITOR_IN_CHIEF)
    on_pages = LocalRole.objects.live().filter(kind=LocalRole.Kind.PAGE)
    people = Q(pk__in=(at_hubs | everywhere).holders().values("pk"))
    return User.objects.filter(people | Q(pk__in=on_pages.holders().values("pk")))


def _below(pages: QuerySet[Any], grants: list[PageGrant]) -> QuerySet[Any]:
    found = Q(pk__in=[])
    for path, stops in {(grant.page.path, grant.stops) for grant in grants}:
        within = Q(path__startswith=path)
        for stop in stops:
            within &= ~Q(path__startswith=stop)
        found |= within
    return pages.filter(found)


class RolePagePolicy(PagePermissionPolicy):
    def get_all_permissions_for_user(self, user: Any) -> list[PageGrant]:
        return page_grants(user)

    def get_cached_permissions_for_user(self, user: Any) -> list[PageGrant]:
        """Kept by ``grants`` together with the roles that they come from."""
        return page_grants(user)

    def user_has_any_permission(self, user: Any, actions: Many[str]) -> bool:
        """Asked for several at once Wagtail means: may this person look around among pages? An auditor may."""
        reads = len(set(actions)) > 1 and bool(page_grants(user))
        return reads or bool(super().user_has_any_permission(user, actions))

    def user_has_any_permission_for_instance(self, user: Any, actions: Many[str], instance: Any) -> bool:
        if user.is_superuser or not user.is_active:
            return bool(super().user_has_any_permission_for_instance(user, actions, instance))
        here = [grant for grant in page_grants(user) if grant.covers(instance.path)]
        return not self._get_permission_codenames(actions).isdisjoint(grant.permission.codename for grant in here)

    def instances_user_has_any_permission_for(self, user: Any, actions: Many[str]) -> QuerySet[Any]:
        if user.is_superuser or not user.is_active:
            return super().instances_user_has_any_permission_for(user, actions)
        wanted = self._get_permission_codenames(actions)
        grants = [grant for grant in page_grants(user) if grant.permission.codename in wanted]
        return _below(self.model._default_manager.all(), grants)

    def explorable_root_instance(self, user: Any) -> Any:
        if user.is_superuser:
            return super().explorable_root_instance(user)
        pages = [grant.page for grant in page_grants(user)]
        tops = {page.path: page for page in pages}
        if len(tops) < 2:
            return next(iter(tops.values()), None)
        return Page.objects.first_common_ancestor_of(list(tops.values()), include_self=True, strict=True)

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        """Everything below the grants; for a person of several hubs the way down to them, too."""
        if user.is_superuser:
            return super().explorable_instances(user)
        pages = self.model._default_manager.all()
        grants = page_grants(user)
        below, root = _below(pages, grants), self.explorable_root_instance(user)
        if root is None:
            return below
        ways = {
            way
            for grant in grants
            for end in range(len(root.path), len(grant.page.path), root.steplen)
            if not any(other.covers(way := grant.page.path[:end]) for other in grants)
        }
        return below | pages.filter(path__in=ways) if ways else below

    def users_with_any_permission(self, actions: Many[str], include_superusers: bool = True) -> QuerySet[User]:
        return writers()

    def users_with_any_permission_for_instance(
        self, actions: Many[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet[User]:
        hub = hub_of(instance)
        allowed = [
            user.pk
            for user in writers([hub.pk] if hub else [])
            if self.user_has_any_permission_for_instance(user, actions, instance)
        ]
        return User.objects.filter(pk__in=allowed)


class BranchTester(PagePermissionTester):
    """Wagtail's own counts every grant above a page; here those count that reach it."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            here = [grant for grant in page_grants(user) if grant.covers(page.path)]
            self.permissions = {grant.permission.codename.rpartition("_")[0] for grant in here}


def permissions_for_user(page: AbstractPage, user: Any) -> BranchTester:
    return BranchTester(user, page)


class RoleFilePolicy(CollectionOwnershipPermissionPolicy):
    """Pictures and documents of the hub's collection; the shared collection is there to choose from."""

    def get_cached_permissions_for_user(self, user: Any) -> list[CollectionGrant]:
        return collection_grants(user) if user.is_active and not user.is_anonymous else []

    get_all_permissions_for_user = get_cached_permissions_for_user

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        allowed = bool(super().user_has_permission_for_instance(user, action, instance))
        return allowed and (action != "delete" or may_replace(user, instance))

    def _users_with_perm_filter(self, actions: Many[str], collection: Collection | None = None) -> Q:
        """Everybody who writes, or for one collection: those of its hub."""
        if collection is None:
            return Q(pk__in=writers().values("pk"))
        hubs = HubCollection.objects.filter(collection__path__in=_paths(collection))
        return Q(pk__in=writers(list(hubs.values_list("hub_id", flat=True))).values("pk"))


def _paths(collection: Collection) -> list[str]:
    step = collection.steplen
    return [collection.path[:end] for end in range(step, len(collection.path) + 1, step)]


class HubRecordPolicy(ModelPermissionPolicy):
    """For snippets that belong to a hub: its editors and chief keep its rows, the editor-in-chief keeps all.

    Rows without a hub, and the register as a whole for everybody else, are the editor-in-chief's alone.
    """

    def __init__(self, model: type[Model], *, hub_field: str = "hub") -> None:
        super().__init__(model)
        self.hub_field = hub_field

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(roles_of(user).has(*WRITERS, Role.EDITOR_IN_CHIEF))

    def user_has_any_permission(self, user: Any, actions: Many[str]) -> bool:
        return self.user_has_permission(user, "")

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        roles = roles_of(user)
        hub = getattr(instance, f"{self.hub_field}_id")
        return roles.has(Role.EDITOR_IN_CHIEF) or (hub is not None and hub in roles.hubs_as(*WRITERS))

    def instances_user_has_any_permission_for(self, user: Any, actions: Many[str]) -> QuerySet[Any]:
        roles = roles_of(user)
        rows = self.model._default_manager.all()
        if roles.has(Role.EDITOR_IN_CHIEF):
            return rows
        return rows.filter(**{f"{self.hub_field}__in": roles.hubs_as(*WRITERS)})

    def users_with_any_permission(self, actions: Many[str]) -> QuerySet[User]:
        return writers()

    def users_with_any_permission_for_instance(self, actions: Many[str], instance: Any) -> QuerySet[User]:
        hub = getattr(instance, f"{self.hub_field}_id")
        return writers([hub] if hub else [])


def register() -> None:
    """From here on Wagtail asks these."""
    register_permission_policy(AbstractPage, RolePagePolicy())
    AbstractPage.permissions_for_user = permissions_for_user
    image, document = get_image_model(), get_document_model()
    owner = {"owner_field_name": "uploaded_by_user"}
    register_permission_policy(image, RoleFilePolicy(image, auth_model="wagtailimages.Image", **owner))
    register_permission_policy(document, RoleFilePolicy(document, auth_model="wagtaildocs.Document", **owner))
