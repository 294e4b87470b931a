"""The procedure, read from top to bottom. Titles stay short: the chart wraps at 20 letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this

from forms.wording import said_lazy
from workflows.engine.base import CaseFlow
from workflows.engine.nodes import ApplicantStep, CaseEnd, LetterStep, StaffStep, Start
from workflows.engine.permissions import APPROVE, at_hub
from workflows.engine.step_forms import DecisionForm, DispatchForm, DraftForm, HubCheckForm, ReceiveForm


class HallUseFlow(CaseFlow):
    process_title = _("Use of a hall")
    process_description = _("From receipt by the hub to the letter of decision")

    start = Start().To(receive=this.receive)

    # the hub
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
        .Annotation(title=said_lazy("Correction by applicant", "hall_use"))
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
