"""Which pages a person may look at in the admin, which they may link to, and where they may put a new one.

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

from pages.editing.branches import paths_above

# What Wagtail's forms ask of the page that is to be chosen.
PUTS = ("add_subpage", "copy_to")


def explorable(user: Any) -> QuerySet[Page]:
    found: QuerySet[Page] = policy_registry.get_by_type(Page).explorable_instances(user)
    return found


def linkable(user: Any) -> QuerySet[Page]:
    """What is public, what lies in the person's own branch, and the root, which holds both."""
    pages = Page.objects.all()
    public = Page.objects.live().public()
    own = explorable(user).values("pk")
    return pages.filter(pk__in=public.values("pk")) | pages.filter(pk__in=own) | pages.filter(depth=1)


def places(user: Any) -> QuerySet[Page]:
    """Where the person may put a new page; Wagtail's own list of places takes all below a grant, stops or not."""
    found: QuerySet[Page] = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    return found


def ways_to_places(user: Any) -> QuerySet[Page]:
    """The same, with the pages above through which one comes there."""
    grants = policy_registry.get_by_type(Page).get_cached_permissions_for_user(user)
    tops = [grant.page for grant in grants if grant.permission.codename == "add_page"]
    return places(user) | Page.objects.filter(path__in={path for top in tops for path in paths_above(top)})


@hooks.register("construct_page_chooser_queryset")
def only_linkable(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """For a link what may be linked to; for a new page or a copy the places for it."""
    if request.GET.get("user_perms") in PUTS:
        return pages.filter(pk__in=ways_to_places(request.user).values("pk"))
    return pages.filter(pk__in=linkable(request.user).values("pk"))
