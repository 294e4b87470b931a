"""Database and files into a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.jobs.backup import BackupFailed, back_up
from cms.jobs.dumps import DumpFailed


class Command(BaseCommand):
    help = "Copies database and files, as of one instant, into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["folder"])
        except (BackupFailed, DumpFailed, OSError) as error:
            raise CommandError(str(error)) from error
        told = _("%(count)s files and the database of %(engine)s are in %(folder)s")
        count = len(manifest.files) - 1
        self.stdout.write(told % {"count": count, "engine": manifest.engine, "folder": options["folder"]})
        for path in manifest.missing:
            self.stderr.write(_("missing or damaged: %(path)s") % {"path": path})
        if manifest.missing:
            told = _("%(count)s files that the database names are missing or damaged")
            raise CommandError(told % {"count": len(manifest.missing)})
