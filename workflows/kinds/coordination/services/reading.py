"""The partner opens the agreement: on record once per version."""

from __future__ import annotations

from django.db import transaction

from cms.core.waiting import or_busy
from cms.people.models import User
from workflows.cases.services.events import record
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.models import Sounding
from workflows.kinds.coordination.services.sides import locked

VERB = "agreement_read"


def record_reading(sounding: Sounding, letter: Letter, *, actor: User) -> None:
    with or_busy(), transaction.atomic():
        case, _sounding = locked(sounding)
        if not case.events.filter(verb=VERB, payload__number=letter.number).exists():
            record(case, actor=actor, verb=VERB, payload={"number": letter.number})
