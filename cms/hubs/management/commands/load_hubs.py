"""Loads the ward, its 丁目, areas and hubs from editable files; see ``cms/hubs/data/README.md``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.hubs import loading


class Command(BaseCommand):
    help = "Adds the ward, 丁目, areas and hubs that are missing. Rows that staff changed are kept unless --overwrite."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=loading.DATA, help="folder of ward, towns, areas, hubs .json")
        parser.add_argument("--overwrite", action="store_true", help="set every row back to the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = loading.load(options["data"], overwrite=options["overwrite"])
        except loading.BadData as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"added {len(report.added)}, changed {len(report.changed)}")
        if report.kept:
            self.stdout.write("kept as staff left them (--overwrite sets them back):")
            for name in report.kept:
                self.stdout.write(f"  {name}")
