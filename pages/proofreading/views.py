"""What the checks say about a page, for its editor: with an explanation, and a button that puts it right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic.base import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.people.models import User
from pages.proofreading.correcting import TextChanged, correct
from pages.proofreading.summary import summary_of


class PageView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the desk about one page of a site. Who may not edit that page gets 404."""

    header_icon = "glasses"
    kind: type[Page] = Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page = Page.objects.filter(pk=kwargs["page_id"]).first()
        if page is None or not page.permissions_for_user(request.user).can_edit():
            raise Http404
        if not issubclass(page.specific_class or Page, self.kind):
            raise Http404
        self.page: Page = page.specific
        self.draft: Page = self.page.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]  # anonymous requests never reach the desk

    @property
    def locked(self) -> bool:
        """Somebody locked the page, or it is with its approver: what they approve is what was sent to them."""
        return self.page.workflow_in_progress or self.page.permissions_for_user(self.user).page_locked()

    @property
    def seen_revision(self) -> int | None:
        """The revision that the editor saw when they chose."""
        sent = self.request.POST.get("revision", "")
        return int(sent) if sent.isdecimal() else None

    def get_header_title(self) -> str:
        return str(self.page_title)

    def get_page_subtitle(self) -> str:
        return self.draft.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": edit, "label": self.draft.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page, "draft": self.draft, "locked": self.locked}


class ChecksView(PageView):
    template_name = "proofreading/checks.html"
    page_title = _("Checks of the text")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "summary": summary_of(self.draft)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """``fix`` names findings; without any, ``all`` must be there, so that an empty form changes nothing."""
        marks = None if "all" in request.POST else request.POST.getlist("fix")
        if self.locked:
            messages.error(request, _now("The page is locked or waits for approval, so it cannot be changed now."))
            return redirect(request.path)
        try:
            count = correct(self.page, actor=self.user, seen_revision=self.seen_revision, marks=marks)
        except TextChanged as changed:
            messages.warning(request, str(changed))
            return redirect(request.path)
        if count:
            text = ngettext("%(count)d place was put right.", "%(count)d places were put right.", count)
            undo = _now("The draft was saved; the page's history takes it back.")
            messages.success(request, f"{text % {'count': count}}{undo}")
        else:
            messages.warning(request, _now("Nothing was chosen, or it was put right already."))
        return redirect(request.path)


class FindingsView(PageView):
    """The list alone, for the panel beside the editor after each save."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return TemplateResponse(
            request, "proofreading/panel.html", {"page": self.page, "summary": summary_of(self.draft)}
        )
