"""The outbox from the command line: how it stands, try again, hold, release, run."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.jobs import outbox, status
from cms.jobs.models import Hold, OutboxItem
from cms.jobs.worker import run_due

SHOWN = 50


class Command(BaseCommand):
    help = "Shows and steers the work that is owed."

    def add_arguments(self, parser: CommandParser) -> None:
        orders = parser.add_subparsers(dest="order", required=True)
        orders.add_parser("status", help=_("what is due, put aside or held"))
        retry = orders.add_parser("retry", help=_("run what was put aside again"))
        retry.add_argument("items", nargs="+", help=_("numbers, or all-parked"))
        hold = orders.add_parser("hold", help=_("from now on nothing is sent or run"))
        hold.add_argument("reason")
        orders.add_parser("release", help=_("end every hold"))
        orders.add_parser("run", help=_("do what is due now, in this process"))

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["order"])(options)

    def status(self, options: dict[str, Any]) -> None:
        """A table for people; machines ask /healthz/jobs."""
        now = status.read()
        for state, label in OutboxItem.State.choices:
            if state != OutboxItem.State.DONE:
                self.stdout.write(f"{label!s:　<8}{now.counts.get(state, 0):>8}")
        for name, age in ((_("oldest urgent"), now.oldest_urgent), (_("oldest bulk"), now.oldest_bulk)):
            self.stdout.write(f"{name}: " + (_("%(age)s s") % {"age": age} if age is not None else "–"))
        self.stdout.write(f"{_('waiting for the mail server or another way out')}: {now.outage}")
        pulse = _("%(age)s s ago") % {"age": now.pulse} if now.pulse is not None else _("never")
        self.stdout.write(f"{_('last sign of a worker')}: {pulse}")
        for hold in Hold.objects.filter(released_at=None).order_by("since"):
            since = timezone.localtime(hold.since)
            self.stdout.write(_("HELD since %(since)s: %(why)s") % {"since": f"{since:%F %H:%M}", "why": hold.reason})
        parked = OutboxItem.objects.filter(state=OutboxItem.State.PARKED).order_by("-id")
        for item in parked[:SHOWN]:
            self.stdout.write(f"{item.pk:>8}  {item.kind:<14} {item.created_at:%F %R}  {item.last_error}")

    def retry(self, options: dict[str, Any]) -> None:
        asked = options["items"]
        if asked == ["all-parked"]:
            count = outbox.retry()
        elif all(item.isascii() and item.isdigit() for item in asked):
            count = outbox.retry([int(item) for item in asked])
        else:
            raise CommandError(_("give numbers, or all-parked"))
        self.stdout.write(_("%(count)s items run again.") % {"count": count})

    def hold(self, options: dict[str, Any]) -> None:
        outbox.hold(options["reason"])
        self.stdout.write(_("Held: nothing is sent or run until it is released."))

    def release(self, options: dict[str, Any]) -> None:
        self.stdout.write(_("%(count)s holds ended.") % {"count": outbox.release()})

    def run(self, options: dict[str, Any]) -> None:
        self.stdout.write(_("%(count)s items ran.") % {"count": run_due()})
