"""The waiting list: when a place is free, the first of the list is appointed, with a letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from cms.core.waiting import or_busy
from cms.jobs.registry import handler
from cms.mailings.services import write_mail
from workflows.cases.models import Case
from workflows.cases.party import people_of
from workflows.cases.services.locking import lock
from workflows.correspondence.services import issue_letter
from workflows.kinds.volunteering.models import Appointment, Recruitment
from workflows.kinds.volunteering.services import appointing, holding

LETTER = "promoted"


@handler("volunteer_promote")
def promote_all(payload: dict[str, Any]) -> None:
    """As many as there are free places; running again promotes nobody twice."""
    while promote_next(payload["recruitment"]):
        pass


def promote_next(recruitment: int) -> bool:
    """Whether there is more to look at: the first of the list was appointed, or it changed meanwhile."""
    first = holding.waiting(recruitment).first()
    if first is None:
        return False
    with or_busy(), transaction.atomic():
        case = lock(Case(pk=first.case_id))
        row = Recruitment.objects.select_for_update().get(pk=recruitment)
        if row.taken >= row.places:
            return False
        # Under the lock of the recruitment nobody else appoints, so the first of the list is the first.
        again = holding.waiting(recruitment).first()
        if again is None or again.pk != first.pk:
            return again is not None
        _appoint(case, row, again)
    return True


def _appoint(case: Case, recruitment: Recruitment, appointment: Appointment) -> None:
    appointing.register(appointment, case, recruitment)
    appointment.save(update_fields=["state", "number", "from_on", "until_on"])
    appointing.on_record(case, appointment, actor=None, verb="promoted")
    issue_letter(case, actor=None, outcome=LETTER)
    for reader in people_of(case):
        write_mail(
            to=reader.email,
            template="volunteer_promoted",
            context={
                "number": case.number,
                "role": appointment.role,
                "hub": case.hub,
                "link": f"{settings.BASE_URL}/mypage/volunteering/appointments/{appointment.pk}/",
            },
            about=f"case:{case.pk}",
            key=f"volunteer_promoted:{appointment.pk}:{reader.pk}",
        )
