"""Ordering a list as a file, seeing how far it is, and fetching it; for its owner alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin import dossiers, exporting
from cms.admin.inbox_form import InboxForm
from cms.admin.models import Export
from cms.admin.rights import reads_all_exports
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from media.views import send_private

SHOWN = 50


class ExportsView(DeskView):
    """My exports; the auditor also sees who took out which list. POST orders one."""

    template_name = "desk/exports.html"
    page_title = gettext_lazy("Exports")
    header_icon = "download"
    door = "exports"

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:exports"), "label": _("Exports")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everyone = Export.objects.select_related("owner", "file") if reads_all_exports(self.user) else None
        return {
            **super().get_context_data(**kwargs),
            "exports": exporting.exports_of(self.user)[:SHOWN],
            "everyone": everyone.exclude(owner_id=self.user.pk)[:SHOWN] if everyone is not None else None,
        }

    def post(self, request: HttpRequest) -> HttpResponseBase:
        format = request.POST.get("format", "")
        if format not in Export.Format.values:
            raise Http404
        if format == Export.Format.ZIP:
            return self._dossier(request)
        form = InboxForm(request.POST, user=self.user)
        if form.filters is None:
            messages.error(request, _("Please correct the filters first."))
            return redirect(f"{reverse('desk:inbox')}?{form.address()}")
        export = exporting.order(self.user, form=form, format=format)
        if export.state == Export.State.READY and export.file is not None:
            return send_private(export.file)
        messages.success(request, _("The list is long, so it is being made in the background. It will appear here."))
        return redirect("desk:exports")

    def _dossier(self, request: HttpRequest) -> HttpResponseBase:
        """Everything about one person; what this person may not read does not exist, and the attempt is on record."""
        kind, subject = request.POST.get("kind", ""), request.POST.get("subject", "")
        number = int(subject) if subject.isascii() and subject.isdigit() and len(subject) < 15 else 0
        if dossiers.order(self.user, kind=kind, subject=number) is None:
            refuse(actor=self.user, door=self.door, subject=f"{kind}:{number}", reason="not readable")
            raise Http404
        messages.success(request, _("The file is being made in the background. It will appear here."))
        return redirect("desk:exports")


class ExportFileView(DeskView):
    door = "export file"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if exporting.exports_of(self.user).filter(pk=kwargs["pk"], state=Export.State.ERASED).exists():
            messages.info(request, _("This list was erased together with one of its cases. Please order it anew."))
            return redirect("desk:exports")
        try:
            export = exporting.own_export(self.user, kwargs["pk"])
        except Http404:
            refuse(actor=request.user, door=self.door, subject=f"export:{kwargs['pk']}", reason="not readable")
            raise
        assert export.file is not None
        return send_private(export.file)  # type: ignore[return-value]
