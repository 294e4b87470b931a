"""The volunteer's own log: hours, reports, and articles for the hub's editors."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from workflows.engine.contributing import article_handed_in
from workflows.kinds.volunteering.models import Activity, Appointment, Article, VolunteerProfile
from workflows.kinds.volunteering.models.service import MOST_MINUTES
from workflows.kinds.volunteering.services import holding


def note(
    appointment: Appointment, *, actor: User, done_on: date, minutes: int, text: str, key: UUID, is_report: bool = False
) -> Activity:
    """One entry; the same form sent twice is one. Raises Forbidden, CaseError (outside the term, too long a day)."""
    _own(appointment, actor)
    with holding.locked(appointment) as (_case, _recruitment, row):
        if known := Activity.objects.filter(appointment=row, key=key).first():
            return known
        if not row.is_held or row.from_on is None or row.until_on is None:
            raise CaseError(_("The log is kept while you are appointed."))
        if not row.from_on <= done_on <= min(row.until_on, timezone.localdate()):
            raise CaseError(_("Please give a day of your term, not later than today."))
        before = _minutes(Activity.objects.filter(appointment=row, done_on=done_on))
        if before + minutes > MOST_MINUTES:
            raise CaseError(_("A day has 24 hours; with the other entries of this day it would be more."))
        return Activity.objects.create(
            appointment=row, done_on=done_on, minutes=minutes, text=text, key=key, is_report=is_report
        )


def take_back(activity: Activity, *, actor: User) -> None:
    """The entry counts no more. Only its writer, and only until staff have seen it."""
    _own(activity.appointment, actor)
    with holding.locked(activity.appointment):
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        if row.seen_at is not None:
            raise CaseError(_("The hub has seen this entry already. Please tell the hub what is wrong with it."))
        row.taken_back_at = row.taken_back_at or timezone.now()
        row.save(update_fields=["taken_back_at"])


def mark_seen(appointment: Appointment, *, actor: User) -> int:
    """Staff have read what was written until now; how many entries."""
    if not holding.cares_for(actor, appointment):
        raise Forbidden(_("Your role does not include this."))
    unseen = Activity.objects.filter(appointment=appointment, seen_at=None, taken_back_at=None)
    return unseen.update(seen_by=actor, seen_at=timezone.now())


def minutes_of(appointment: Appointment) -> int:
    return _minutes(Activity.objects.filter(appointment=appointment))


def _minutes(rows: object) -> int:
    return rows.filter(taken_back_at=None).aggregate(sum=Sum("minutes"))["sum"] or 0  # type: ignore[attr-defined]


def hand_in(appointment: Appointment, *, actor: User, title: str, text: str, key: UUID) -> Article:
    """The text is the hub's editors' draft now, in the volunteer's name; the same form sent twice is one.

    Raises  Forbidden, CaseError (not appointed, a role that writes none, nobody takes it), Busy.
    """
    _own(appointment, actor)
    with holding.locked(appointment) as (_case, recruitment, row):
        if known := Article.objects.filter(appointment=row, key=key).first():
            return known
        if not row.is_held or not recruitment.writes_articles:
            raise CaseError(_("Articles are handed in by volunteers who write for the hub, during their term."))
        article = Article.objects.create(appointment=row, title=title, key=key)
        answers = article_handed_in.send(
            sender=Article, hub=row.hub, author=actor, title=title, text=text, credit=credit(row)
        )
        article.page = next((page for _receiver, page in answers if page), None)
        if article.page is None:
            raise CaseError(_("The hub has no site of its own yet, so articles cannot be taken. Please call the hub."))
        article.save(update_fields=["page"])
    return article


def credit(appointment: Appointment) -> str:
    """The line under an article: the role, and the name of whoever agreed to that."""
    profile = VolunteerProfile.objects.filter(Q(person_id=appointment.person_id), shows_name=True).first()
    return f"{appointment.role}　{appointment.person.name}" if profile else appointment.role


def _own(appointment: Appointment, actor: User) -> None:
    if not holding.is_own(actor, appointment):
        raise Forbidden(_("This appointment is somebody else's."))
