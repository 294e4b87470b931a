"""What this kind does when a case is erased: its rows forget the person, the ledger of roles and terms stays."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.errors import CaseError
from cms.people.models import Person
from cms.people.services.persons import forget_person, nobody
from workflows.cases.models import Case
from workflows.engine.contributing import author_forgotten
from workflows.engine.erasing import Ground, case_erased
from workflows.kinds.volunteering.models import (
    Activity,
    Appointment,
    Article,
    GuardianConsent,
    Renewal,
    Score,
    SlotChoice,
    VolunteerProfile,
)


@receiver(case_erased, dispatch_uid="volunteering.case_erased")
def erase_volunteer(sender: Any, case: Case, ground: str, **kwargs: Any) -> None:
    """Refused while the person serves or waits; and, where the ground is the time, until the last term is long over."""
    if case.kind != "volunteering":
        return
    rows = list(Appointment.objects.select_for_update().filter(case=case).order_by("pk"))
    if any(row.is_held or row.state == Appointment.State.WAITING for row in rows):
        raise CaseError(_("This person is appointed or on the waiting list, so the case cannot be erased."))
    if ground == Ground.EXPIRED and any(_is_kept(row, case) for row in rows):
        raise CaseError(_("The last term has ended too recently for the case to be erased."))
    _clear_rows(case, rows)
    for person in Person.objects.filter(pk__in={row.person_id for row in rows}):
        _let_go(person, rows)


def _is_kept(row: Appointment, case: Case) -> bool:
    """Kept to the end of the fiscal year in which the term ended, and then the programme's years."""
    if row.ended_on is None:
        return False
    over = dates.fiscal_year(row.ended_on) + 1 + case.programme.retention_years
    return dates.fiscal_year(timezone.localdate()) < over


def _clear_rows(case: Case, rows: list[Appointment]) -> None:
    GuardianConsent.objects.filter(case=case).update(name="", email="", answered_by="")
    Score.objects.filter(case=case).update(comment="")
    SlotChoice.objects.filter(case=case).update(chosen_by=None)
    Activity.objects.filter(appointment__in=rows).update(text="")
    articles = Article.objects.filter(appointment__in=rows)
    for row in rows:
        pages = [one.page for one in articles if one.appointment_id == row.pk and one.page]
        author_forgotten.send(sender=Article, pages=pages, credit=row.role)
    articles.update(title="")
    Renewal.objects.filter(appointment__in=rows).update(opinion="", refusal_reason="")


def _let_go(person: Person, rows: list[Appointment]) -> None:
    """The rows name nobody; the register forgets the person unless another appointment needs them."""
    empty = nobody()
    for row in rows:
        if row.person_id == person.pk:
            row.person, row.user, row.end_reason, row.dismissal_reason = empty, None, "", ""
            row.save(update_fields=["person", "user", "end_reason", "dismissal_reason"])
    if not Appointment.objects.filter(person=person).exists() and person.erased_at is None:
        VolunteerProfile.objects.filter(person=person).delete()
        forget_person(person, actor=None)
