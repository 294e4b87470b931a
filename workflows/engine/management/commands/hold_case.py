"""Keeps a case beyond its time while there is a dispute, or releases it. See operations, chapter 7."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.services import retention


class Command(BaseCommand):
    help = "A frozen case is not erased, whatever its retention, until it is released."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the official number of the case")
        parser.add_argument("--reason", required=True, help="e.g. 審査請求中")
        parser.add_argument("--by", metavar="EMAIL", required=True, help="the administrator's account")
        parser.add_argument("--release", action="store_true", help="its time counts again")

    def handle(self, *args: Any, **options: Any) -> None:
        case = Case.objects.filter(number=options["number"]).first()
        if case is None:
            raise CommandError(_("There is no case with the number %(number)s.") % {"number": options["number"]})
        actor = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if actor is None:
            raise CommandError(
                _("There is no active account with the address %(address)s.") % {"address": options["by"]}
            )
        service = retention.release if options["release"] else retention.freeze
        try:
            service(case, actor=actor, reason=options["reason"])
        except CaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Released: %s") % case if options["release"] else _("Frozen: %s") % case)
