"""What the hub does: take in, ask for a correction, pass on; and the consultation before it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError
from cms.mailings.services import write_mail
from cms.people.models import User
from forms.wording import said
from workflows.cases.models import Case, Consultation
from workflows.cases.party import people_of
from workflows.cases.services.consultation import claim
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock


def record_consultation(case: Case, *, actor: User, held_on: date, record_text: str) -> Case:
    """The consultation that the programme asks for is on record and tied to the case."""
    case = lock(case)
    if held_on > timezone.localdate():
        raise CaseError(_("The day of the consultation lies in the future."))
    consultation = _consultation_of(case)
    consultation.taken = True
    consultation.state = Consultation.State.HELD
    consultation.held_on = held_on
    consultation.record = record_text
    consultation.recorded_by = actor
    consultation.save()
    case.consultation = consultation
    record(
        case,
        actor=actor,
        verb="consultation_recorded",
        payload={"held_on": held_on.isoformat()},
        details={"record": record_text},
        changed=["consultation"],
    )
    return case


def _consultation_of(case: Case) -> Consultation:
    """The case's own, locked; else one that no other case has; else a new one."""
    if case.consultation_id:
        return Consultation.objects.select_for_update().get(pk=case.consultation_id)
    if case.group_id is None:
        raise CaseError(_("Only groups are consulted beforehand."))
    untied = claim(call=case.call_id, group=case.group_id)
    return untied or Consultation(call_id=case.call_id, group_id=case.group_id, hub_id=case.hub_id)


def receive(case: Case, *, actor: User, received_on: date, note: str = "") -> Case:
    """The hub has taken the application in (収受)."""
    case = lock(case)
    arrived_on = timezone.localdate(case.arrived_at)
    if not arrived_on <= received_on <= timezone.localdate():
        raise CaseError(_("The day of receipt lies between the day of arrival and today."))
    record(
        case,
        actor=actor,
        verb="received",
        payload={"received_on": received_on.isoformat()},
        details={"note": note} if note else None,
    )
    return case


def send_back(case: Case, *, actor: User, sections: list[str], reason: str, due_on: date) -> Case:
    """The applicant is asked to correct the named sections by ``due_on``, and told why.

    Everybody who acts for the applicant gets a mail with a link; for the others the desk prints the request.
    """
    case = lock(case)
    if not sections:
        raise CaseError(_("Choose at least one section that needs a correction."))
    if due_on < timezone.localdate():
        raise CaseError(_("The day until which the correction is awaited lies in the past."))
    case.correction = {"sections": sections, "reason": reason, "due_on": due_on.isoformat()}
    event = record(
        case,
        actor=actor,
        verb="sent_back",
        payload={"sections": sections, "due_on": due_on.isoformat()},
        details={"reason": reason},
        changed=["correction"],
    )
    for member in people_of(case):
        write_mail(
            to=member.email,
            template="correction_asked",
            context={
                "number": case.number,
                "due": dates.wareki(due_on),
                "hub": case.hub,
                "link": f"{settings.BASE_URL}/mypage/cases/{case.pk}/",
            },
            about=f"case:{case.pk}",
            key=f"correction_asked:{case.pk}:{event.seq}:{member.pk}",
            variant=case.kind,
        )
    return case


def end_correction(case: Case, *, actor: User, onward: bool, reason: str, gaps: list[str], told: list[str]) -> Case:
    """The day passed without a correction: the case goes on as it was sent, with its gaps on record.

    onward  to the division, which may refuse it for that; else back to the hub's check
    gaps    open or wrong questions as ``section.question``; ``told`` the same in the words of the form
    Raises  CaseError before the end of the last day, and without a reason.
    """
    case = lock(case)
    if case.due_at is None or timezone.now() <= case.due_at:
        raise CaseError(said("Until the end of the last day the applicant may still send the correction.", case.kind))
    if not reason.strip():
        raise CaseError(_("Please write how the case goes on and why."))
    asked, case.correction = case.correction, {}
    record(
        case,
        actor=actor,
        verb="correction_ended",
        payload={
            "sections": asked.get("sections", []),
            "due_on": asked.get("due_on", ""),
            "gaps": gaps,
            "to": "division" if onward else "hub",
        },
        details={"reason": reason, "asked": asked.get("reason", ""), "gaps": told},
        changed=["correction"],
    )
    return case


def return_to_hub(case: Case, *, actor: User, reason: str) -> Case:
    """The division gives the case back to the hub, for instance to ask the applicant; no draft is left standing."""
    case = lock(case)
    if not reason.strip():
        raise CaseError(_("Please write what the hub has to clear up."))
    before = {"outcome": case.proposal.get("outcome"), "amount_yen": case.proposed_yen}
    case.proposal, case.proposed_yen, case.drafted_by = {}, None, None
    record(
        case,
        actor=actor,
        verb="returned_to_hub",
        payload={"before": before},
        details={"reason": reason},
        changed=["proposal", "proposed_yen", "drafted_by"],
    )
    return case


def forward(case: Case, *, actor: User, opinion: str, checks: dict[str, Any] | None = None) -> Case:
    """The hub has checked the application and passes it on with its opinion."""
    case = lock(case)
    record(case, actor=actor, verb="forwarded", payload={"checks": checks or {}}, details={"opinion": opinion})
    return case
