"""``make clients``: the schema as a file, and both clients written from it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.api.clients import building, python_writing, snapshot
from cms.api.clients.comparing import breaks


class Command(BaseCommand):
    help = "Writes the OpenAPI snapshot and the clients that are generated from it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--release", action="store_true", help="the schema of now is what clients are promised from this release on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot.SNAPSHOT.write_text(snapshot.today(), encoding="utf-8")
        for path, text in python_writing.written(snapshot.read()).items():
            path.write_text(text, encoding="utf-8")
        if options["release"]:
            snapshot.RELEASED.write_text(snapshot.today(), encoding="utf-8")
        for line in breaks(snapshot.read(snapshot.RELEASED), snapshot.read()):
            self.stderr.write(f"Breaks clients in use: {line}")
        if not building.has_node():
            raise CommandError(building.NEEDED)
        for place, content in building.build(settings.VAR_DIR / "clients").items():
            place.write_bytes(content)
        building.MARKS.write_text(building.marks_text(), encoding="utf-8")
        self.stdout.write("Snapshot, Python client, TypeScript client and the example are written.")
