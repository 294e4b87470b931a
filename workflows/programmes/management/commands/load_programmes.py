"""Loads programmes, budgets and calls from editable files; see ``workflows/programmes/data/README.md``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.programmes import loading


class Command(BaseCommand):
    help = "Adds programmes, budgets and calls that are missing. What staff changed is kept unless --overwrite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=loading.DATA, help="folder of one JSON file per programme")
        parser.add_argument("--overwrite", action="store_true", help="set everything back to the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = loading.load(options["data"], overwrite=options["overwrite"])
        except loading.BadData as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"added {len(report.added)}, changed {len(report.changed)}, kept {len(report.kept)}")
