"""The worker's side of a mail-out: short stretches of work, each a few batches over one connection each.

One item of the outbox at a time carries a mailing on; its number is the mailing's ``run``, so that no second one
can. A stretch ends after some seconds, or as soon as something urgent is due, and owes the next. What a killed
worker leaves is read from its journal before anything else is sent.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.clock import database_now
from cms.jobs import pulse
from cms.jobs.models import Hold, OutboxItem
from cms.jobs.registry import Later, Unreachable
from cms.mailings.magazine import handing, journal, outcomes
from cms.mailings.magazine.journal import Journal, Outcome
from cms.mailings.magazine.rendering import Form
from cms.mailings.magazine.starting import owe, start
from cms.mailings.models import Delivery, Mailing, Subscriber
from cms.webhooks.emitting import emit

State = Delivery.State
NOTHING_TO_DO = (Mailing.State.DRAFT, Mailing.State.FINISHED)
BATCH = 500
STRETCH_SECONDS = 45
LOOK_SECONDS = 5
# So many refusals one after another are about the text or about us, and no reader's fault: of texts at any time,
# of addresses as long as none was accepted on the connection.
REFUSED_IN_A_ROW = 20


def run(payload: dict[str, Any]) -> None:
    """One stretch of work on the mailing; nothing when another item has taken it on."""
    mailing = Mailing.objects.select_related("hub").filter(pk=payload["mailing"]).first()
    if mailing is None or mailing.run != payload["run"] or mailing.state in NOTHING_TO_DO:
        return
    if mailing.state == Mailing.State.SCHEDULED and not start(mailing):
        return
    try:
        with journal.held(mailing.pk) as held:
            Stretch(mailing, held).go()
    except journal.HeldElsewhere as error:
        raise Later(_("another worker is still at this mailing")) from error


@dataclass(frozen=True)
class Row:
    delivery: int
    attempts: int
    subscriber: int
    to: str
    receives: bool


class Stretch:
    """``mailing`` as it stood when the stretch began; ``journal`` is ours alone."""

    def __init__(self, mailing: Mailing, journal: Journal) -> None:
        self.mailing, self.journal = mailing, journal
        self.token = uuid.uuid4().hex
        self.began = self.looked = time.monotonic()
        self.yields = False
        self.between = 0

    def go(self) -> None:
        crashed = self.mailing.runner != ""
        before = self.mailing.runner_place
        here = journal.place()
        taken = Mailing.objects.filter(pk=self.mailing.pk, run=self.mailing.run)
        if not taken.update(runner=self.token, runner_place=here):
            return
        if crashed and self._recover(trusted=before == here):
            self._hand_on()  # a new item, so that this one's attempts are not used up by kills between good work
            return
        self.journal.clear()
        pulse.busy()
        try:
            self._send()
        except Later:  # the server's fault, and everything is on record
            Mailing.objects.filter(pk=self.mailing.pk, runner=self.token).update(runner="")
            raise

    def _send(self) -> None:
        """Batch after batch until the time is up, something urgent is due, or nothing is left."""
        form = Form(self.mailing)
        over = False
        while not over:
            rows = self._next_batch()
            if rows is None:
                return
            if not rows:
                self._close()
                return
            self._send_batch(form, rows)
            over = self.yields or time.monotonic() - self.began > STRETCH_SECONDS
        self._hand_on()

    def _next_batch(self) -> list[Row] | None:
        """At most ``BATCH`` rows of one round; empty when none is left, None when they must wait or are not ours."""
        waiting = Delivery.objects.filter(mailing=self.mailing.pk, state=State.WAITING).order_by("attempts", "pk")
        urgent = OutboxItem.objects.filter(state=OutboxItem.State.DUE, urgent=True, due_at__lte=Now())
        found = list(
            waiting.values_list(
                "pk", "attempts", "subscriber_id", "subscriber__address", "subscriber__state",
                "mailing__runner", "mailing__round_at", Exists(urgent), Exists(Hold.objects.filter(released_at=None)),
            )[:BATCH]
        )  # fmt: skip
        self.looked = time.monotonic()
        if not found:
            return []
        _pk, attempts, _subscriber, _to, _state, runner, round_at, urgent_due, hold = found[0]
        if runner != self.token:
            return None
        if hold or (attempts and round_at and round_at > database_now()):
            self._hand_on(None if hold else round_at)
            return None
        self.yields = bool(urgent_due)
        confirmed = Subscriber.State.CONFIRMED
        return [Row(row[0], row[1], row[2], row[3], row[4] == confirmed) for row in found if row[1] == attempts]

    def _send_batch(self, form: Form, rows: list[Row]) -> None:
        """Every row has been tried, or the batch was left early; what the server said is kept.

        After any error of our own the journal stays for the next worker to read.
        """
        done: list[Outcome] = []
        failure: Later | None = None
        self.journal.begin(rows[0].attempts)
        try:
            with handing.way() as way:
                self._hand_over(form, way, rows, done)
        except handing.Cut:
            done.append(Outcome(self.between, State.AMBIGUOUS, "cut"))
            failure = Unreachable(_("the mail server ended the connection in the middle of a mail"))
        except Later as error:
            failure = error
        outcomes.keep(self.mailing.pk, done, attempts=rows[0].attempts)
        self.journal.clear()
        if failure is not None:
            raise failure

    def _hand_over(self, form: Form, way: handing.Way, rows: list[Row], done: list[Outcome]) -> None:
        gone: set[int] = set()
        refused: list[Outcome] = []
        accepted = False
        for row in rows:
            if time.monotonic() - self.looked > LOOK_SECONDS:
                gone |= self._look(rows)
                if self.yields:
                    return
            if row.delivery in gone:
                continue
            if not row.receives:
                done.append(Outcome(row.delivery, State.SUPPRESSED))
                continue
            self.between = row.delivery
            message = form.filled(to=row.to, delivery=row.delivery, subscriber=row.subscriber, eight_bit=way.eight_bit)
            outcome = way.hand(self.journal, to=row.to, delivery=row.delivery, message=message)
            done.append(outcome)
            accepted |= outcome.state == State.SENT
            refused = [] if outcome.state == State.SENT else [*refused, outcome]
            text_refused = outcome.code.startswith(f"{handing.DATA}:")
            if len(refused) >= REFUSED_IN_A_ROW and (text_refused or not accepted):
                done[:] = [one for one in done if one not in refused]
                raise Later(_("the mail server refused this mail (%(code)s)") % {"code": outcome.code})

    def _look(self, rows: list[Row]) -> set[int]:
        """Rows of a slow batch that must not go out any more; also whether to leave the batch."""
        self.looked = time.monotonic()
        ids = [row.delivery for row in rows]
        still = Delivery.objects.filter(
            pk__in=ids, state=State.WAITING, subscriber__state=Subscriber.State.CONFIRMED, mailing__runner=self.token
        )
        urgent = OutboxItem.objects.filter(state=OutboxItem.State.DUE, urgent=True, due_at__lte=Now())
        found = list(still.values_list("pk", Exists(urgent), Exists(Hold.objects.filter(released_at=None))))
        self.yields = not found or found[0][1] or found[0][2] or time.monotonic() - self.began > 2 * STRETCH_SECONDS
        return set(ids) - {pk for pk, _urgent, _hold in found}

    def _recover(self, *, trusted: bool) -> bool:
        """What the worker before us had answers for is kept; what it may have had in hand is ambiguous.

        Where its journal cannot be trusted that is the whole batch: the first rows that wait. False when
        nothing had been begun.
        """
        left = self.journal.read() if trusted else self._batch_in_doubt()
        between = [Outcome(left.between, State.AMBIGUOUS, "killed")] if left.between is not None else []
        known = [*left.outcomes, *between]
        outcomes.keep(self.mailing.pk, known, attempts=left.attempts)
        self.journal.clear()
        return bool(known)

    def _batch_in_doubt(self) -> journal.Left:
        open_rows = Delivery.objects.filter(mailing=self.mailing.pk, state__in=[State.WAITING, State.WITHHELD])
        rows = list(open_rows.order_by("attempts", "pk").values_list("pk", "attempts")[:BATCH])
        first = rows[0][1] if rows else 0
        return journal.Left(
            first, [Outcome(pk, State.AMBIGUOUS, "killed") for pk, attempts in rows if attempts == first]
        )

    @transaction.atomic
    def _hand_on(self, due_at: datetime | None = None) -> None:
        """The next stretch is owed, unless somebody else has taken the mailing over."""
        if outcomes.next_run(self.mailing.pk, runner=self.token):
            owe(self.mailing.pk, self.mailing.run + 1, due_at=due_at)

    @transaction.atomic
    def _close(self) -> None:
        """Nothing waits any more: the totals are final."""
        mailing = Mailing.objects.select_for_update().filter(pk=self.mailing.pk, runner=self.token).first()
        if mailing is None:
            return
        stopped = mailing.state == Mailing.State.STOPPED
        state = Mailing.State.STOPPED if stopped else Mailing.State.FINISHED
        totals = outcomes.settle(mailing, state=state)
        log(mailing, "mailings.ended", data={"stopped": stopped, **totals})
        if not stopped:
            emit("mailing.sent", hub=mailing.hub_id, id=mailing.pk, started_at=mailing.started_at)
        journal.remove(mailing.pk)
