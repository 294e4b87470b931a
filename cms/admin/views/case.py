"""The page of one case, and what belongs to it: files, letters as PDF, the chart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.admin import dossier
from cms.admin.case_forms import HandOverForm, MoveForm, PostingForm
from cms.admin.facts import told
from cms.admin.views.base import CaseView
from cms.audit.refusals import refuse
from cms.people.models import User
from media.models import PrivateFile
from media.views import send_private
from workflows.cases.access import administers
from workflows.cases.models import Case, CaseFile
from workflows.cases.retention import kept_until
from workflows.cases.services.events import note_reading
from workflows.correspondence.models import Letter
from workflows.correspondence.rights import handles_letters
from workflows.engine import moving
from workflows.engine.acting import may_do
from workflows.engine.adding import panels_of
from workflows.engine.chart import chart_svg, done_steps
from workflows.engine.ending import has_failed
from workflows.engine.story import timeline
from workflows.intake.services import correcting, desk
from workflows.linking import family
from workflows.linking.access import begun_by, keeps


class CasePage(CaseView):
    """Everything about one case. Looking at it is on record."""

    template_name = "desk/case.html"
    header_icon = "doc-full"
    door = "desk"

    def get_page_title(self) -> str:
        return str(self.case.number)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_reading(self.case, reader=self.user, door=self.door)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.case
        entries = timeline(case)
        answers = self._answers()
        return {
            **super().get_context_data(**kwargs),
            **answers,
            **dossier.declared(entries, answers["sent"].submission.number),
            **actions(self.user, case),
            "kept_until": kept_until(case),
            "standing": dossier.standing(case, timezone.now()),
            "timeline": told(case, entries, dossier.titles_of(answers["submissions"])),
            "steps": dossier.steps_of(case, done_steps(case)),
            "letters": dossier.letters(case),
            "posting_form": PostingForm(),
            "consultations": dossier.consultations_of(case),
            "others": dossier.others_of_group(case, self.user),
            "readings": dossier.readings_of(case),
            "withdrawals": dossier.withdrawals_of(case),
            "panels": panels_of(case, self.user, at_desk=True),
            **family_of(self.user, case),
        }

    def _answers(self) -> dict[str, Any]:
        submissions = dossier.submissions_of(self.case)
        asked = self.request.GET.get("sending", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else submissions[-1].number
        shown = dossier.sent(submissions, number)
        if shown is None:
            raise Http404
        return {"submissions": submissions, "sent": shown}


def family_of(user: User, case: Case) -> dict[str, Any]:
    """What belongs to the case, and what this person may begin or undo there."""
    found = family.at_desk(case, user)
    may_begin = bool(begun_by(user, case, at_desk=True))
    return {
        "family": found,
        "may_begin": may_begin,
        "may_undo": bool(found) and has_failed(case) and keeps(user, case),
        "shows_family": bool(found) or may_begin,
    }


def actions(user: User, case: Case) -> dict[str, Any]:
    """What the page offers this person; every door checks again."""
    may_hand_over = bool(case.needs) and case.closed_at is None and moving.may_hand_over(user, case)
    may_move = moving.may_move(user, case)
    return {
        "may_do": may_do(user, case) and case.holder_id in (None, user.pk),
        "may_take": may_hand_over and case.holder_id is None,
        "may_give_back": may_hand_over and case.holder_id == user.pk,
        "hand_over_form": HandOverForm(case=case) if may_hand_over else None,
        "move_form": MoveForm(case=case) if may_move else None,
        "handles_letters": handles_letters(user, case),
        "awaits_correction": case.step == correcting.STEP and case.is_open,
        "acts_for_group": case.is_open and desk.may_act_for(user, case),
        "may_end_correction": desk.may_end_correction(user, case),
        "may_share": administers(user, case),
    }


class CaseFileView(CaseView):
    """A file that was sent with the case; each opening is on record."""

    door = "desk file"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        kept = (
            CaseFile.objects.filter(submission__case=self.case, file_id=kwargs["file"]).select_related("file").first()
        )
        if kept is None:
            refuse(actor=request.user, door=self.door, subject=f"file:{kwargs['file']}", reason="not of this case")
            raise Http404
        return self.open_on_record(kept.file)

    def open_on_record(self, file: PrivateFile) -> HttpResponseBase:
        response = send_private(file, inline="download" not in self.request.GET)
        note_reading(self.case, reader=self.user, door=self.door)
        return response


class LetterFileView(CaseFileView):
    """A letter as PDF, whatever its version."""

    door = "desk letter"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        letter = Letter.objects.filter(case=self.case, pk=kwargs["letter"]).select_related("file").first()
        if letter is None or letter.file is None:
            refuse(actor=request.user, door=self.door, subject=f"letter:{kwargs['letter']}", reason="not of this case")
            raise Http404
        if letter.file.erased_at is not None:
            messages.info(request, _("The content of this letter has been erased, so there is nothing to open."))
            return redirect("desk:case", pk=self.case.pk)
        return self.open_on_record(letter.file)


class ChartView(CaseView):
    door = "desk chart"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(chart_svg(self.case), content_type="image/svg+xml")
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response["Content-Disposition"] = "inline"
        return response
