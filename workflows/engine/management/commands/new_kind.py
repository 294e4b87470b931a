"""``manage.py new_kind NAME --title … --title-ja …``: a new kind of request that runs as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.engine.blueprinting import BadName, make_kind

# Where the kinds of this house live; named by its place, for the engine imports nothing above it.
KINDS = Path(__file__).resolve().parents[3] / "kinds"


class Command(BaseCommand):
    help = "Makes the folder of a new kind of request under workflows/kinds, or in a package of your own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="small letters, digits and underscores, e.g. hall_use")
        parser.add_argument("--title", help="what the kind is called, in English")
        parser.add_argument("--title-ja", help="what the kind is called, in Japanese")
        parser.add_argument("--folder", type=Path, help="where the folder goes; default: workflows/kinds/NAME")
        parser.add_argument("--package", help="its dotted name as a Python package; default: workflows.kinds.NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        title = options["title"] or name.replace("_", " ").capitalize()
        folder = options["folder"] or KINDS / name
        package = options["package"] or f"workflows.kinds.{name}"
        try:
            made = make_kind(name, title=title, title_ja=options["title_ja"] or title, folder=folder, package=package)
        except BadName as error:
            raise CommandError(str(error)) from error
        for path in made:
            self.stdout.write(str(path))
        self.stdout.write(f"It is installed at the next start. Its tests: python -m pytest {folder} tests/every_kind")
