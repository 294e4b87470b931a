"""Coordination requests (連携・協働の調整依頼): words for every step and event, and the kind's own pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.cases.models import Case
from workflows.engine.kind import COMMON_EVENTS, COMMON_PUBLIC_EVENTS, Kind, Step
from workflows.engine.panels import Entry, Panel
from workflows.kinds.coordination import matters, mypage, panels, rights
from workflows.kinds.coordination.form import definition
from workflows.kinds.coordination.gist import gist
from workflows.kinds.coordination.letters import LETTERS
from workflows.kinds.coordination.models import Coordination, Sounding
from workflows.kinds.coordination.services import agreeing

if TYPE_CHECKING:
    from workflows.kinds.coordination.flow import CoordinationFlow


def _flow() -> type[CoordinationFlow]:
    """Imported late: viewflow needs the URL configuration and the apps to be ready."""
    from workflows.kinds.coordination.flow import CoordinationFlow

    return CoordinationFlow


def _partners(cases: Collection[int]) -> Iterable[tuple[int, int]]:
    """Groups that were asked and have not declined."""
    asked = Sounding.objects.filter(case__in=cases).exclude(state=Sounding.State.DECLINED)
    return asked.values_list("case_id", "group_id")


def _called_off(case: Case) -> bool:
    return Coordination.objects.filter(case=case, carried=Coordination.Carried.EARLY).exists()


def _tell_of_withdrawal(case: Case) -> None:
    """The groups that were asked need not answer any more."""
    agreeing.tell_the_asked(case, "withdrawn")


def _untold(case: Case) -> str:
    """Told publicly once it was decided with both sides, and not before."""
    if Coordination.objects.filter(case=case, publish=True).exists():
        return ""
    return str(_("Both sides have not agreed that this coordination is told publicly."))


TURN = Case.Turn
WAIT = _("You need not do anything.")
CONTACTED = _("The hub will contact you.")
STEPS = {
    "sent": Step(_("Sent"), _("Received by the system"), TURN.HUB),
    "consultation": Step(_("Prior consultation"), _("The hub arranges the prior consultation"), TURN.HUB, CONTACTED),
    "receive": Step(_("Receipt"), _("The hub takes your request in"), TURN.HUB, WAIT),
    "hub_check": Step(_("Hub check"), _("The hub is reading your request"), TURN.HUB, WAIT),
    "correction": Step(
        _("Correction by applicant"), _("Please correct your request"), TURN.APPLICANT,
        _("Correct what was asked and send it again."),
    ),
    "hearing": Step(_("Hearing"), _("The hub talks with you about the request"), TURN.HUB, CONTACTED),
    "sorting": Step(_("Sorting out"), _("The hub is sorting out the issue"), TURN.HUB, WAIT),
    "candidates": Step(_("Candidates"), _("The hub is looking for partners"), TURN.HUB, WAIT),
    "sounding": Step(
        _("Sounding out"), _("The hub is asking a group"), TURN.HUB,
        _("When a group accepts, you are asked whether your contact may be shown to it."),
    ),
    "meeting": Step(_("First meeting"), _("The hub brings both sides together"), TURN.HUB, CONTACTED),
    "arranging": Step(_("Coordination"), _("Roles, costs and days are being agreed"), TURN.HUB, CONTACTED),
    "draft": Step(_("Draft of the agreement"), _("The result is being written down"), TURN.HUB, WAIT),
    "decision": Step(_("Decision"), _("The ward is deciding"), TURN.DIVISION, WAIT),
    "letter": Step(_("Making the agreement"), _("The agreement is being prepared"), TURN.DIVISION, WAIT),
    "dispatch": Step(
        _("Posting"), _("The agreement is being prepared for the post"), TURN.DIVISION, _("It will reach you by post.")
    ),
    "refusal_letter": Step(_("Making the letter"), _("The letter is being prepared"), TURN.DIVISION, WAIT),
    "refusal_dispatch": Step(
        _("Posting the letter"), _("The letter is being prepared for the post"), TURN.DIVISION,
        _("It will reach you by post."),
    ),
    "carrying": Step(
        _("Carrying out"), _("The activity is being carried out"), TURN.HUB,
        _("The hub asks from time to time how it goes.")
    ),
    "interim": Step(_("Interim check"), _("The hub asks both sides how it goes"), TURN.HUB, CONTACTED),
    "review": Step(
        _("Review by both"), _("Both sides look back"), TURN.HUB,
        _("If you have not sent the sheet yet, please fill it in on this page.")
    ),
    "publication": Step(_("Publication"), _("The hub decides whether it is told publicly"), TURN.HUB, WAIT),
    "done": Step(_("Done"), _("It has ended"), TURN.NOBODY, _("Please read the letter.")),
    "withdrawn": Step(_("Withdrawn"), _("Withdrawn"), TURN.NOBODY, _("The request has ended.")),
}  # fmt: skip
EVENTS = {
    **COMMON_EVENTS,
    "consultation_recorded": _("Consultation recorded"),
    "officer_named": _("Officer in charge named"),
    "hearing_held": _("Hearing held"),
    "issue_sorted": _("Issue sorted out"),
    "no_candidate": _("No group is asked at this time"),
    "sounded_out": _("A group was asked"),
    "candidate_asked": _("The asked group has a question"),
    "candidate_answered": _("Question of the asked group answered"),
    "sounding_answered": _("The asked group answered"),
    "sounding_ended": _("Sounding out goes on elsewhere"),
    "consent_given": _("Consent to show the contact"),
    "consent_withdrawn": _("Consent taken back"),
    "contacts_opened": _("Both consents stand"),
    "meeting_held": _("First meeting held"),
    "arranged": _("Coordination talk held"),
    "agreed": _("Agreed"),
    "refused": _("Not concluded"),
    "agreement_read": _("Agreement opened by the partner"),
    "activity_reported": _("Activity reported"),
    "interim_checked": _("Interim check held"),
    "interim_skipped": _("Ended without an interim check"),
    "carried_out": _("Carried out"),
    "ended_early": _("Ended early"),
    "sheet_sent": _("Review sheet sent"),
    "sheet_missing": _("Went on without a review sheet"),
    "review_held": _("Review held with both sides"),
    "publication_decided": _("Publication decided"),
    "advice_asked": _("Opinion of a section asked for"),
    "advice_given": _("Opinion of a section given"),
}
CONCLUDED = ("carrying", "interim", "review", "publication", "done")
PUBLIC = {
    "consultation_recorded", "hearing_held", "issue_sorted", "meeting_held", "arranged", "agreed", "refused",
    "contacts_opened", "consent_withdrawn", "carried_out", "ended_early", "interim_checked", "review_held",
}  # fmt: skip
DOORS = {
    "coordination": pgettext_lazy("log", "page of the sides of a coordination"),
    "coordination start": pgettext_lazy("log", "request of the ward"),
    "coordination reply": pgettext_lazy("log", "answer to an asked group"),
    "coordination consent": pgettext_lazy("log", "consent of the ward"),
    "coordination inquiries": pgettext_lazy("log", "inquiries"),
    "coordination inquiry": pgettext_lazy("log", "inquiry"),
    "coordination advice": pgettext_lazy("log", "opinion of a section"),
    "coordination advice list": pgettext_lazy("log", "opinions of sections"),
}

kind = Kind(
    slug="coordination",
    title=_("Coordination request"),
    flow=_flow,
    definition=definition,
    steps=STEPS,
    events=EVENTS,
    public_events=COMMON_PUBLIC_EVENTS | PUBLIC,
    told_by_letter=frozenset({"agreed", "refused", "letter_issued", "letter_replaced"}),
    outcomes={"agreed": _("Agreed"), "refused": _("Not concluded")},
    letters=LETTERS,
    panels=(
        Panel("coordination", _("Coordination"), "coordination/desk_panel.html", panels.at_desk),
        Panel("partners", _("Partner"), "coordination/my_panel.html", panels.of_applicant, at_desk=False),
    ),
    urls="workflows.kinds.coordination.urls",
    forms=frozenset(
        f"coordination:{name}" for name in ("sheet", "own_sheet", "answer", "ask", "consent", "own_consent")
    ),
    desk_urls="workflows.kinds.coordination.desk_urls",
    entries=(
        Entry(_("Requests of the ward"), "coordination_desk:start", rights.starts_cases, "group"),
        Entry(_("Inquiries"), "coordination_desk:inquiries", rights.reads_inquiries, "help"),
        Entry(_("Opinions asked of me"), "coordination_desk:my_advice", rights.is_staff, "help"),
    ),
    waiting=mypage.waiting_for,
    matters=(matters.REQUEST, matters.PARTNER),
    withdrawn=_tell_of_withdrawal,
    untold=_untold,
    current=mypage.current_of,
    partners=_partners,
    doors=DOORS,
    begins={
        "application": frozenset({"arranging", *CONCLUDED}),
        "event": frozenset({"arranging", *CONCLUDED}),
        "article": frozenset(CONCLUDED),
        "opportunity": frozenset({"candidates", "sounding", "meeting", "arranging", *CONCLUDED}),
    },
    gist=gist,
    called_off=_called_off,
)
