"""Appointments as they stand: their lock, who serves today, who waits, and the place that becomes free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from cms.core.waiting import or_busy
from cms.jobs import outbox
from cms.people.access import roles_of
from cms.people.models import Role, User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services.locking import lock
from workflows.kinds.volunteering.models import Appointment, Recruitment

State = Appointment.State


@contextmanager
def locked(appointment: Appointment) -> Iterator[tuple[Case, Recruitment, Appointment]]:
    """Case, recruitment and appointment, locked in this order and read again. Raises Busy."""
    with or_busy(), transaction.atomic():
        case = lock(Case(pk=appointment.case_id))
        recruitment = Recruitment.objects.select_for_update().get(pk=appointment.recruitment_id)
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        row.case, row.recruitment = case, recruitment
        yield case, recruitment, row


def serving(*, on: date | None = None) -> QuerySet[Appointment]:
    """Whoever is appointed on that day."""
    day = on or timezone.localdate()
    return Appointment.objects.filter(state__in=Appointment.HELD, from_on__lte=day, until_on__gte=day)


def waiting(recruitment: int) -> QuerySet[Appointment]:
    """The waiting list in its order: points, then arrival; as long as the list holds."""
    rows = Appointment.objects.filter(recruitment_id=recruitment, state=State.WAITING)
    return rows.filter(until_on__gte=timezone.localdate()).order_by("-points", "arrived_at", "pk")


def free_place(recruitment: Recruitment, appointment: Appointment) -> None:
    """The locked recruitment has a place more, and its waiting list is owed a look."""
    recruitment.taken = max(recruitment.taken - 1, 0)
    recruitment.save(update_fields=["taken"])
    owe_look(recruitment, cause=str(appointment.pk))


def owe_look(recruitment: Recruitment, *, cause: str) -> None:
    """The waiting list is looked at by the worker; ``cause`` keeps one look from standing for another."""
    outbox.put(
        kind="volunteer_promote",
        key=f"volunteer_promote:{recruitment.pk}:{cause}",
        payload={"recruitment": recruitment.pk},
    )


def owe_look_for_places(recruitment: Recruitment) -> None:
    """The number of places was set, so it may have grown; each setting is a cause of its own."""
    owe_look(recruitment, cause=f"places:{timezone.now():%Y%m%d%H%M%S%f}")


def of_user(user: User | AnonymousUser) -> QuerySet[Appointment]:
    """The person's own appointments, for My page."""
    related = ("case__hub", "recruitment", "hub", "person")
    return (
        Appointment.objects.select_related(*related).filter(user_id=user.pk) if user.pk else Appointment.objects.none()
    )


def is_own(user: User, appointment: Appointment) -> bool:
    """Whether ``user`` is the volunteer."""
    return user.is_active and appointment.user_id == user.pk


def cares_for(user: User, appointment: Appointment) -> bool:
    """The hub's reviewers and chief and the division's reviewers; never the volunteer."""
    roles = roles_of(user)
    theirs = appointment.hub_id in roles.hubs_as(Role.REVIEWER, Role.CHIEF) or roles.has(Role.DIVISION_REVIEWER)
    return theirs and not access.has_own_interest(user, appointment.case)


def reached_at(appointment: Appointment) -> str:
    """The address for mails to the volunteer; empty when there is none."""
    user = appointment.user
    return user.email if user and user.is_active else appointment.person.email


def single_holders(hubs: set[int] | None) -> list[dict[str, str]]:
    """Roles of these hubs (None: of all) that rest on one person; one query."""
    rows = serving() if hubs is None else serving().filter(hub_id__in=hubs)
    counted = rows.order_by().values("hub__name", "role").annotate(count=Count("person", distinct=True))
    return [
        {"hub": row["hub__name"], "role": row["role"]} for row in counted.filter(count=1).order_by("hub__name", "role")
    ]


def of_person(appointment: Appointment, *, hubs: set[int] | None) -> QuerySet[Appointment]:
    """Appointments of the same person at these hubs (None: at all), the newest first."""
    rows = Appointment.objects.select_related("hub", "recruitment").filter(person_id=appointment.person_id)
    return (rows if hubs is None else rows.filter(hub_id__in=hubs)).order_by("-pk")
