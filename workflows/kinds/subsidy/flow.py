"""The subsidy procedure, read from top to bottom. Titles stay short: the chart wraps at 20 letters.

Source: the chain of 事前相談 → 申請 → 審査 → 起案 → 決裁 → 通知 that ward 要綱 share.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this

from workflows.engine.base import CaseFlow
from workflows.engine.nodes import ApplicantStep, CaseEnd, LetterStep, StaffStep, Start
from workflows.engine.permissions import APPROVE, at_hub
from workflows.engine.step_forms import DispatchForm, HubCheckForm, ReceiveForm
from workflows.kinds.subsidy.staff_forms import ConsultationForm, DecisionForm, DraftForm


class SubsidyFlow(CaseFlow):
    process_title = _("Subsidy application")
    process_description = _("From receipt by the hub to the letter of decision")

    start = Start().To(consultation=this.consultation, receive=this.receive)

    # the hub
    consultation = (
        StaffStep(
            form=ConsultationForm,
            permission=at_hub,
            help_text=_("Record the prior consultation that this programme asks for."),
        )
        .Annotation(title=_("Prior consultation"))
        .To(done=this.receive)
    )
    receive = (
        StaffStep(form=ReceiveForm, permission=at_hub, help_text=_("Take the application in and note the day."))
        .Annotation(title=_("Receipt"))
        .To(done=this.hub_check)
    )
    hub_check = (
        StaffStep(
            form=HubCheckForm,
            permission=at_hub,
            help_text=_("Check the form and the attachments; pass it on with your opinion or ask for a correction."),
        )
        .Annotation(title=_("Hub check"))
        .To(forward=this.draft, send_back=this.correction)
    )

    # the applicant
    correction = (
        ApplicantStep(permission="applicant.correct")
        .Annotation(title=_("Correction by applicant"))
        .To(resubmitted=this.hub_check, ended=this.hub_check, ended_onward=this.draft)
    )

    # the division
    draft = (
        StaffStep(
            form=DraftForm,
            permission="cases.draft",
            help_text=_("Draft the decision. Somebody else will decide on it."),
        )
        .Annotation(title=_("Draft of the decision"))
        .To(done=this.decision, send_back=this.hub_check)
    )
    decision = (
        StaffStep(
            form=DecisionForm,
            permission=APPROVE,
            help_text=_("Decide as drafted, or return the draft with reasons."),
        )
        .Annotation(title=_("Decision"))
        .To(decide=this.letter, send_back=this.draft)
    )

    # the letter
    letter = (
        LetterStep(permission="system.letter")
        .Annotation(title=_("Making the letter"))
        .To(electronic=this.end, post=this.dispatch)
    )
    dispatch = (
        StaffStep(
            form=DispatchForm,
            permission="cases.draft",
            help_text=_("Print the letter, post it and record the day."),
        )
        .Annotation(title=_("Posting the letter"))
        .To(done=this.end)
    )
    end = CaseEnd().Annotation(title=_("End"))
