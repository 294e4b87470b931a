"""The selection of volunteers, read from top to bottom. Titles stay short: the chart wraps at 20 letters.

It ends with the letter; what follows lives on in the appointment, see README.md.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from viewflow import this

from forms.wording import said_lazy
from workflows.engine.base import CaseFlow
from workflows.engine.nodes import ApplicantStep, CaseEnd, LetterStep, StaffStep, Start
from workflows.engine.permissions import APPROVE, at_hub
from workflows.engine.step_forms import DispatchForm
from workflows.kinds.volunteering.staff_forms import CheckForm, DecisionForm, DraftForm, InterviewForm, ReceiveForm


class VolunteeringFlow(CaseFlow):
    process_title = _("Volunteer recruitment")
    process_description = _("From receipt by the hub to the letter of appointment")

    start = Start().To(receive=this.receive)

    # the hub
    receive = (
        StaffStep(
            form=ReceiveForm,
            permission=at_hub,
            help_text=_("Take the application in and note the day. The guardian of a minor is asked by mail."),
        )
        .Annotation(title=_("Receipt"))
        .To(done=this.hub_check)
    )
    hub_check = (
        StaffStep(
            form=CheckForm,
            permission=at_hub,
            help_text=_("Check the form and the attachments; invite to the interview or ask for a correction."),
        )
        .Annotation(title=_("Documents check"))
        .To(forward=this.slot, interview=this.interview, send_back=this.correction, no_consent=this.draft)
    )

    # the applicant
    correction = (
        ApplicantStep(permission="applicant.correct")
        .Annotation(title=said_lazy("Correction by applicant", "volunteering"))
        .To(resubmitted=this.hub_check, ended=this.hub_check, ended_onward=this.draft)
    )
    slot = ApplicantStep(permission="applicant.slot").Annotation(title=_("Choosing a time")).To(chosen=this.interview)

    # the hub, several people
    interview = (
        StaffStep(
            form=InterviewForm,
            permission=at_hub,
            help_text=_("Hold the interview. Everybody who was there gives points on their own page first."),
        )
        .Annotation(title=_("Interview"))
        .To(done=this.draft, again=this.slot, absent=this.draft)
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
            help_text=_("Decide as drafted, or return the draft with reasons. Who gave points does not decide."),
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
