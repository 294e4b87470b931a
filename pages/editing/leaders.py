"""Who leads a branch by a local role, and where the rights from above end; read once for any number of pages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from cms.people.models import LocalRole
from pages.editing.branches import paths_above, stops, stops_below


@dataclass(frozen=True)
class Leaders:
    """Accounts by the path of the page on which they are chief, and the paths of the stops."""

    by_path: dict[str, set[int]]
    stops: list[str]

    @classmethod
    def of_today(cls) -> Leaders:
        """In two queries."""
        held = LocalRole.objects.live().filter(kind=LocalRole.Kind.PAGE, role=LocalRole.Role.CHIEF)
        here = Page.objects.filter(pk=OuterRef("key")).values("translation_key")
        people: dict[object, set[int]] = defaultdict(set)
        for translation, user in held.annotate(translation=Subquery(here[:1])).by_account("translation"):
            people[translation].add(user)
        pages = Page.objects.filter(translation_key__in=list(people)) if people else Page.objects.none()
        by_path = {path: people[key] for path, key in pages.values_list("path", "translation_key")}
        return cls(by_path, stops())

    def is_stopped(self, top: str, page: Page) -> bool:
        """A right given at ``top`` does not reach ``page``."""
        return page.path.startswith(stops_below(top, self.stops))

    def of(self, page: Page) -> set[int]:
        found: set[int] = set()
        for path in paths_above(page):
            if path in self.by_path and not self.is_stopped(path, page):
                found |= self.by_path[path]
        return found
