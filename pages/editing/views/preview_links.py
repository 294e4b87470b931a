"""Links to the draft of a page: the editor gives them out and withdraws them; whoever has one sees the draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.errors import CaseError
from cms.core.visitors import visitor_address
from cms.people import limits
from cms.people.models import User
from pages.editing import previewing
from pages.editing.models import PreviewLink
from pages.editing.views.base import EditingView

# Looks of one visitor, right or wrong ones: so many in so many seconds.
LOOKS = ((60, 600), (300, 86_400))


class ShareForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=100,
        help_text=gettext_lazy("A note for your colleagues, for example: chair of the festival committee."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"),
        min_value=1,
        max_value=previewing.LONGEST_DAYS,
        initial=7,
        help_text=gettext_lazy("1 to 30 days."),
    )


class PageLinksView(EditingView):
    """A page of the person's own branch; the guard has already turned away foreign ones."""

    door = "preview links"
    header_icon = "link"
    page_title = gettext_lazy("Links to the draft")
    template_name = "editing/preview_links.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = Page.objects.filter(pk=kwargs["page_id"], depth__gt=1).first()

    def may_enter(self, user: User) -> bool:
        return self.page is not None and previewing.may_share(user, self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.specific_deferred.get_admin_display_title()) if self.page else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ShareForm(request.POST)
        shown: dict[str, Any] = {"form": form}
        if form.is_valid():
            try:
                _link, token = previewing.share(self._page(), actor=self.user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                here = request.build_absolute_uri(reverse("pages:preview", args=[token]))
                address = previewing.address_of(token, here)
                shown = {"form": ShareForm(), "address": address}
        answer = self.render_to_response(self.get_context_data(**shown))
        answer["Cache-Control"] = "no-store"
        return answer

    def _page(self) -> Page:
        assert self.page is not None  # may_enter has seen it
        return self.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {"form": ShareForm(), **kwargs, "links": previewing.links_to(self._page()), "page": self._page()}
        return super().get_context_data(**found)


class RevokeView(PageLinksView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = get_object_or_404(PreviewLink, pk=kwargs["link"], page_id=self._page().pk)
        try:
            previewing.revoke(link, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The link has been withdrawn."))
        return redirect("editing:preview_links", page_id=self._page().pk)


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The draft, for nobody to keep and no search engine to find; 404 when the link is unknown or over."""
    if wait := limits.wait("preview", visitor_address(request), LOOKS):
        answer = HttpResponse(_("Too many attempts. Please try again later."), status=429, content_type="text/plain")
        answer["Retry-After"] = str(wait)
        return _private(answer)
    page = previewing.page_behind(token)
    if page is None:
        raise Http404
    shown = page.serve_preview(request, page.default_preview_mode)
    if hasattr(shown, "render"):
        shown.render()
    return _private(shown)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
