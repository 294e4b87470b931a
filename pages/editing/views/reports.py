"""What needs care in the person's own branch: pages to be checked again, and links that lead nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.jobs import outbox
from cms.people.models import User
from pages.editing.choosing import explorable
from pages.editing.grants import page_grants
from pages.editing.links import checking
from pages.editing.models import FoundLink
from pages.editing.reviewing import reviews
from pages.editing.views.base import EditingView

AHEAD = timedelta(days=60)
SHOWN = 300


def cares(user: User) -> bool:
    """Whoever writes pages somewhere, and the auditor."""
    return bool(page_grants(user))


class ReportView(EditingView):
    def may_enter(self, user: User) -> bool:
        return cares(user)


class ReviewsView(ReportView):
    door = "review dates"
    header_icon = "calendar-check"
    page_title = gettext_lazy("Pages to check again")
    template_name = "editing/reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = reviews(explorable(self.user), until=timezone.localdate() + AHEAD)
        return super().get_context_data(**kwargs, reviews=found[:SHOWN])


class LinksView(ReportView):
    """The list, and asking for one link to be looked at again."""

    door = "broken links"
    header_icon = "link"
    page_title = gettext_lazy("Links that lead nowhere")
    template_name = "editing/links.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, links=checking.broken(explorable(self.user))[:SHOWN])


class CheckAgainView(ReportView):
    http_method_names = ["post"]
    door = "broken links"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = FoundLink.objects.filter(pk=kwargs["link"], page__in=explorable(self.user)).first()
        if found is None or not any(grant.permission.codename == "change_page" for grant in page_grants(self.user)):
            raise Http404
        minute = timezone.now().strftime("%Y%m%d%H%M")
        with transaction.atomic():
            outbox.put(kind=checking.CHECK, key=f"check-link:{found.pk}:{minute}", payload={"link": found.pk})
        messages.success(request, _("The link will be checked again in a moment."))
        return redirect("editing:links")
