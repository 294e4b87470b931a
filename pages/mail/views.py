"""Lets editors make a mail of an issue; what becomes of it then is the magazine's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.core.errors import CaseError, Forbidden
from cms.mailings import access
from cms.mailings.magazine.choices import Choice
from cms.mailings.magazine.marks import told
from cms.mailings.magazine.services import create_mailing
from pages.mail.texts import mail_of
from pages.models import IssuePage


class IssueMailView(WagtailAdminTemplateMixin, TemplateView):
    """Shows the mail; the button writes a draft of it, which its author then tries, schedules and sends."""

    template_name = "pages/issue_mail.html"
    page_title = gettext_lazy("Send this issue by the e-mail magazine")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        issue = IssuePage.objects.select_related("home_hub").filter(pk=kwargs["pk"], live=True).first()
        if issue is None or not access.may_write(request.user, issue.home_hub):
            raise Http404
        self.issue = issue
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {"url": reverse("wagtailadmin_pages:edit", args=[self.issue.pk]), "label": self.issue.title}
        return [*self.breadcrumbs_items, edit, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = mail_of(self.issue)
        return super().get_context_data(**kwargs) | {
            "issue": self.issue,
            "mail": mail,
            "text": told(mail.text),
            "hub": self.issue.home_hub,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        hub, mail = self.issue.home_hub, mail_of(self.issue)
        segment = Choice(ward=hub is None, hubs=frozenset([hub.pk] if hub else []))
        try:
            made = create_mailing(
                actor=request.user,  # type: ignore[arg-type]
                hub=hub, subject=mail.subject, html=mail.html, text=mail.text, segment=segment,
            )  # fmt: skip
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=403 if isinstance(error, Forbidden) else 422)
        messages.success(request, _("The mail is written as a draft. Please try it, then send it."))
        return redirect("desk:mailing", pk=made.pk)
