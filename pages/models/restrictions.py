"""Who may see a page, asked in one query at most: the ancestors are read off the page's own path."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction


class RestrictedByPath:
    """Goes before ``Page`` in a page type; answers as Wagtail's own method does, which asks twice."""

    path: str
    steplen: int
    # False only where the query that found the page has seen that nothing restricts it (routing.py).
    may_be_restricted: bool = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Restrictions of the page, of every page above it, and of the originals of those that are aliases."""
        if not self.may_be_restricted:
            return PageViewRestriction.objects.none()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        here = Q(page__path__in=paths)
        aliased = Q(page__aliases__path__in=paths) | Q(page__aliases__aliases__path__in=paths)
        return PageViewRestriction.objects.filter(here | aliased).distinct()
