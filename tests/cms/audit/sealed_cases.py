"""A case with a chain, without the engine: what the audit room needs of the upper rooms."""

from __future__ import annotations

from django.db import transaction

from tests.factories_cases import make_call, make_sending
from tests.factories_people import make_group, make_person, make_user
from workflows.cases.models import Case
from workflows.cases.services import submission


def make_sealed_case() -> Case:
    """A case as the sending of an application leaves it, its first event included."""
    applicant = make_user(name="試験 花子")
    people = submission.Applicant(
        group=make_group(manager=applicant),
        person=make_person(user=applicant),
        user=applicant,
        notice=Case.Notice.ELECTRONIC,
    )
    with transaction.atomic():
        case = submission.open_case(actor=applicant, call=make_call(), applicant=people, sending=make_sending())
    return Case.objects.get(pk=case.pk)
