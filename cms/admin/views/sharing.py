"""“Who may do what here” for one case."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.views.base import readable_case
from cms.people.desk.sharing import ConfirmView, EndLocalRole, Holding, SharingView, unended
from cms.people.models import LocalRole, User
from workflows.cases import access
from workflows.cases.holdings import of_case
from workflows.cases.models import Case
from workflows.cases.services import sharing


class OfCase:
    """The case of the address; foreign, missing, and read but not led are one answer."""

    case: Case

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.case = readable_case(request, kwargs["pk"], door="sharing")

    def may_enter(self, user: User) -> bool:
        return access.administers(user, self.case)

    def sharing_url(self) -> str:
        return reverse("desk:sharing", args=[self.case.pk])

    def get_success_url(self) -> str:
        """Whoever has closed the case to themselves goes back to the inbox."""
        user: User = self.request.user  # type: ignore[attr-defined]
        if access.administers(user, Case.objects.get(pk=self.case.pk)):
            return self.sharing_url()
        return reverse("desk:inbox")

    def get_page_subtitle(self) -> str:
        return str(self.case.number)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            {"url": reverse("desk:inbox"), "label": _("Inbox")},
            {"url": reverse("desk:case", args=[self.case.pk]), "label": self.case.number},
            {"url": "", "label": _("Who may do what here")},
        ]


class CaseSharing(OfCase, SharingView):
    roles = (LocalRole.Role.REVIEWER, LocalRole.Role.READER)

    def holdings(self) -> list[Holding]:
        return of_case(self.case, end_url=lambda row: reverse("desk:end_local_role", args=[self.case.pk, row.pk]))

    def grant(self, given: dict[str, Any]) -> None:
        sharing.grant(self.case, actor=self.request.user, **given)

    def inheritance(self) -> dict[str, Any]:
        is_stopped = self.case.is_confidential
        if is_stopped:
            words = _("This case is confidential: the roles at the hub do not open it.")
        else:
            words = _("The reviewers and chiefs of the hub and the division read this case.")
        return {
            "words": words, "is_stopped": is_stopped, "switch": _switch(is_stopped),
            "switch_url": reverse("desk:confidentiality", args=[self.case.pk]),
        }  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"inheritance": self.inheritance(), **kwargs})


class EndOnCase(OfCase, EndLocalRole):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.role = unended(LocalRole.objects.at(LocalRole.Kind.CASE, self.case.pk)).filter(pk=kwargs["role"]).first()

    def may_enter(self, user: User) -> bool:
        return super().may_enter(user) and self.role is not None

    def run(self, data: dict[str, Any]) -> None:
        if self.role is None:
            raise Http404
        sharing.end(self.role, case=self.case, actor=self.request.user)


class Confidentiality(OfCase, ConfirmView):
    """Closes the case to the hub, or opens it again."""

    success_message = gettext_lazy("Who reads this case has changed.")

    def get_page_title(self) -> str:
        return _switch(self.case.is_confidential)

    @property
    def submit_button_label(self) -> str:
        return self.get_page_title()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"wanted": "open" if self.case.is_confidential else "close", **kwargs})

    def warning(self) -> str:
        if self.case.is_confidential:
            return _(
                "All reviewers and chiefs of the hub, the division and the accountant can then read the case again."
            )
        return _(
            "The reviewers and chiefs of the hub and the accountant then no longer find this case, in no list, search, "
            "count or file, and neither do you if you are one of them. It stays open to those who are named for it, to "
            "whoever has taken the open step, to approvers and auditors, and to the division’s reviewers while a draft "
            "waits for them."
        )

    def run(self, data: dict[str, Any]) -> None:
        """What was asked, not its opposite: another person may have pressed meanwhile."""
        wanted = self.request.POST.get("wanted")
        (sharing.open_to_hub if wanted == "open" else sharing.make_confidential)(self.case, actor=self.request.user)


def _switch(is_stopped: bool) -> str:
    return _("Open the case to the hub again") if is_stopped else _("Make the case confidential")
