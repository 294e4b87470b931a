"""The coordination, read from top to bottom. Titles stay short: the chart wraps at 20 letters.

Source: 相談 → 受付 → ヒアリング → 課題整理 → 候補 → 打診 → 顔合わせ → 調整 → 合意 | 不成立
→ 実施 → 中間確認 → 振り返り → 公開可否.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this

from forms.wording import said_lazy
from workflows.engine.base import CaseFlow
from workflows.engine.nodes import ApplicantStep, CaseEnd, LetterStep, StaffStep, Start
from workflows.engine.permissions import APPROVE, at_hub
from workflows.engine.step_forms import DispatchForm
from workflows.kinds.coordination import staff_forms as forms


class CoordinationFlow(CaseFlow):
    process_title = _("Coordination request")
    process_description = _("From receipt by the hub to the review by both sides")

    start = Start().To(consultation=this.consultation, receive=this.receive, hearing=this.hearing)

    # the request
    consultation = (
        StaffStep(form=forms.ConsultationForm, permission=at_hub, help_text=_("Record the talk that was asked for."))
        .Annotation(title=_("Prior consultation"))
        .To(done=this.receive)
    )
    receive = (
        StaffStep(form=forms.ReceiveForm, permission=at_hub, help_text=_("Take the request in and name the officer."))
        .Annotation(title=_("Receipt"))
        .To(done=this.hub_check)
    )
    hub_check = (
        StaffStep(
            form=forms.CheckForm, permission=at_hub, help_text=_("Is the form complete? Else ask for a correction.")
        )
        .Annotation(title=_("Hub check"))
        .To(forward=this.hearing, send_back=this.correction)
    )
    correction = (
        ApplicantStep(permission="applicant.correct")
        .Annotation(title=said_lazy("Correction by applicant", "coordination"))
        .To(resubmitted=this.hub_check, ended=this.hub_check, ended_onward=this.hearing)
    )

    # the issue
    hearing = (
        StaffStep(form=forms.HearingForm, permission=at_hub, help_text=_("Keep the record of the hearing."))
        .Annotation(title=_("Hearing"))
        .To(done=this.sorting, again=this.hearing)
    )
    sorting = (
        StaffStep(form=forms.SortingForm, permission=at_hub, help_text=_("Sort out the issue and say who set it."))
        .Annotation(title=_("Sorting out"))
        .To(candidates=this.candidates, again=this.hearing, failed=this.draft)
    )

    # the partner
    candidates = (
        StaffStep(form=forms.CandidatesForm, permission=at_hub, help_text=_("Name a group and ask it."))
        .Annotation(title=_("Candidates"))
        .To(done=this.sounding, more=this.candidates, hearing=this.hearing, failed=this.draft)
    )
    sounding = (
        StaffStep(
            form=forms.SoundingForm,
            permission=at_hub,
            help_text=_("Wait for the answer and both consents; note what came by telephone or on paper."),
        )
        .Annotation(title=_("Sounding out"))
        .To(again=this.sounding, done=this.meeting, candidates=this.candidates, failed=this.draft)
    )
    meeting = (
        StaffStep(form=forms.MeetingForm, permission=at_hub, help_text=_("Bring both sides together; keep the record."))
        .Annotation(title=_("First meeting"))
        .To(done=this.arranging, again=this.meeting, candidates=this.candidates, failed=this.draft)
    )
    arranging = (
        StaffStep(form=forms.ArrangingForm, permission=at_hub, help_text=_("Roles, costs, days: keep the record."))
        .Annotation(title=_("Coordination"))
        .To(done=this.draft, again=this.arranging, meeting=this.meeting, candidates=this.candidates, failed=this.draft)
    )

    # the agreement
    draft = (
        StaffStep(
            form=forms.DraftForm,
            permission=at_hub,
            help_text=_("Draft the agreement. Somebody else will decide on it."),
        )
        .Annotation(title=_("Draft of the agreement"))
        .To(done=this.decision, send_back=this.arranging)
    )
    decision = (
        StaffStep(
            form=forms.DecisionForm,
            permission=APPROVE,
            help_text=_("Decide as drafted, or return the draft with reasons."),
        )
        .Annotation(title=_("Decision"))
        .To(decide=this.letter, decide_failed=this.refusal_letter, send_back=this.draft)
    )
    letter = (
        LetterStep(permission="system.letter")
        .Annotation(title=_("Making the agreement"))
        .To(electronic=this.carrying, post=this.dispatch)
    )
    dispatch = (
        StaffStep(
            form=DispatchForm, permission="cases.draft", help_text=_("Print it for both sides, post it, note the day.")
        )
        .Annotation(title=_("Posting"))
        .To(done=this.carrying)
    )
    refusal_letter = (
        LetterStep(permission="system.letter")
        .Annotation(title=_("Making the letter"))
        .To(electronic=this.end, post=this.refusal_dispatch)
    )
    refusal_dispatch = (
        StaffStep(
            form=DispatchForm, permission="cases.draft", help_text=_("Print the letter, post it and record the day.")
        )
        .Annotation(title=_("Posting the letter"))
        .To(done=this.end)
    )

    # the activity
    carrying = (
        StaffStep(
            form=forms.CarryingForm, permission=at_hub, help_text=_("What was done? It may go on, or have ended.")
        )
        .Annotation(title=_("Carrying out"))
        .To(again=this.carrying, interim=this.interim, finished=this.review)
    )
    interim = (
        StaffStep(form=forms.InterimForm, permission=at_hub, help_text=_("Ask both sides how it goes."))
        .Annotation(title=_("Interim check"))
        .To(carry_on=this.carrying, again=this.interim, finished=this.review)
    )
    review = (
        StaffStep(
            form=forms.ReviewForm,
            permission=at_hub,
            help_text=_("Both sides fill in their sheet; then talk with both."),
        )
        .Annotation(title=_("Review by both"))
        .To(done=this.publication, again=this.review)
    )
    publication = (
        StaffStep(form=forms.PublicationForm, permission=at_hub, help_text=_("Decide whether it is told publicly."))
        .Annotation(title=_("Publication"))
        .To(done=this.end)
    )
    end = CaseEnd().Annotation(title=_("End"))
