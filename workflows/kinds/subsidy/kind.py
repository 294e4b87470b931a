"""Subsidy applications (補助金の交付申請): words for every step and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.engine.kind import Kind, Step
from workflows.kinds.subsidy.form import definition

if TYPE_CHECKING:
    from workflows.kinds.subsidy.flow import SubsidyFlow


def _flow() -> type[SubsidyFlow]:
    """Imported late: viewflow needs the URL configuration and the apps to be ready."""
    from workflows.kinds.subsidy.flow import SubsidyFlow

    return SubsidyFlow


TURN = Case.Turn

kind = Kind(
    slug="subsidy",
    title=_("Subsidy application"),
    flow=_flow,
    definition=definition,
    steps={
        "sent": Step(_("Sent"), _("Received by the system"), TURN.HUB),
        "consultation": Step(
            _("Prior consultation"), _("The hub arranges the prior consultation"), TURN.HUB,
            _("The hub will contact you."),
        ),
        "receive": Step(
            _("Receipt"), _("The hub takes your application in"), TURN.HUB, _("You need not do anything.")
        ),
        "hub_check": Step(
            _("Hub check"), _("The hub is checking your application"), TURN.HUB, _("You need not do anything.")
        ),
        "correction": Step(
            _("Correction by applicant"), _("Please correct your application"), TURN.APPLICANT,
            _("Correct what was asked and send it again."),
        ),
        "draft": Step(
            _("Draft of the decision"), _("The division is examining your application"), TURN.DIVISION,
            _("You need not do anything."),
        ),
        "decision": Step(
            _("Decision"), _("The division is deciding"), TURN.DIVISION, _("You need not do anything.")
        ),
        "letter": Step(
            _("Making the letter"), _("The letter of decision is being prepared"), TURN.DIVISION,
            _("You need not do anything."),
        ),
        "dispatch": Step(
            _("Posting the letter"), _("The letter of decision is being prepared for the post"), TURN.DIVISION,
            _("The letter will reach you by post."),
        ),
        "done": Step(
            _("Done"), _("Decided; the letter has been sent"), TURN.NOBODY, _("Please read the letter of decision.")
        ),
        "withdrawn": Step(_("Withdrawn"), _("Withdrawn"), TURN.NOBODY, _("The application has ended.")),
    },
    events={
        "submitted": _("Application sent"),
        "entered_on_paper": _("Application on paper entered"),
        "consultation_recorded": _("Consultation recorded"),
        "received": _("Taken in"),
        "sent_back": _("Correction asked for"),
        "resubmitted": _("Corrected application sent"),
        "correction_ended": _("Time for the correction passed"),
        "returned_to_hub": _("Given back to the hub"),
        "forwarded": _("Checked by the hub"),
        "drafted": _("Decision drafted"),
        "draft_returned": _("Draft returned"),
        "granted": _("Granted"),
        "refused": _("Refused"),
        "withdrawn": _("Application withdrawn"),
        "handed_over": _("Step handed over"),
        "moved": _("Moved to another hub"),
        "reminded": _("Reminder sent"),
        "letter_owed": _("Letter ordered"),
        "letter_issued": _("Letter issued"),
        "letter_parked": _("Letter needs a person"),
        "letter_replaced": _("Letter replaced by a new version"),
        "letter_posted": _("Letter posted"),
        "letter_opened": _("Letter opened by the applicant"),
        "letter_to_paper": _("Letter changed to paper: nobody reads it electronically"),
        "letter_correction_asked": _("Correction of the letter asked for"),
        "letter_correction_declined": _("Correction of the letter declined"),
        "closed": _("Closed"),
        "frozen": _("Kept because of a dispute"),
        "unfrozen": _("No longer kept because of a dispute"),
        "erased": _("Personal data erased"),
    },
    public_events=frozenset(
        {
            "submitted", "entered_on_paper", "consultation_recorded", "received", "sent_back", "resubmitted",
            "correction_ended", "forwarded", "granted", "refused", "withdrawn", "letter_issued", "letter_replaced",
            "letter_posted", "letter_opened", "erased",
        }
    ),
    # Nobody learns the outcome from this service before the letter is there.
    told_by_letter=frozenset({"granted", "refused", "letter_issued", "letter_replaced"}),
)  # fmt: skip
