"""A minor's guardian answers through the link of a mail, or signs on paper; without a yes nobody is selected.

What is not known counts as a no: an application without a date of birth does not go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.mailings.services import write_mail
from cms.people.models import User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services import review
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.volunteering.models import GuardianConsent
from workflows.kinds.volunteering.services import secrets, slots

State = GuardianConsent.State


@dataclass(frozen=True)
class Named:
    """Age and guardian as the newest sending has them."""

    born_on: date | None
    name: str
    email: str
    own: frozenset[str] = frozenset()

    def is_minor(self, on: date) -> bool:
        return self.born_on is not None and dates.age(self.born_on, on=on) < settings.AGE_OF_MAJORITY

    @property
    def lacks(self) -> str:
        """Why this guardian cannot be asked by mail, as a sentence; empty when they can."""
        if not (self.name and self.email):
            return _(
                "The applicant is under age, but no guardian with an e-mail address is named. Please ask for a "
                "correction, or enter the consent on paper."
            )
        if _plain(self.email) in self.own:
            return _("The address of the guardian is the applicant's own. Please ask for the guardian's address.")
        return ""


def _plain(address: str) -> str:
    return address.strip().casefold()


def named(case: Case) -> Named:
    newest = case.submissions.order_by("-number").first()
    answers = newest.answers if newest else {}
    person, guardian = answers.get("person", {}), answers.get("guardian", {})
    born = person.get("born_on")
    own = [person.get("email"), case.applicant and case.applicant.email, case.person and case.person.email]
    return Named(
        date.fromisoformat(born) if born else None,
        guardian.get("guardian_name", ""),
        guardian.get("guardian_email", ""),
        frozenset(_plain(one) for one in own if one),
    )


def needs_consent(case: Case) -> bool:
    """Whether the applicant was under age on the day on which the application arrived."""
    return named(case).is_minor(timezone.localdate(case.arrived_at))


def current(case: Case) -> GuardianConsent | None:
    return case.guardian_consents.exclude(state=State.REPLACED).order_by("-pk").first()


def problem(case: Case) -> str:
    """Why the application cannot go to the selection, as a sentence; empty when it can."""
    who = named(case)
    if who.born_on is None:
        return _(
            "The date of birth is missing, so nobody knows whether a guardian has to consent. "
            "Please ask for a correction."
        )
    if not who.is_minor(timezone.localdate(case.arrived_at)):
        return ""
    consent = current(case)
    if consent is not None and consent.signed_on is not None and who.name in ("", consent.name):
        return ""
    if who.lacks:
        return who.lacks
    if consent is None or (consent.name, consent.email) != (who.name, who.email):
        return _("The guardian has not been asked yet. Please have the mail sent.")
    if consent.state == State.DECLINED:
        return _("The guardian does not consent, so this application cannot go to the selection.")
    if consent.state == State.EXPIRED:
        return _("The guardian did not answer in time, so this application cannot go to the selection.")
    if consent.state != State.GIVEN:
        return _("The guardian has not answered yet.")
    return ""


def has_failed(case: Case) -> bool:
    """Whether the consent that is needed was refused, or not given in time: the division may refuse for that."""
    if not problem(case):
        return False
    consent = current(case)
    return consent is not None and consent.state in (State.DECLINED, State.EXPIRED)


def pass_on_without(case: Case, *, actor: User, opinion: str) -> Case:
    """Without the guardian's consent the hub's check ends: the division drafts a refusal. Raises CaseError else."""
    case = lock(case)
    if not has_failed(case):
        raise CaseError(_("The guardian has not refused, and the day for the answer has not passed."))
    return review.forward(case, actor=actor, opinion=opinion, checks={"guardian": "no_consent"})


def require(case: Case) -> None:
    """Raises CaseError unless the case may go to the selection."""
    if text := problem(case):
        raise CaseError(text)


def receive(case: Case, *, actor: User, received_on: date, note: str = "") -> Case:
    """Taken in; the guardian of a minor is asked at once."""
    case = review.receive(case, actor=actor, received_on=received_on, note=note)
    who = named(case)
    if needs_consent(case) and not who.lacks:
        _ask(case, actor=actor, who=who)
    return case


def ask_again(case: Case, *, actor: User) -> GuardianConsent:
    """A new mail with a new link, to the guardian whom the newest sending names; earlier links end.

    Raises  CaseError when nobody has to consent, nobody is named, or the consent is there already.
    """
    with or_busy(), transaction.atomic():
        locked = lock(case)
        who = named(locked)
        if locked.closed_at or not needs_consent(locked):
            raise CaseError(_("No consent of a guardian is needed."))
        if who.lacks:
            raise CaseError(who.lacks)
        if not problem(locked):
            raise CaseError(_("The guardian has consented already."))
        return _ask(locked, actor=actor, who=who)


def enter_paper(case: Case, *, actor: User, name: str, signed_on: date) -> GuardianConsent:
    """The hub has the guardian's signed consent before it; links that were sent end.

    Raises  Forbidden, CaseError (nobody has to consent, somebody else is named, a day to come, consent there already).
    """
    with or_busy(), transaction.atomic():
        locked = lock(case)
        if not slots.is_of_the_hub(actor, locked) or access.has_own_interest(actor, locked):
            raise Forbidden(_("Only the hub of this application enters the consent."))
        if locked.closed_at or not needs_consent(locked) or not problem(locked):
            raise CaseError(_("No consent of a guardian is needed."))
        who = named(locked).name
        if who and who != name:
            raise CaseError(_("The application names another guardian: %(name)s.") % {"name": who})
        if not name or signed_on > timezone.localdate():
            raise CaseError(_("Please give the name and the day as they stand on the paper."))
        locked.guardian_consents.filter(state__in=[State.ASKED, State.GIVEN]).update(state=State.REPLACED)
        consent = GuardianConsent.objects.create(
            case=locked, name=name, state=State.GIVEN, token_hash=secrets.new()[1], answered_by=name,
            answered_at=timezone.now(), signed_on=signed_on, seen_by=actor,
        )  # fmt: skip
        payload = {"consent": consent.pk, "on_paper": True, "signed_on": signed_on.isoformat()}
        record(locked, actor=actor, verb="guardian_consented", payload=payload, details={"name": name})
        return consent


def _ask(case: Case, *, actor: User, who: Named) -> GuardianConsent:
    case.guardian_consents.filter(state__in=[State.ASKED, State.GIVEN]).update(state=State.REPLACED)
    secret, kept = secrets.new()
    due_on = timezone.localdate() + timedelta(days=settings.GUARDIAN_ANSWER_DAYS)
    consent = GuardianConsent.objects.create(case=case, name=who.name, email=who.email, token_hash=kept, due_on=due_on)
    payload = {"consent": consent.pk, "due_on": due_on.isoformat()}
    record(case, actor=actor, verb="guardian_asked", payload=payload)
    write_mail(
        to=who.email,
        template="volunteer_guardian",
        context={
            "hub": case.hub,
            "call": case.call.title,
            "age": settings.AGE_OF_MAJORITY,
            "due": dates.wareki(due_on),
            "link": f"{settings.BASE_URL}/mypage/volunteering/consent/{secret}/",
        },
        about=f"case:{case.pk}",
        key=f"volunteer_guardian:{consent.pk}",
    )
    return consent


def find(secret: str) -> GuardianConsent | None:
    """The question behind a link of a mail, whatever its state; None for a link that was never sent."""
    asked = GuardianConsent.objects.select_related("case__hub", "case__call__recruitment", "case__person")
    kept = secrets.kept(secret)
    return asked.filter(Q(token_hash=kept) | Q(reminder_hash=kept)).first()


def is_open(consent: GuardianConsent) -> bool:
    """Whether an answer is taken: to the end of the last day, as long as the application lasts."""
    in_time = consent.due_on is not None and timezone.localdate() <= consent.due_on
    return consent.state == State.ASKED and in_time and consent.case.closed_at is None


def answer(consent: GuardianConsent, *, name: str, consents: bool) -> GuardianConsent:
    """The guardian's answer with the name that they typed and the time. Raises CaseError when it is too late."""
    with or_busy(), transaction.atomic():
        case = lock(consent.case)
        row = GuardianConsent.objects.select_for_update().get(pk=consent.pk)
        row.case = case
        if not is_open(row):
            raise CaseError(_("This question has been answered already, or is no longer asked."))
        row.state = State.GIVEN if consents else State.DECLINED
        row.answered_by, row.answered_at = name, timezone.now()
        row.save(update_fields=["state", "answered_by", "answered_at"])
        record(
            case,
            actor=None,
            verb="guardian_consented" if consents else "guardian_declined",
            payload={"consent": row.pk},
            details={"name": name},
        )
    return row
