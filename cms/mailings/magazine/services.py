"""Writing, trying, scheduling, sending and stopping a mail to many. Who may is decided by ``mailings.access``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.jobs import outbox
from cms.mailings import access, services
from cms.mailings.magazine import choices, links, marks, outcomes
from cms.mailings.magazine.choices import Choice
from cms.mailings.magazine.starting import key_of, owe
from cms.mailings.models import Delivery, Mailing
from cms.people.models import User

State = Mailing.State


def create_mailing(
    *, actor: User, hub: Hub | None, subject: str, html: str, text: str, segment: Choice, body: str = ""
) -> Mailing:
    """A draft with finished texts, each with the mark ``[[unsubscribe]]`` where the reader's own link goes.

    ``hub`` sends it (None: the ward). CaseError for texts without the mark or a segment without a sender;
    Forbidden for who may not write for ``hub`` or to these readers.
    """
    mailing = Mailing(hub=hub, created_by=actor)
    with transaction.atomic():
        _fill(mailing, actor=actor, subject=subject, html=html, text=text, segment=segment, body=body)
        log(mailing, "mailings.written", user=actor)
    return mailing


def write_mailing(*, actor: User, hub: Hub | None, subject: str, body: str, segment: Choice) -> Mailing:
    """A draft from plain text, as staff type it."""
    texts = texts_of(subject=subject, body=body, hub=hub)
    return create_mailing(actor=actor, hub=hub, subject=subject, segment=segment, body=body, **texts)


def change_mailing(mailing: Mailing, *, actor: User, subject: str, body: str, segment: Choice) -> Mailing:
    """Another text and other readers, as long as it is a draft; texts made elsewhere stay as they are."""
    with or_busy(), transaction.atomic():
        found = _locked(mailing, State.DRAFT)
        made = {"html": found.html, "text": found.text}
        texts = texts_of(subject=subject, body=body, hub=found.hub) if found.body else made
        body = body if found.body else ""
        _fill(found, actor=actor, subject=subject, segment=segment, body=body, **texts)
        log(found, "mailings.changed", user=actor)
        return found


def texts_of(*, subject: str, body: str, hub: Hub | None) -> dict[str, str]:
    """``html`` and ``text`` of what staff wrote, with the frame that every magazine mail has."""
    context = {**services.frame(), "subject": subject, "body": body.strip(), "hub": hub, "marks": marks}
    html = render_to_string("mail/mailings/issue.html", context)
    return {"html": html, "text": services.plain("mail/mailings/issue.txt", context)}


def _fill(mailing: Mailing, *, actor: User, subject: str, html: str, text: str, segment: Choice, body: str) -> None:
    if not access.may_write(actor, mailing.hub):
        raise Forbidden(_("Your role does not write mails for this sender."))
    if segment.is_empty:
        raise CaseError(_("Choose at least one group of readers."))
    _check_readers(actor, segment)
    if marks.missing(html) or marks.missing(text):
        raise CaseError(_("The text lacks the link for unsubscribing."))
    mailing.subject, mailing.html, mailing.text, mailing.body = services.checked_subject(subject), html, text, body
    mailing.to_ward, mailing.layers = segment.ward, sorted(segment.layers)
    mailing.save()
    mailing.hubs.set(segment.hubs)
    mailing.topics.set(segment.topics)


def _check_readers(actor: User, segment: Choice) -> None:
    """A hub writes to its own readers; the ward to everybody's."""
    if access.writes_for_ward(actor):
        return
    own = set(access.hubs_to_write_for(actor).values_list("pk", flat=True))
    if segment.ward or not segment.hubs <= own:
        raise Forbidden(_("Your role writes to the readers of your own hub only."))


def count_recipients(mailing: Mailing) -> int:
    """How many readers would get it at this moment."""
    return choices.readers(choices.of_mailing(mailing)).count()


def send_test(mailing: Mailing, *, actor: User, to: Iterable[User]) -> int:
    """The mail as it is, marked as a trial, to members of staff; returns how many were written."""
    if not access.may_write(actor, mailing.hub):
        raise Forbidden(_("Your role does not write mails for this sender."))
    people = list(to)
    own = {marks.UNSUBSCRIBE: links.sign_up_url(), marks.PREFERENCES: links.sign_up_url()}
    text, html = (_replaced(part, own) for part in (mailing.text, mailing.html))
    serial = get_random_string(12)
    with transaction.atomic():
        for person in people:
            services.store(
                to=person.email, subject=_("[Trial] %(subject)s") % {"subject": mailing.subject}, text=text, html=html,
                about=f"mailing:{mailing.pk}", key=f"mailing-test:{mailing.pk}:{person.pk}:{serial}",
            )  # fmt: skip
        log(mailing, "mailings.tried", user=actor, data={"people": [person.pk for person in people]})
    return len(people)


def _replaced(text: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def schedule(mailing: Mailing, *, actor: User, at: datetime | None = None, seen: int | None = None) -> Mailing:
    """It goes out at ``at`` (now), to whoever is a reader then.

    ``seen`` is the number of recipients that the person was shown; Stale when it has changed since. Forbidden for
    who may not send.
    """
    with or_busy(), transaction.atomic():
        found = _locked(mailing, State.DRAFT)
        _may_send(found, actor)
        if at is not None and at <= timezone.now():
            raise CaseError(_("This time has passed already."))
        number = count_recipients(found)
        if not number:
            raise CaseError(_("Nobody would receive this mail: it has no reader yet."))
        if seen is not None and seen != number:
            told = _("Meanwhile %(now)d people would receive this mail, not %(seen)d. Please look and confirm again.")
            raise Stale(told % {"now": number, "seen": seen})
        found.state, found.sent_by = State.SCHEDULED, actor
        found.scheduled_for, found.run = at or timezone.now(), found.run + 1
        found.save(update_fields=["state", "sent_by", "scheduled_for", "run"])
        owe(found.pk, found.run, due_at=at)
        told_data = {"at": found.scheduled_for.isoformat(), "seen": number, **choices.of_mailing(found).as_json()}
        log(found, "mailings.scheduled", user=actor, data=told_data)
        return found


def unschedule(mailing: Mailing, *, actor: User) -> Mailing:
    """A draft again; nothing has been sent."""
    with or_busy(), transaction.atomic():
        found = _locked(mailing, State.SCHEDULED)
        _may_send(found, actor)
        found.state, found.scheduled_for = State.DRAFT, None
        found.save(update_fields=["state", "scheduled_for"])
        outbox.cancel(key_prefix=key_of(found.pk))
        log(found, "mailings.unscheduled", user=actor)
        return found


def stop(mailing: Mailing, *, actor: User) -> Mailing:
    """Nothing more goes out; what a worker has in hand at this moment is counted as what it becomes."""
    with or_busy(), transaction.atomic():
        found = _locked(mailing, State.SENDING)
        _may_send(found, actor)
        waiting = Delivery.objects.filter(mailing=found, state=Delivery.State.WAITING)
        withheld = waiting.update(state=Delivery.State.WITHHELD, at=Now())
        found.stopped_by, found.ended_at = actor, timezone.now()
        found.save(update_fields=["stopped_by", "ended_at"])
        totals: dict[str, Any] = {**outcomes.counted(found.pk)}
        totals.pop(Delivery.State.WAITING)
        Mailing.objects.filter(pk=found.pk).update(state=State.STOPPED, **totals)
        log(found, "mailings.stopped", user=actor, data={"withheld": withheld, **totals})
        found.refresh_from_db()
        return found


def discard(mailing: Mailing, *, actor: User) -> None:
    """A draft that nobody wants any more is gone."""
    with or_busy(), transaction.atomic():
        found = _locked(mailing, State.DRAFT)
        if not access.may_write(actor, found.hub):
            raise Forbidden(_("Your role does not write mails for this sender."))
        log(found, "mailings.discarded", user=actor, deleted=True)
        found.delete()


def _locked(mailing: Mailing, state: str) -> Mailing:
    """The row as it is now, ours until the transaction ends; Stale unless it is in ``state``."""
    found = Mailing.objects.select_for_update(of=("self",)).select_related("hub").get(pk=mailing.pk)
    if found.state != state:
        told = _("This mail is %(state)s meanwhile. Please look at it again.")
        raise Stale(told % {"state": found.get_state_display()})
    return found


def _may_send(mailing: Mailing, actor: User) -> None:
    if not access.may_send(actor, mailing.hub):
        raise Forbidden(_("Your role does not send mails for this sender."))
    _check_readers(actor, choices.of_mailing(mailing))
