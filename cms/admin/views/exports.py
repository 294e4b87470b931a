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
from wagtail.log_actions import log

from cms.admin import exporting, group_lists
from cms.admin.inbox_form import InboxForm
from cms.admin.models import Export
from cms.admin.rights import reads_all_exports
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from media.views import send_private

SHOWN = 50
LISTS = (Export.Format.CSV, Export.Format.XLSX)


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
            "may_take_out_groups": group_lists.may_take_out(self.user),
            "exports": exporting.exports_of(self.user)[:SHOWN],
            "everyone": everyone.exclude(owner_id=self.user.pk)[:SHOWN] if everyone is not None else None,
        }

    def post(self, request: HttpRequest) -> HttpResponseBase:
        format = request.POST.get("format", "")
        if format not in LISTS:
            raise Http404
        if request.POST.get("of") == group_lists.OF:
            return self._groups(format)
        form = InboxForm(request.POST, user=self.user)
        if form.filters is None:
            messages.error(request, _("Please correct the filters first."))
            return redirect(f"{reverse('desk:inbox')}?{form.address()}")
        return self._answer(exporting.order(self.user, form=form, format=format))

    def _groups(self, format: str) -> HttpResponseBase:
        if not group_lists.may_take_out(self.user):
            refuse(actor=self.user, door=self.door, subject=group_lists.OF, reason="not readable")
            raise Http404
        return self._answer(group_lists.order(self.user, format=format))

    def _answer(self, export: Export) -> HttpResponseBase:
        """The file itself when it lies ready."""
        if export.state == Export.State.READY and export.file is not None:
            return send_private(export.file)
        messages.success(
            self.request, _("The list is long, so it is being made in the background. It will appear here.")
        )
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
        if export.format == Export.Format.ZIP:
            log(export, "desk.personal_data_fetched", user=self.user)
        return send_private(export.file)  # type: ignore[return-value]
