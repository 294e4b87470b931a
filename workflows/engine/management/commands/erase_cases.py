"""Lists the cases whose retention is over, and erases them when an operator says so. See operations, chapter 7."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core import dates
from cms.core.clock import database_now
from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.retention import due, kept_until
from workflows.engine.erasing import Ground, erase_case


class Command(BaseCommand):
    help = "Without options: which cases are due, nothing is erased. Erasing cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="erase every case that is due")
        parser.add_argument("--number", help="erase this one case")
        parser.add_argument("--ground", choices=Ground.values, default=Ground.EXPIRED.value, help="with --number")
        parser.add_argument("--reason", default="", help="kept in the record for good: no personal values")
        parser.add_argument("--by", metavar="EMAIL", help="the administrator's account that answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["apply"] and options["number"]:
            raise CommandError(_("Give either --apply or --number."))
        if options["number"]:
            self._erase([_case(options["number"])], **_order(options))
        elif options["apply"]:
            self._erase(list(due(on=_today())), **{**_order(options), "ground": Ground.EXPIRED.value})
        else:
            self._list()

    def _list(self) -> None:
        found = list(due(on=_today()))
        for case in found:
            closed, until = case.closed_at, kept_until(case)
            assert closed is not None
            assert until is not None
            self.stdout.write(
                _("%(number)s\t%(programme)s\tclosed %(closed)s\tkept until %(until)s")
                % {
                    "number": case.number,
                    "programme": case.programme.name,
                    "closed": dates.wareki(dates.jst_date(closed)),
                    "until": dates.wareki(until),
                }
            )
        self.stdout.write(_("%(count)d cases are due. Nothing was erased.") % {"count": len(found)})

    def _erase(self, cases: list[Case], *, actor: User, reason: str, ground: str) -> None:
        """Each case in a transaction of its own, so that stopping half-way loses nothing; refusals are told."""
        erased, refused = 0, 0
        for case in cases:
            try:
                erase_case(case, actor=actor, reason=reason, ground=ground)
            except CaseError as error:
                refused += 1
                self.stderr.write(f"{case.number}: {error}")
            else:
                erased += 1
                self.stdout.write(case.number)
        self.stdout.write(_("Erased: %(erased)d, not erased: %(refused)d") % {"erased": erased, "refused": refused})
        if refused:
            raise CommandError(_("Not every case was erased; the reasons stand above."))


def _today() -> date:
    return timezone.localdate(database_now())


def _case(number: str) -> Case:
    try:
        return Case.objects.get(number=number)
    except Case.DoesNotExist as error:
        raise CommandError(_("There is no case with the number %(number)s.") % {"number": number}) from error


def _order(options: dict[str, Any]) -> dict[str, Any]:
    """Who erases and why; both are needed before anything is touched."""
    if not options["reason"].strip() or not options["by"]:
        raise CommandError(_("Erasing needs --reason and --by."))
    actor = User.objects.filter(email__iexact=options["by"], is_active=True).first()
    if actor is None:
        raise CommandError(_("There is no active account with the address %(address)s.") % {"address": options["by"]})
    return {"actor": actor, "reason": options["reason"], "ground": options["ground"]}
