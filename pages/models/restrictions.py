"""Who may see a page, asked in one query at most: the ancestors are read off the page's own path."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction

from cms.cache.memory import remembered


class RestrictedByPath:
    """Goes before ``Page`` in a page type; answers as Wagtail's own method does, which asks twice."""

    path: str
    steplen: int

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Restrictions of the page, of every page above it, and of the originals of those that are aliases."""
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        if remembered("restricted", _restricted).isdisjoint(paths):
            return PageViewRestriction.objects.none()
        here = Q(page__path__in=paths)
        aliased = Q(page__aliases__path__in=paths) | Q(page__aliases__aliases__path__in=paths)
        return PageViewRestriction.objects.filter(here | aliased).distinct()


def _restricted() -> frozenset[str]:
    """Paths of pages that have a restriction, and of their aliases."""
    columns = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
    return frozenset(path for row in PageViewRestriction.objects.values_list(*columns) for path in row if path)
