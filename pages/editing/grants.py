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
from cms.people.models import LocalRole, Role
from pages.editing.branches import homes, hubs_above, stops_below, tops_of
from pages.editing.models import HubCollection, ModerationRule, SharedCollection

_CACHE = "_kizuna_grants"

WRITES = ("add", "change")
LOCKS = ("lock", "unlock")
EVERYTHING = (*WRITES, *LOCKS, "publish", "bulk_delete")
READS = ("view",)
# Local roles on pages.
WRITING = (LocalRole.Role.EDITOR, LocalRole.Role.CHIEF)
LEADING = (LocalRole.Role.CHIEF,)
KEEPS_FILES = ("add", "change", "choose")
# Who writes one branch adds files to its hub and changes their own.
ADDS_FILES = ("add", "choose")


@dataclass(frozen=True)
class Permission:
    codename: str


@dataclass(frozen=True)
class PageGrant:
    permission: Permission
    page: Page
    stops: tuple[str, ...] = ()

    def covers(self, path: str) -> bool:
        """The page and all below, but not where the rights from above end."""
        return path.startswith(self.page.path) and not path.startswith(self.stops)

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


def leads(user: Any, page: Page) -> bool:
    """The editor-in-chief, and chiefs of the hub or the branch as far as their right reaches."""
    return any(grant.permission.codename == "lock_page" and grant.covers(page.path) for grant in page_grants(user))


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
    local = roles.local_keys(LocalRole.Kind.PAGE, *WRITING)
    publishing = ModerationRule.hubs_whose_chief_publishes(leading)
    tops = tops_of(writing, local)
    stops = [page.path for page in tops if page.is_stop]
    written, led = (
        _in_every_language(tops, roles.local_keys(LocalRole.Kind.PAGE, *names)) for names in (WRITING, LEADING)
    )
    for page in tops:
        actions = [*(WRITES if page.hub_id in writing or page.translation_key in written else ())]
        actions += LOCKS if page.hub_id in leading or page.translation_key in led else ()
        actions += ("publish",) if page.hub_id in publishing else ()
        found += _on([page], actions, stops=stops)
    return found


def _in_every_language(pages: list[Any], keys: set[int]) -> set[Any]:
    """The keys of translation of those among ``pages`` that ``keys`` name."""
    return {page.translation_key for page in pages if page.pk in keys}


def _on(pages: Iterable[Page], actions: Iterable[str], *, stops: Iterable[str] = ()) -> list[PageGrant]:
    return [
        PageGrant(Permission(f"{action}_page"), page, stops_below(page.path, stops))
        for page in pages
        for action in actions
    ]


def _collection_grants(roles: Roles) -> list[CollectionGrant]:
    if roles.has(Role.EDITOR_IN_CHIEF):
        return _in([Collection.get_first_root_node()], KEEPS_FILES)
    hubs = roles.hubs_as(Role.EDITOR, Role.CHIEF)
    near = hubs_above(roles.local_keys(LocalRole.Kind.PAGE, *WRITING))
    if not hubs | near:
        return []
    rows = HubCollection.objects.filter(hub_id__in=hubs | near).select_related("collection")
    own, helped = ([row.collection for row in rows if (row.hub_id in hubs) is kept] for kept in (True, False))
    shared = [row.collection for row in SharedCollection.objects.select_related("collection")]
    return [*_in(own, KEEPS_FILES), *_in(helped, ADDS_FILES), *_in(shared, ("choose",))]


def _in(collections: Iterable[Collection], actions: Iterable[str]) -> list[CollectionGrant]:
    """For pictures and documents, by the names of Wagtail's own models, as its policies ask for them."""
    return [
        CollectionGrant(Permission(f"{action}_{model}"), collection)
        for collection in collections
        for action in actions
        for model in ("image", "document")
    ]
