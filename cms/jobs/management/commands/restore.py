"""Put a backup back; everything is held until an operator releases it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.jobs.backup import BackupFailed, check, restore
from cms.jobs.dumps import DumpFailed


class Command(BaseCommand):
    help = "Puts database and files of a backup back; sends nothing until released."
    # The database may be empty, so no check may ask it.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--force", action="store_true", help=_("replace a database that is not empty"))
        parser.add_argument("--check", action="store_true", help=_("only check the hashes, change nothing"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            if options["check"]:
                count = len(check(folder).files)
                self.stdout.write(_("All %(count)s files of the backup are whole.") % {"count": count})
                return
            manifest = restore(folder, force=options["force"])
        except (BackupFailed, DumpFailed, OSError) as error:
            raise CommandError(str(error)) from error
        told = _("Database and %(count)s files of %(time)s are back.")
        self.stdout.write(told % {"count": len(manifest.files) - 1, "time": manifest.time})
        self.stdout.write(_("Nothing is sent until: manage.py outbox release"))
