"""Volunteer recruitment (ボランティアの募集): words for every step and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms.wording import said_lazy
from workflows.cases.models import Case
from workflows.engine.kind import COMMON_EVENTS, COMMON_PUBLIC_EVENTS, Kind, Step
from workflows.kinds.volunteering.form import definition
from workflows.kinds.volunteering.letters import LETTERS
from workflows.kinds.volunteering.matters import APPOINTMENT, INTERVIEW
from workflows.kinds.volunteering.panels import ENTRIES, PANELS, current, waiting
from workflows.kinds.volunteering.recruiting import facts, take_facts
from workflows.kinds.volunteering.services import slots

if TYPE_CHECKING:
    from workflows.kinds.volunteering.flow import VolunteeringFlow


def _flow() -> type[VolunteeringFlow]:
    """Imported late: viewflow needs the URL configuration and the apps to be ready."""
    from workflows.kinds.volunteering.flow import VolunteeringFlow

    return VolunteeringFlow


TURN = Case.Turn
EXAMINES = said_lazy("The division is examining your application", "volunteering")
WAIT = _("You need not do anything.")
STEPS = {
    "sent": Step(_("Sent"), _("Received by the system"), TURN.HUB),
    "receive": Step(_("Receipt"), _("The hub takes your application in"), TURN.HUB, WAIT),
    "hub_check": Step(_("Documents check"), _("The hub is checking your application"), TURN.HUB, WAIT),
    "correction": Step(
        _("Correction by applicant"), _("Please correct your application"), TURN.APPLICANT,
        _("Correct what was asked and send it again."),
    ),
    "slot": Step(
        _("Choosing a time"), _("Please choose a time for the interview"), TURN.APPLICANT,
        _("Choose a day and time that suit you."),
    ),
    "interview": Step(
        _("Interview"), _("The interview and the selection are under way"), TURN.HUB,
        _("Please come to the hub at the time that you chose. You can change it until the day before."),
    ),
    "draft": Step(_("Draft of the decision"), EXAMINES, TURN.DIVISION, WAIT),
    "decision": Step(_("Decision"), _("The division is deciding"), TURN.DIVISION, WAIT),
    "letter": Step(_("Making the letter"), _("The letter is being prepared"), TURN.DIVISION, WAIT),
    "dispatch": Step(
        _("Posting the letter"), _("The letter is being prepared for the post"), TURN.DIVISION,
        _("The letter will reach you by post."),
    ),
    "done": Step(
        _("Done"), _("Decided; the letter has been sent"), TURN.NOBODY, _("Please read the letter.")
    ),
    "withdrawn": Step(_("Withdrawn"), _("Withdrawn"), TURN.NOBODY, _("The application has ended.")),
}  # fmt: skip
EVENTS = {
    **COMMON_EVENTS,
    "guardian_asked": _("Guardian asked for consent"),
    "guardian_consented": _("Guardian consents"),
    "guardian_declined": _("Guardian does not consent"),
    "guardian_reminded": _("Guardian reminded"),
    "guardian_expired": _("Guardian did not answer in time"),
    "slot_chosen": _("Time of the interview chosen"),
    "stayed_away": _("Did not come to the interview"),
    "scored": _("Points given"),
    "conflict_declared": _("Closeness to the applicant declared"),
    "interviewed": _("Interview finished"),
    "places_full": _("Places taken: waiting list instead"),
    "registered": _("Registered as a volunteer"),
    "promoted": _("Appointed from the waiting list"),
    "trained": _("Attendance at a training noted"),
    "renewal_asked": _("Asked whether to go on"),
    "renewal_answered": _("Answer about going on"),
    "opinion_given": _("Opinion of the hub on the renewal"),
    "renewed": _("Renewed"),
    "not_renewed": _("Not renewed"),
    "expired": _("Term ended"),
    "resigned": _("Resigned"),
    "dismissal_asked": _("Dismissal proposed"),
    "dismissal_dropped": _("Dismissal not decided"),
    "dismissed": _("Dismissed"),
    "appointed": _("Appointed"),
    "waiting": _("On the waiting list"),
    "refused": _("Not chosen"),
}
DOORS = {
    "volunteer register": pgettext_lazy("log", "register of volunteers"),
    "volunteer trainings": pgettext_lazy("log", "trainings of volunteers"),
    "volunteer training": pgettext_lazy("log", "training of volunteers"),
    "volunteer slots": pgettext_lazy("log", "interview slots"),
    "volunteering score": pgettext_lazy("log", "points of the selection"),
    "volunteering slot": pgettext_lazy("log", "interview for an applicant"),
    "volunteering guardian": pgettext_lazy("log", "question to a guardian"),
    "volunteering": pgettext_lazy("log", "page of a volunteer"),
}
TOLD_BY_LETTER = frozenset({"appointed", "waiting", "refused", "letter_issued", "letter_replaced"})

kind = Kind(
    slug="volunteering",
    title=_("Volunteer recruitment"),
    flow=_flow,
    definition=definition,
    steps=STEPS,
    events=EVENTS,
    public_events=COMMON_PUBLIC_EVENTS
    | TOLD_BY_LETTER
    | {
        "guardian_asked", "guardian_consented", "guardian_declined", "guardian_reminded", "guardian_expired",
        "slot_chosen", "stayed_away", "promoted",
        "renewal_asked", "renewal_answered", "renewed", "expired", "resigned",
    },
    told_by_letter=TOLD_BY_LETTER,
    is_for_groups=False,
    outcomes={"appointed": _("Appointed"), "waiting": _("On the waiting list"), "refused": _("Not chosen")},
    letters=LETTERS,
    panels=PANELS,
    entries=ENTRIES,
    waiting=waiting,
    matters=(INTERVIEW, APPOINTMENT),
    withdrawn=slots.let_go,
    facts=facts,
    take_facts=take_facts,
    urls="workflows.kinds.volunteering.urls",
    desk_urls="workflows.kinds.volunteering.desk_urls",
    forms=frozenset(
        f"volunteering:{name}" for name in ("slot", "appointment", "article", "profile", "renewal", "resign")
    ),
    current=current,
    doors=DOORS,
)  # fmt: skip
