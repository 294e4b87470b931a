"""The ward asks groups (行政参加): a case of the hub, without a group, started by staff at the desk."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.clock import database_now
from cms.core.errors import CaseError, Closed, Forbidden
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.people.models import User
from cms.people.services.persons import person_of
from forms.versions import freeze
from forms.wording import said
from workflows.cases.models import Case
from workflows.cases.services import submission
from workflows.cases.services.submission import Applicant, Sending
from workflows.engine.starting import start_run
from workflows.kinds.coordination import rights
from workflows.kinds.coordination.form import ward_definition
from workflows.programmes.models import Call


def start_for_ward(
    call: Call,
    *,
    actor: User,
    hub: Hub,
    section: str,
    answers: dict[str, Any],
    key: uuid.UUID,
    at: datetime | None = None,
) -> Case:
    """The case of the hub's own request; the same ``key`` of the same person again is the same case.

    answers  question of the form's section ``request`` → answer
    at       the database's clock, unless the demo has another day
    Raises   Forbidden (another hub), Closed, CaseError (another kind, no title), Busy.
    """
    if not rights.startable_hubs(actor).filter(pk=hub.pk).exists():
        raise Forbidden(_("You start requests of your own hub only."))
    if call.programme.kind != "coordination":
        raise CaseError(_("This call is not for coordination requests."))
    if not str(answers.get("title", "")).strip():
        raise CaseError(_("Please give a title."))
    with or_busy(), transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        if before := submission.sent_before(sender=actor, key=key):
            return before.case
        now = at or database_now()
        if not call.is_open(now):
            raise Closed(said("This call is not open for applications now.", call.programme.kind))
        sending = Sending(
            version=freeze(ward_definition(call)),
            answers={"section": {"section_name": section}, "request": answers},
            files=[], columns={"title": answers["title"]}, key=key, arrived_at=now,
        )  # fmt: skip
        applicant = Applicant(group=None, hub=hub, person=person_of(actor), channel=Case.Channel.WARD, user=actor)
        case = submission.open_case(actor=actor, call=call, applicant=applicant, sending=sending)
        start_run(case, outcome="receive")
    return case
