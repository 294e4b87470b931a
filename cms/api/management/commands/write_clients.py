"""``make clients``: the schema as a file, and both clients written from it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.api.clients import python_writing, snapshot


class Command(BaseCommand):
    help = "Writes the OpenAPI snapshot and the clients that are generated from it."

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot.SNAPSHOT.write_text(snapshot.today(), encoding="utf-8")
        for path, text in python_writing.written(snapshot.read()).items():
            path.write_text(text, encoding="utf-8")
        self.stdout.write("Python client written.")
