"""The agreement: drafted by one, decided by another; or that none is reached, with the reasons."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import decision
from workflows.cases.services.locking import lock
from workflows.correspondence.models import Letter
from workflows.engine import deciding
from workflows.kinds.coordination import contact, notices
from workflows.kinds.coordination.models import Agreement, Sounding
from workflows.kinds.coordination.models.agreement import TERMS
from workflows.kinds.coordination.services.sides import about, people_of_partner

AGREED = "agreed"


def partners_ready(case: Case) -> list[Sounding]:
    """The soundings of the case on which both consents stand."""
    accepted = case.soundings.select_related("group").filter(state=Sounding.State.ACCEPTED)
    return [sounding for sounding in accepted if contact.both_stand(sounding)]


def require_partner(case: Case) -> list[Sounding]:
    """Raises CaseError unless a group has accepted and both sides have consented."""
    ready = partners_ready(case)
    if not ready:
        raise CaseError(_("No group has accepted with the consents of both sides yet."))
    return ready


def draft_agreement(
    case: Case,
    *,
    actor: User,
    partner: int,
    from_on: date,
    until_on: date,
    reason: str,
    conditions: str = "",
    **terms: str,
) -> Case:
    """The terms stand on the case as a proposal; their drafter does not decide. ``partner``: id of the sounding."""
    case = lock(case)
    sounding = next((one for one in require_partner(case) if one.pk == partner), None)
    if sounding is None:
        raise CaseError(_("This group has not accepted, or the consent of one side is missing."))
    if until_on < from_on:
        raise CaseError(_("The last day lies before the first one."))
    if missing := [name for name in TERMS if not terms.get(name, "").strip()]:
        raise CaseError(_("A term of the agreement is missing: %(name)s") % {"name": missing[0]})
    fields = {name: terms[name] for name in TERMS}
    if any(contact.names_contact(text, case) for text in fields.values()):
        raise CaseError(_("The request names a telephone, an address or an e-mail of the applicant. Leave it out."))
    Agreement.objects.update_or_create(
        case=case, defaults={**fields, "sounding": sounding, "from_on": from_on, "until_on": until_on}
    )
    return decision.draft_decision(
        case, actor=actor, outcome=AGREED, amount_yen=None, reason=reason, letter_reason="", conditions=conditions
    )


def draft_failure(case: Case, *, actor: User, reason: str, letter_reason: str) -> Case:
    """Not concluded (不成立) is drafted like an agreement, with the reasons for the letter."""
    return decision.draft_decision(
        case, actor=actor, outcome=decision.REFUSE, amount_yen=None, reason=reason, letter_reason=letter_reason
    )


def decide(case: Case, *, actor: User, note: str = "") -> Case:
    """As drafted. An agreement needs both consents at this very moment; its letter is owed."""
    case = lock(case)
    agreement = None
    if case.proposal.get("outcome") == AGREED:
        agreement = Agreement.objects.select_related("sounding").get(case=case)
        # The consents are given and taken back under the case's lock, which is held here.
        if not contact.both_stand(agreement.sounding):
            raise CaseError(_("A consent was taken back meanwhile. Please return the draft."))
        agreement.agreed_on = timezone.localdate()
        agreement.save(update_fields=["agreed_on"])
    case = deciding.decide(case, actor=actor, note=note)
    if agreement is None:
        tell_the_asked(case)
    return case


def tell_the_asked(case: Case) -> None:
    """Groups that did not decline are told that nothing came of it: none was concluded, or the request taken back."""
    for sounding in case.soundings.exclude(state=Sounding.State.DECLINED):
        path = notices.partner_page(sounding)
        notices.tell(people_of_partner(sounding), "ended", path=path, about=about(case), key=str(sounding.pk))


def tell_partner(letter: Letter) -> None:
    """The partner's people are told that the agreement can be read; in the transaction that gave it out."""
    agreement = Agreement.objects.select_related("sounding__case").filter(case=letter.case).first()
    if agreement is None or letter.outcome != AGREED:
        return
    sounding = agreement.sounding
    path = notices.partner_page(sounding)
    notices.tell(people_of_partner(sounding), "agreed", path=path, about=about(letter.case), key=f"{letter.pk}")
