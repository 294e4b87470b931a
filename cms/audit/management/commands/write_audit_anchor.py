"""Write the end of every chain to a file that is to be kept outside this system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.audit.verify import write_anchor


class Command(BaseCommand):
    help = "Writes the anchor of the event log; keep the file outside this system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists():
            raise CommandError(_("%(path)s exists; an anchor is never overwritten") % {"path": path})
        try:
            count = write_anchor(path)
        except OSError as error:
            raise CommandError(_("%(path)s cannot be written") % {"path": path}) from error
        self.stdout.write(_("%(count)s chains are anchored in %(path)s") % {"count": count, "path": path})
