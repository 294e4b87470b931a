"""The job workers, watched: run it under a service manager, or let ``serve`` do so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.jobs.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs the job workers until SIGTERM or Ctrl-C, and replaces them when they hang."

    def handle(self, *args: Any, **options: Any) -> None:
        # Read here, so that a missing key is told at once and not by every worker.
        assert settings.SECRET_KEY
        Supervisor().run()
