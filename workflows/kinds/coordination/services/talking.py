"""Receipt with its officer, talks, the issue sorted out, and how the activity ended."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.party import people_of
from workflows.cases.services import review
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.engine.ending import case_failed
from workflows.engine.reminders import hub_staff_of
from workflows.exchange.models import Together
from workflows.kinds.coordination import notices
from workflows.kinds.coordination.models import Agreement, Coordination, Talk
from workflows.kinds.coordination.services.sides import about, people_of_partner

SOURCE = "coordination"
VERBS: dict[str, str] = {
    Talk.Phase.HEARING: "hearing_held",
    Talk.Phase.MEETING: "meeting_held",
    Talk.Phase.ARRANGING: "arranged",
    Talk.Phase.CARRYING: "activity_reported",
    Talk.Phase.INTERIM: "interim_checked",
    Talk.Phase.REVIEW: "review_held",
}


def coordination_of(case: Case) -> Coordination:
    """The row of the locked case; made when the case has none yet."""
    found, _made = Coordination.objects.get_or_create(case=case)
    return found


def receive(case: Case, *, actor: User, received_on: date, officer: User, note: str = "") -> Case:
    """Taken in, with somebody of the hub in charge (担当). Raises CaseError for anybody else."""
    case = review.receive(lock(case), actor=actor, received_on=received_on, note=note)
    if not hub_staff_of(case).filter(pk=officer.pk).exists():
        raise CaseError(_("The officer in charge is a reviewer or chief of the hub."))
    own = coordination_of(case)
    before, own.officer = own.officer_id, officer
    own.save(update_fields=["officer"])
    record(case, actor=actor, verb="officer_named", payload={"before": before, "after": officer.pk})
    return case


def keep_talk(case: Case, *, actor: User, phase: str, held_on: date, attended: str, record_text: str) -> Talk:
    """One more record of this phase. Raises CaseError for a day in the future and for an empty record."""
    case = lock(case)
    if held_on > timezone.localdate():
        raise CaseError(_("The day of the talk lies in the future."))
    if not record_text.strip():
        raise CaseError(_("Please write the record."))
    talk = Talk.objects.create(
        case=case, phase=phase, held_on=held_on, attended=attended, record=record_text, recorded_by=actor
    )
    record(
        case, actor=actor, verb=VERBS[phase], payload={"talk": talk.pk, "held_on": held_on.isoformat()},
        details={"attended": attended, "record": record_text},
    )  # fmt: skip
    return talk


def sort_issue(case: Case, *, actor: User, issue: str, agenda: str) -> Case:
    """What it is about, in the words both can share, and who set the agenda."""
    case = lock(case)
    own = coordination_of(case)
    before, own.issue, own.agenda = own.agenda, issue, agenda
    own.save(update_fields=["issue", "agenda"])
    payload = {"before": {"agenda": before}, "after": {"agenda": agenda}}
    record(case, actor=actor, verb="issue_sorted", payload=payload, details={"issue": issue})
    return case


def finish_activity(
    case: Case,
    *,
    actor: User,
    phase: str,
    held_on: date,
    attended: str,
    record_text: str,
    carried: str,
    without_interim: str = "",
) -> Case:
    """The last report: carried out, or ended early (解除). Both sides are asked for their sheets.

    Ended early, what was begun from the case is settled as when it had failed.
    ``without_interim``: why there was no interim check. Raises CaseError when there was none and no reason.
    """
    case = lock(case)
    if phase != Talk.Phase.INTERIM and lacks_interim(case):
        if not without_interim.strip():
            raise CaseError(_("There was no interim check. Hold it, or write why there was none."))
        record(case, actor=actor, verb="interim_skipped", details={"reason": without_interim})
    keep_talk(case, actor=actor, phase=phase, held_on=held_on, attended=attended, record_text=record_text)
    own = coordination_of(case)
    own.carried, own.carried_on = carried, held_on
    own.save(update_fields=["carried", "carried_on"])
    is_early = carried == Coordination.Carried.EARLY
    verb = "ended_early" if is_early else "carried_out"
    record(case, actor=actor, verb=verb, payload={"on": held_on.isoformat()})
    if is_early:
        case_failed.send(sender=Case, case=case, actor=actor, chosen=())
    if carried == Coordination.Carried.FINISHED:
        _note_together(case, held_on)
    ask_for_sheets(case)
    return case


def _note_together(case: Case, on: date) -> None:
    """From now on the suggestions know that the two groups have worked together."""
    agreement = Agreement.objects.select_related("sounding").filter(case=case).first()
    if agreement is not None and case.group_id is not None:
        pair = (case.group_id, agreement.sounding.group_id)
        Together.note(groups=pair, how=Together.How.WORKED, on=on, source=SOURCE, ref=str(case.pk))


def lacks_interim(case: Case) -> bool:
    return not case.talks.filter(phase=Talk.Phase.INTERIM).exists()


def ask_for_sheets(case: Case) -> None:
    """A mail to the people of both sides; never twice for one case."""
    agreement = Agreement.objects.select_related("sounding__group").filter(case=case).first()
    if agreement is None:
        return
    sounding = agreement.sounding
    sounding.case = case
    people, path = people_of_partner(sounding), notices.partner_page(sounding)
    notices.tell(people, "sheet", path=path, about=about(case), key=f"{case.pk}:p")
    path = reverse("coordination:own_sheet", args=[case.pk])
    notices.tell(people_of(case), "sheet", path=path, about=about(case), key=f"{case.pk}:a")
