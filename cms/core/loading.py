"""What every load of data files into the database shares: how it fails, what it did, and its command."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError


class BadData(Exception):
    """A data file cannot be used; the text names the file and what is wrong in it."""


@dataclass
class Report:
    """What a load did: rows by their name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


class LoadCommand(BaseCommand):
    """Adds what is missing; what staff changed is kept and named, unless ``--overwrite``."""

    load: ClassVar[Callable[..., Report]]
    folder: ClassVar[Path]
    files: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=self.folder, help=f"folder of {self.files}")
        parser.add_argument("--overwrite", action="store_true", help="set every row back to the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = type(self).load(options["data"], overwrite=options["overwrite"])
        except BadData as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"added {len(report.added)}, changed {len(report.changed)}")
        if report.kept:
            self.stdout.write("kept as staff left them (--overwrite sets them back):")
            for name in report.kept:
                self.stdout.write(f"  {name}")
