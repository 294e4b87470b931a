"""The start of a mail-out: one row per recipient in one statement, and the item that carries it on."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.jobs import outbox
from cms.mailings.magazine import choices
from cms.mailings.models import Delivery, Mailing

KIND = "mailing"


def key_of(mailing: int, run: int | None = None) -> str:
    """The outbox key of a stretch; without its number what all of them begin with."""
    return f"mailing:{mailing}:{'' if run is None else run}"


def owe(mailing: int, run: int, *, due_at: datetime | None = None) -> None:
    """Stretch ``run`` is owed: bulk work, after everything urgent."""
    payload = {"mailing": mailing, "run": run}
    outbox.put(kind=KIND, key=key_of(mailing, run), payload=payload, due_at=due_at, urgent=False)


@transaction.atomic
def start(mailing: Mailing) -> bool:
    """The recipients of this moment are on record, each once; False when it was unscheduled meanwhile."""
    found = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if found.state != Mailing.State.SCHEDULED or found.run != mailing.run:
        return False
    segment = choices.of_mailing(found)
    sql, values = choices.readers(segment).order_by("id").values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        # The table's name is ours and the inner statement is the ORM's own, with its values apart.
        cursor.execute(
            f"INSERT INTO {Delivery._meta.db_table} (mailing_id, subscriber_id, state, attempts, code) "  # noqa: S608
            f"SELECT %s, readers.id, 'waiting', 0, '' FROM ({sql}) AS readers",
            [found.pk, *values],
        )
        found.recipients = cursor.rowcount
    found.state, found.started_at = Mailing.State.SENDING, timezone.now()
    found.save(update_fields=["state", "started_at", "recipients"])
    told = {"recipients": found.recipients, **segment.as_json()}
    log(found, "mailings.started", user=found.sent_by, data=told)
    mailing.state, mailing.started_at, mailing.recipients = found.state, found.started_at, found.recipients
    return True
