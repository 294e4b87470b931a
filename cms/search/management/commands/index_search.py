"""``index_search``: makes the search's entries anew, or tells how they differ from what they stand for."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.search import rebuilding

SHOWN = 10


class Command(BaseCommand):
    help = "Write the search entries of everything that can be found. Safe while the service runs, and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell what is missing, stale or left over")
        parser.add_argument(
            "--empty", action="store_true", help="throw the index away first; meanwhile nothing is found"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_entries()
            return
        began = time.monotonic()
        if options["empty"]:
            rebuilding.empty()
        count = rebuilding.rebuild(self.stdout.write)
        self.stdout.write(f"{count} looked at in {time.monotonic() - began:.1f} s")

    def check_entries(self) -> None:
        """Fails when anything differs, so that a schedule can watch it."""
        found = rebuilding.drift()
        for name in ("missing", "stale", "surplus"):
            keys = getattr(found, name)
            self.stdout.write(f"{name}: {len(keys)} {', '.join(keys[:SHOWN])}".rstrip())
        if found.index:
            self.stdout.write(found.index)
        if found:
            raise CommandError("The search index has drifted: run index_search.")
