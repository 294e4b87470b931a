"""Letters that need a person, as lists; and the page on which an approver confirms a correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.case_forms import DeskForm, ReasonField
from cms.admin.views.base import CaseView, DeskView, refused
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.people.access import roles_of
from workflows.cases.access import readable_by_staff
from workflows.correspondence import queries
from workflows.correspondence import services as letters
from workflows.correspondence.correcting import proposed
from workflows.correspondence.models import Letter, LetterCorrection
from workflows.correspondence.rights import hindrance_to_confirm

SHOWN = 100
HUB, ALL = "hub", "all"


@dataclass(frozen=True)
class Row:
    """A letter in a list, with the correction of it that waits, if that is why it stands there."""

    letter: Letter
    correction: LetterCorrection | None = None


class LettersView(DeskView):
    """What is parked, what is to be posted, which corrections wait; of the own hubs or of all one may see."""

    template_name = "desk/letters.html"
    page_title = gettext_lazy("Letters")
    header_icon = "mail"
    door = "letters"

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": self.request.path, "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hubs = roles_of(self.user).hubs
        view = HUB if hubs and self.request.GET.get("view") == HUB else ALL
        cases = readable_by_staff(self.user)
        if view == HUB:
            cases = cases.filter(hub_id__in=hubs)
        lists = {
            "parked": queries.parked(cases),
            "to_post": queries.to_post(cases),
        }
        found = {name: [Row(letter) for letter in rows[: SHOWN + 1]] for name, rows in lists.items()}
        corrections = queries.corrections_waiting(cases)[: SHOWN + 1]
        found["waiting"] = [Row(correction.letter, correction) for correction in corrections]
        return {
            **super().get_context_data(**kwargs),
            **{name: rows[:SHOWN] for name, rows in found.items()},
            "more": [name for name, rows in found.items() if len(rows) > SHOWN],
            "views": self._views(view) if hubs else [],
        }

    def _views(self, shown: str) -> list[dict[str, Any]]:
        names = {HUB: _("My hub"), ALL: _("All that I may see")}
        return [{"label": label, "address": f"?view={name}", "current": name == shown} for name, label in names.items()]


class DeclineForm(DeskForm):
    reason = ReasonField(label=_("Reason why the letter stays as it is"), required=False)


class CorrectionView(CaseView):
    """A correction before and after: an approver confirms or declines it, whoever asked may take it back."""

    template_name = "desk/letter_correction.html"
    header_icon = "mail"
    door = "letter correction"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.asked = kwargs
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(_("Correction of a letter"))

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        correction = self._correction()
        hindrance = hindrance_to_confirm(self.user, correction, self.case)
        if hindrance and correction.asked_by_id != self.user.pk:
            return refused(request, case=self.case, door=self.door, reason=hindrance)
        if correction.state != LetterCorrection.State.WAITING:
            messages.warning(request, _("This correction has already been confirmed or declined."))
            return redirect("desk:case", pk=self.case.pk)
        return self._page(correction, DeclineForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        correction = self._correction()
        form = DeclineForm(request.POST)
        try:
            if "confirm" in request.POST:
                letters.confirm_correction(correction, actor=self.user)
                told = _("The new version is being made. The earlier one stays readable.")
            elif form.is_valid():
                letters.decline_correction(correction, actor=self.user, reason=form.cleaned_data["reason"])
                told = _("The letter stays as it is.")
            else:
                return self._page(correction, form)
        except Forbidden as error:
            return refused(request, case=self.case, door=self.door, reason=str(error))
        except CaseError as error:
            messages.error(request, str(error))
            return redirect(self.request.path)
        messages.success(request, told)
        return redirect("desk:case", pk=self.case.pk)

    def _correction(self) -> LetterCorrection:
        found = LetterCorrection.objects.select_related("letter__case", "asked_by").filter(
            pk=self.asked["correction"], letter_id=self.asked["letter"], letter__case=self.case
        )
        correction = found.first()
        if correction is None:
            subject = f"correction:{self.asked['correction']}"
            refuse(actor=self.request.user, door=self.door, subject=subject, reason="not of this case")
            raise Http404
        return correction

    def _page(self, correction: LetterCorrection, form: DeclineForm) -> HttpResponse:
        context = {
            **self.get_context_data(),
            "correction": correction,
            "letter": correction.letter,
            "changes": proposed(correction),
            "form": form,
            "may_confirm": not hindrance_to_confirm(self.user, correction, self.case),
            "case_address": reverse("desk:case", args=[self.case.pk]),
        }
        return self.render_to_response(context)
