"""What the hub does from the page of a case where a group acts on paper, or does not act at all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.case_forms import DeskForm, EndCorrectionForm, WithdrawalForm
from cms.admin.scans import kept_paper
from cms.admin.views.base import CaseView, refused
from cms.admin.views.case_actions import CaseAction
from cms.core.errors import CaseError
from cms.hubs.models import Ward
from forms.wording import said
from workflows.cases.services.events import note_reading
from workflows.correspondence.addressee import addressee_of
from workflows.intake.services import correcting, desk
from workflows.linking import choosing, hanging


class CorrectionLetterView(CaseView):
    """The request for a correction (補正依頼書), to print and to post to those who read no mail."""

    door = "correction letter"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = self.case.events.filter(verb="sent_back").order_by("-seq").first()
        if asked is None or self.case.step != correcting.STEP:
            messages.error(request, _("This case does not wait for a correction."))
            return redirect("desk:case", pk=self.case.pk)
        note_reading(self.case, reader=self.user, door=self.door)
        wanted = self.case.correction["sections"]
        definition = correcting.last_submission(self.case).version.definition
        context = {
            "case": self.case,
            "asked_at": asked.at,
            "addressee": addressee_of(self.case, on=timezone.localdate(asked.at)),
            "sections": [section["title"] for section in definition["sections"] if section["key"] in wanted],
            "ward": Ward.objects.order_by("pk").first() or Ward(),
        }
        return TemplateResponse(request, "desk/correction_letter.html", context)


class PaperCorrectionView(CaseAction):
    """Begins to type in a correction that came on paper, or goes on with the one that was begun."""

    door = "paper correction"

    def act(self) -> str:
        self.draft = desk.begin_paper_correction(self.case, actor=self.user)
        return ""

    def back(self) -> HttpResponse:
        return redirect("desk:paper_draft", draft=self.draft.pk)


class HubAction(CaseAction):
    """A page with a form of its own, for the hub's staff alone."""

    template_name = "desk/hub_action.html"
    page_title: str | Promise = ""
    lead: str | Promise = ""
    button: str | Promise = ""

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.page_title}]

    def make_form(self, *data: Any) -> DeskForm:
        raise NotImplementedError

    def hindrance(self) -> str:
        """Why the page has nothing to offer at this moment; empty when it has."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.may_act_for(self.user, self.case):
            reason = _("Only the hub of the case does this for the group, and nobody for their own group.")
            return refused(request, case=self.case, door=self.door, reason=reason)
        if reason := self.hindrance():
            messages.error(request, reason)
            return self.back()
        return self._page(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.may_act_for(self.user, self.case):
            return self.get(request, *args, **kwargs)
        self.form = form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        return super().post(request, *args, **kwargs)

    def failed(self, error: CaseError) -> HttpResponse:
        if self.form is None:
            return super().failed(error)
        self.form.add_error(None, str(error))
        return self._page(self.form, status=409)

    def _page(self, form: DeskForm, *, status: int = 200) -> HttpResponse:
        context = {**self.get_context_data(), "form": form, "lead": self.lead, "button": self.button}
        return self.render_to_response(context, status=status)


class WithdrawalView(HubAction):
    """A withdrawal that came on paper (取下書) is recorded with its scan; the case ends by it."""

    door = "withdrawal"
    page_title = gettext_lazy("Withdrawal on paper")
    lead = gettext_lazy(
        "For a withdrawal that the group sent or brought on paper. The case ends by it, and this cannot be undone."
    )
    button = gettext_lazy("Record the withdrawal")

    def make_form(self, *data: Any) -> DeskForm:
        form = WithdrawalForm(*data)
        self.hanging = hanging.at_desk(self.case, self.user)
        choosing.add_choice(form, self.hanging)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "told": choosing.told(self.hanging)}

    def hindrance(self) -> str:
        return (
            "" if self.case.is_open else said("This application has ended, so it cannot be withdrawn.", self.case.kind)
        )

    def act(self) -> str:
        given = self.form.cleaned_data if self.form else {}
        ticked = choosing.chosen(self.form) if self.form else []
        with kept_paper(given["scan"], actor=self.user) as scan:
            desk.record_withdrawal(
                self.case, actor=self.user, received_on=given["received_on"], reason=given["reason"], scan=scan,
                chosen=ticked,
            )  # fmt: skip
        return _("The withdrawal is on record. The case is closed.")


class EndCorrectionView(HubAction):
    """The last day is over and nothing came: the case goes on without the correction."""

    door = "end of correction"
    page_title = gettext_lazy("Go on without the correction")
    lead = gettext_lazy(
        "The last day of the correction is over. What was asked for and what is missing goes on record, "
        "so that the decision can rest on it."
    )
    button = gettext_lazy("Go on")

    def make_form(self, *data: Any) -> DeskForm:
        return EndCorrectionForm(*data, kind=self.case.kind)

    def hindrance(self) -> str:
        if desk.may_end_correction(self.user, self.case):
            return ""
        return _("This case does not wait for a correction, or the last day of the correction is not over yet.")

    def act(self) -> str:
        given = self.form.cleaned_data if self.form else {}
        onward = given["way"] == EndCorrectionForm.ONWARD
        desk.end_correction(self.case, actor=self.user, onward=onward, reason=given["reason"])
        return _("The case goes on without the correction.")
