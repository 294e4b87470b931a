"""What the roles of a person allow on pages and on collections, as grants that hold for a whole branch.

Wagtail's policies and its tester of pages read grants by ``permission.codename`` and ``page`` (or ``collection``);
the rows of its own tables look alike, but no right of ours ever stands in a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Collection, Page

from cms.people.access import Roles, roles_of
from cms.people.models import Role
from pages.editing.branches import homes, roots_of
from pages.editing.models import HubCollection, ModerationRule, SharedCollection

_CACHE = "_kizuna_grants"

WRITES = ("add", "change")
LOCKS = ("lock", "unlock")
EVERYTHING = (*WRITES, *LOCKS, "publish", "bulk_delete")
READS = ("view",)
KEEPS_FILES = ("add", "change", "choose")


@dataclass(frozen=True)
class Permission:
    codename: str


@dataclass(frozen=True)
class PageGrant:
    permission: Permission
    page: Page

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


@dataclass(frozen=True)
class CollectionGrant:
    permission: Permission
    collection: Collection

    @property
    def collection_id(self) -> int:
        return int(self.collection.pk)


def page_grants(user: Any) -> list[PageGrant]:
    """Read once per user object and set of roles; no query for those who have nothing to do with pages."""
    found: list[PageGrant] = _kept(user, "pages", _page_grants)
    return found


def collection_grants(user: Any) -> list[CollectionGrant]:
    """The same for pictures and documents alike."""
    found: list[CollectionGrant] = _kept(user, "collections", _collection_grants)
    return found


def _kept(user: Any, name: str, make: Any) -> Any:
    roles = roles_of(user)
    known: tuple[Roles | None, dict[str, Any]] = getattr(user, _CACHE, (None, {}))
    kept = known[1]
    if known[0] is not roles:
        kept = {}
        setattr(user, _CACHE, (roles, kept))
    if name not in kept:
        kept[name] = make(roles)
    return kept[name]


def _page_grants(roles: Roles) -> list[PageGrant]:
    found: list[PageGrant] = []
    if roles.has(Role.EDITOR_IN_CHIEF, Role.AUDITOR):
        tops = homes()
        found += _on(tops, EVERYTHING) if roles.has(Role.EDITOR_IN_CHIEF) else []
        found += _on(tops, READS) if roles.has(Role.AUDITOR) else []
    writing, leading = roles.hubs_as(Role.EDITOR, Role.CHIEF), roles.hubs_as(Role.CHIEF)
    publishing = ModerationRule.hubs_whose_chief_publishes(leading)
    for page in roots_of(writing):
        actions = (*WRITES, *(LOCKS if page.hub_id in leading else ()))
        found += _on([page], (*actions, *(("publish",) if page.hub_id in publishing else ())))
    return found


def _on(pages: Iterable[Page], actions: Iterable[str]) -> list[PageGrant]:
    return [PageGrant(Permission(f"{action}_page"), page) for page in pages for action in actions]


def _collection_grants(roles: Roles) -> list[CollectionGrant]:
    if roles.has(Role.EDITOR_IN_CHIEF):
        return _in([Collection.get_first_root_node()], KEEPS_FILES)
    hubs = roles.hubs_as(Role.EDITOR, Role.CHIEF)
    if not hubs:
        return []
    own = [row.collection for row in HubCollection.objects.filter(hub_id__in=hubs).select_related("collection")]
    shared = [row.collection for row in SharedCollection.objects.select_related("collection")]
    return [*_in(own, KEEPS_FILES), *_in(shared, ("choose",))]


def _in(collections: Iterable[Collection], actions: Iterable[str]) -> list[CollectionGrant]:
    """For pictures and documents, by the names of Wagtail's own models, as its policies ask for them."""
    return [
        CollectionGrant(Permission(f"{action}_{model}"), collection)
        for collection in collections
        for action in actions
        for model in ("image", "document")
    ]
