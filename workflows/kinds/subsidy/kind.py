"""Subsidy applications (補助金の交付申請): words for every step and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case
from workflows.engine.kind import COMMON_EVENTS, COMMON_PUBLIC_EVENTS, Kind, Step
from workflows.kinds.subsidy.form import definition
from workflows.kinds.subsidy.gist import gist
from workflows.kinds.subsidy.letters import LETTERS

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
        **COMMON_EVENTS,
        "consultation_recorded": _("Consultation recorded"),
        "granted": _("Granted"),
        "refused": _("Refused"),
    },
    public_events=COMMON_PUBLIC_EVENTS | {"consultation_recorded", "granted", "refused"},
    # Nobody learns the outcome from this service before the letter is there.
    told_by_letter=frozenset({"granted", "refused", "letter_issued", "letter_replaced"}),
    has_money=True,
    outcomes={"granted": Case.Outcome.GRANTED.label, "refused": Case.Outcome.REFUSED.label},
    letters=LETTERS,
    begins={"event": frozenset({"done"}), "article": frozenset({"done"})},
    gist=gist,
    begun_as="application",
)  # fmt: skip
