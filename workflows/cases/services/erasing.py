"""What a case itself holds of persons, taken out of it; ``workflows.engine.erasing`` is the way in.

Number, programme, hub, group, days, amounts and outcome stay: they are the ledger.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from cms.audit import chain
from cms.people.models import LocalRole, User
from cms.people.services.persons import forget_person, nobody
from media.erasing import remove_file
from workflows.cases.models import Case, CaseEvent, CaseEventDetails, CaseFile, Consultation

CLEARED = ["title", "proposal", "correction", "person", "applicant", "retention_hold", "erased_at", "revision"]


def clear(case: Case, *, actor: User) -> list[int]:
    """Answers, files, texts and consultations of the locked case are gone; it names no person any more.

    The case's own columns are saved by ``seal``. Returns the keys of the consultations.
    """
    _clear_submissions(case)
    consultations = _clear_consultations(case)
    LocalRole.objects.at(LocalRole.Kind.CASE, case.pk).update(reason="")
    case.title, case.proposal, case.correction, case.retention_hold = "", {}, {}, ""
    person, case.person, case.applicant = case.person, nobody(), None
    case.save(update_fields=["person"])
    forget_person(person, actor=actor)
    return consultations


def seal(case: Case, *, actor: User, ground: str, reason: str) -> CaseEvent:
    """The details of every event are gone, and the last event of the chain says who erased what and why."""
    case.erased_at = timezone.now()
    case.revision += 1
    event: CaseEvent = chain.erase_details(
        event_model=CaseEvent, details_model=CaseEventDetails, owner=case, owner_field="case",
        actor=actor, reason=reason, also={"ground": ground}, owner_changes=CLEARED,
    )  # fmt: skip
    return event


def _clear_submissions(case: Case) -> None:
    kept = CaseFile.objects.filter(submission__case=case).select_related("file")
    files = {one.file_id: one.file for one in kept}
    kept.delete()
    for file in files.values():
        remove_file(file)
    case.submissions.update(answers={})


def _clear_consultations(case: Case) -> list[int]:
    """The one of the case, and those without a case that its group asked for at the same call."""
    of_case = Q(case=case)
    if case.group_id is None:
        return _emptied(of_case)
    same = Case.objects.filter(call_id=case.call_id, group_id=case.group_id, erased_at=None).exclude(pk=case.pk)
    if not same.exists():
        of_case |= Q(case__isnull=True, call_id=case.call_id, group_id=case.group_id)
    return _emptied(of_case)


def _emptied(which: Q) -> list[int]:
    found = list(Consultation.objects.filter(which).values_list("pk", flat=True))
    texts = Consultation.objects.filter(pk__in=found)
    texts.update(wish="", wanted_dates="", contact_phone="", record="", requested_by=None)
    texts.exclude(state=Consultation.State.HELD).update(state=Consultation.State.CANCELLED)
    return found
