"""What can be done from the page of a case besides its step. POST only; each service checks for itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin.case_forms import DeskForm, HandOverForm, LetterTextForm, MoveForm, PostingForm
from cms.admin.views.base import CaseView, refused
from cms.core.errors import Busy, CaseError, Forbidden, Stale
from workflows.cases.access import may_read_as_staff
from workflows.correspondence import services as letters
from workflows.correspondence.models import Letter
from workflows.correspondence.places import Place, correctable, holes
from workflows.correspondence.rights import handles_letters
from workflows.engine import moving
from workflows.engine.views import typed


class CaseAction(CaseView):
    """``act`` does it; a CaseError becomes a message, a Forbidden a page with 403, a Stale one with 409."""

    form: DeskForm | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseNotAllowed(["POST"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            told = self.act()
        except Forbidden as error:
            return refused(request, case=self.case, door=self.door, reason=str(error))
        except Stale as error:
            return self.stale(error)
        except CaseError as error:
            return self.failed(error)
        if told:
            messages.success(request, told)
        return self.back()

    def failed(self, error: CaseError) -> HttpResponse:
        """It cannot be done, and why."""
        messages.error(self.request, str(error))
        return redirect("desk:case", pk=self.case.pk)

    def stale(self, error: Stale) -> HttpResponse:
        """409: nothing was done; who did what, or that somebody is at work, and what had been typed."""
        context = {
            **self.get_context_data(),
            "what_happened": str(error),
            "is_busy": isinstance(error, Busy),
            "case_address": reverse("desk:case", args=[self.case.pk]),
            "typed": typed(self.form) if self.form is not None else [],
        }
        return TemplateResponse(self.request, "engine/stale.html", context, status=409)

    def back(self) -> HttpResponse:
        return redirect("desk:case", pk=self.case.pk)

    def act(self) -> str:
        """Does it and says so in one sentence; in none where the next page speaks for itself."""
        raise NotImplementedError

    def valid(self, form: DeskForm) -> dict[str, Any]:
        """The cleaned data. Raises CaseError with the first problem, named by its field."""
        self.form = form
        if form.is_valid():
            return form.cleaned_data
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        raise CaseError(f"{label}: {errors[0]}" if label else str(errors[0]))


class TakeView(CaseAction):
    door = "take"

    def act(self) -> str:
        moving.hand_over(self.case, actor=self.user, holder=self.user)
        return _("You have taken this step.")


class GiveBackView(CaseAction):
    door = "give back"

    def act(self) -> str:
        moving.hand_over(self.case, actor=self.user, holder=None, reason=self.request.POST.get("reason", "")[:200])
        return _("The step is free again for everybody who may do it.")


class HandOverView(CaseAction):
    door = "hand over"

    def act(self) -> str:
        given = self.valid(HandOverForm(self.request.POST, case=self.case))
        moving.hand_over(self.case, actor=self.user, holder=given["holder"], reason=given["reason"])
        return _("The step was handed over to %(name)s.") % {"name": given["holder"]}


class MoveView(CaseAction):
    door = "move"

    def act(self) -> str:
        given = self.valid(MoveForm(self.request.POST, case=self.case))
        self.case = moving.move_to_hub(self.case, actor=self.user, hub=given["hub"], reason=given["reason"])
        return _("The case belongs to %(hub)s now.") % {"hub": given["hub"]}

    def back(self) -> HttpResponse:
        """Whoever moved the case away may not be able to read it any more."""
        if may_read_as_staff(self.user, self.case):
            return super().back()
        return redirect("desk:inbox")


class LetterAction(CaseAction):
    """A letter of this case; division reviewers alone, never of their own group."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.letter_pk = kwargs["letter"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def letter(self) -> Letter:
        found = Letter.objects.filter(case=self.case, pk=self.letter_pk).first()
        if found is None:
            raise Http404
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not handles_letters(self.user, self.case):
            return self.not_allowed()
        return super().post(request, *args, **kwargs)

    def not_allowed(self) -> HttpResponse:
        reason = _("Your role does not include the letters of this case.")
        return refused(self.request, case=self.case, door=self.door, reason=reason)


class RetryLetterView(LetterAction):
    door = "letter retry"

    def act(self) -> str:
        letters.retry_letter(self.letter, actor=self.user)
        return _("The letter is being made again.")


class PostedView(LetterAction):
    door = "letter posted"

    def act(self) -> str:
        given = self.valid(PostingForm(self.request.POST))
        letters.record_posting(self.letter, actor=self.user, posted_on=given["posted_on"])
        return _("The day of posting is on record.")


class CorrectLetterView(LetterAction):
    """New texts: a correction of an issued letter, to be confirmed; or other characters for a parked one."""

    door = "letter correct"
    template_name = "desk/letter_correct.html"
    header_icon = "mail"

    def get_page_title(self) -> str:
        return str(_("New version of a letter"))

    def crumbs(self) -> list[dict[str, Any]]:
        here = reverse("desk:letter_correct", args=[self.case.pk, self.letter_pk])
        return [*super().crumbs(), {"url": here, "label": self.get_page_title()}]

    def places(self, letter: Letter) -> list[Place]:
        return holes(letter.content) if letter.state == Letter.State.PARKED else correctable(letter.content)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not handles_letters(self.user, self.case):
            return self.not_allowed()
        return self._page(LetterTextForm(places=self.places(self.letter)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not handles_letters(self.user, self.case):
            return self.not_allowed()
        self.form = self.written = LetterTextForm(request.POST, places=self.places(self.letter))
        if not self.written.is_valid():
            return self._page(self.written)
        return super().post(request, *args, **kwargs)

    def failed(self, error: CaseError) -> HttpResponse:
        self.written.add_error(None, str(error))
        return self._page(self.written)

    def act(self) -> str:
        letter, reason, changes = self.letter, self.written.cleaned_data["reason"], self.written.changes()
        if letter.state == Letter.State.PARKED:
            letters.replace_text(letter, actor=self.user, reason=reason, content_changes=changes)
            return _("The new version is being made.")
        letters.ask_correction(letter, actor=self.user, reason=reason, changes=changes)
        return _("The correction waits for an approver. The letter stays in force until then.")

    def _page(self, form: LetterTextForm) -> HttpResponse:
        return self.render_to_response({**self.get_context_data(), "form": form, "letter": self.letter})
