"""Trainings of a hub, and who came; the first attendance makes an appointment active."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import Role, User
from workflows.cases import access
from workflows.cases.services.events import record
from workflows.kinds.volunteering.models import Appointment, Attendance, Training
from workflows.kinds.volunteering.services import holding


def hubs_of(user: User) -> set[int]:
    """The hubs whose trainings and slots this person plans."""
    return set(roles_of(user).hubs_as(Role.REVIEWER, Role.CHIEF))


def plan(hub: Hub, *, actor: User, title: str, starts_at: datetime, minutes: int, place: str) -> Training:
    if hub.pk not in hubs_of(actor):
        raise Forbidden(_("Only the hub plans its trainings."))
    made = Training.objects.create(
        hub=hub, title=title, starts_at=starts_at, minutes=minutes, place=place, created_by=actor
    )
    log(made, "volunteering.training_planned", user=actor)
    return made


def invited(training: Training) -> QuerySet[Appointment]:
    """Whoever serves at the hub on the day of the training."""
    return (
        holding.serving(on=timezone.localdate(training.starts_at))
        .filter(hub_id=training.hub_id)
        .select_related("person")
    )


def note(training: Training, *, actor: User, appointment: Appointment, came: bool) -> Attendance:
    """Whether this volunteer came; noted again, the later note holds. Raises Forbidden, CaseError, Busy."""
    if training.hub_id not in hubs_of(actor):
        raise Forbidden(_("Only the hub notes who came to its trainings."))
    with holding.locked(appointment) as (case, _recruitment, row):
        if access.has_own_interest(actor, case):
            raise Forbidden(_("Somebody else has to note your own attendance."))
        if row.hub_id != training.hub_id or not row.is_held:
            raise CaseError(_("This volunteer does not serve at the hub of the training."))
        known = Attendance.objects.filter(training=training, appointment=row).first()
        if known is not None and known.came == came:
            return known
        attendance, _made = Attendance.objects.update_or_create(
            training=training, appointment=row, defaults={"came": came, "recorded_by": actor}
        )
        if came and row.state == Appointment.State.REGISTERED:
            row.state = Appointment.State.ACTIVE
            row.save(update_fields=["state"])
        payload = {"appointment": row.pk, "training": training.pk, "came": came, "state": row.state}
        record(case, actor=actor, verb="trained", payload=payload)
    return attendance
