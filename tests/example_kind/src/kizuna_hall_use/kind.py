"""Use of a hall: words for every step and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kizuna_hall_use.form import definition
from kizuna_hall_use.letters import LETTERS
from workflows.cases.models import Case
from workflows.engine.kind import COMMON_EVENTS, COMMON_PUBLIC_EVENTS, Kind, Step

if TYPE_CHECKING:
    from kizuna_hall_use.flow import HallUseFlow


def _flow() -> type[HallUseFlow]:
    """Imported late: viewflow needs the URL configuration and the apps to be ready."""
    from kizuna_hall_use.flow import HallUseFlow

    return HallUseFlow


TURN = Case.Turn
WAIT = _("You need not do anything.")

kind = Kind(
    slug="hall_use",
    title=_("Use of a hall"),
    flow=_flow,
    definition=definition,
    steps={
        "sent": Step(_("Sent"), _("Received by the system"), TURN.HUB),
        "receive": Step(_("Receipt"), _("The hub takes your application in"), TURN.HUB, WAIT),
        "hub_check": Step(_("Hub check"), _("The hub is checking your application"), TURN.HUB, WAIT),
        "correction": Step(
            _("Correction by applicant"), _("Please correct your application"), TURN.APPLICANT,
            _("Correct what was asked and send it again."),
        ),
        "draft": Step(
            _("Draft of the decision"), _("The division is examining your application"), TURN.DIVISION, WAIT
        ),
        "decision": Step(_("Decision"), _("The division is deciding"), TURN.DIVISION, WAIT),
        "letter": Step(
            _("Making the letter"), _("The letter of decision is being prepared"), TURN.DIVISION, WAIT
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
    events={**COMMON_EVENTS, "accepted": _("Accepted"), "refused": _("Refused")},
    public_events=COMMON_PUBLIC_EVENTS | {"accepted", "refused"},
    told_by_letter=frozenset({"accepted", "refused", "letter_issued", "letter_replaced"}),
    outcomes={"accepted": _("Accepted"), "refused": _("Refused")},
    letters=LETTERS,
)  # fmt: skip
