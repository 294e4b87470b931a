"""Pages of a long list: an entry more than is shown tells whether there is a next one; nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

PER_PAGE = 20
# Whoever looks for older ones uses the search; the database never walks further than this.
LAST_PAGE = 100


@dataclass(frozen=True)
class Cut:
    number: int

    @property
    def start(self) -> int:
        return (self.number - 1) * PER_PAGE

    def of(self, pages: Any) -> Any:
        return pages[self.start : self.start + PER_PAGE + 1]


def asked(request: HttpRequest) -> Cut:
    """The page that ``?page=`` names; 404 for what is no page."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= LAST_PAGE and len(text) <= 3):
        raise Http404
    return Cut(int(text))
