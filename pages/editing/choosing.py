"""Which pages a person may look at in the admin, and which they may link to.

A published page that everybody may read is a fair target of a link, whichever hub it belongs to; a draft, an
expired or a restricted page of another hub is not, and does not show in any chooser or search.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry


def explorable(user: Any) -> QuerySet[Page]:
    found: QuerySet[Page] = policy_registry.get_by_type(Page).explorable_instances(user)
    return found


def linkable(user: Any) -> QuerySet[Page]:
    """What is public, what lies in the person's own branch, and the root, which holds both."""
    pages = Page.objects.all()
    public = Page.objects.live().public()
    own = explorable(user).values("pk")
    return pages.filter(pk__in=public.values("pk")) | pages.filter(pk__in=own) | pages.filter(depth=1)


@hooks.register("construct_page_chooser_queryset")
def only_linkable(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.filter(pk__in=linkable(request.user).values("pk"))
