"""Read every chain of events; exit 1 and name what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.audit.verify import verify


class Command(BaseCommand):
    help = "Verifies the chained event log; with an anchor also against that file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", type=Path, help=_("anchor file kept outside this system"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = verify(options["anchor"])
        except OSError as error:
            raise CommandError(_("the anchor cannot be read: %(path)s") % {"path": options["anchor"]}) from error
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            raise CommandError(_("%(count)s findings") % {"count": len(findings)}, returncode=1)
        self.stdout.write(_("The event log is as it was written."))
