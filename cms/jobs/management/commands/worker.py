"""The job workers, watched: run it under a service manager, or let ``serve`` do so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cms.jobs.cluster import run_cluster
from cms.jobs.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs the job workers until SIGTERM or Ctrl-C, and replaces them when they hang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cluster", action="store_true", help="used by this command itself")

    def handle(self, *args: Any, **options: Any) -> None:
        # Read here, so that a missing key is told at once and not by every worker.
        assert settings.SECRET_KEY
        if options["cluster"]:
            run_cluster()
        else:
            Supervisor().run()
