"""What every page type of ours has: who may see the page, asked in one query at most, and the page's language."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation
from wagtail.models import PageViewRestriction

from cms.core import languages


class RestrictedByPath:
    """Goes before ``Page`` in a page type.

    Restrictions are answered as Wagtail's own method does, which asks twice: the ancestors are read off the page's own
    path. The language is the first part of ``url_path`` (decision 0047): the page is shown in it, at that very path.
    """

    path: str
    url_path: str
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

    @property
    def language(self) -> str:
        return languages.of_path(self.url_path)

    def get_url_parts(self, request: Any = None) -> Any:
        """A page in another language stands on the ward's site, but not below its root page."""
        if self.language == languages.default():
            return super().get_url_parts(request)  # type: ignore[misc]  # Page's
        roots = self._get_site_root_paths(request)  # type: ignore[attr-defined]
        return (roots[0].site_id, roots[0].root_url, self.url_path) if roots else None

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Rendered at once while its language is the active one; for Japanese nothing is changed."""
        if self.language == languages.default():
            return super().serve(request, *args, **kwargs)  # type: ignore[misc]  # Page's
        with translation.override(self.language):
            answer = super().serve(request, *args, **kwargs)  # type: ignore[misc]  # Page's
            return answer.render() if hasattr(answer, "render") else answer
