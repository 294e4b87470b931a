"""Makes what a hub's site lacks: pages, collection of files, way of approval."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.core.errors import CaseError
from cms.hubs.models import Hub
from pages.setting_up import set_up_hub


class Command(BaseCommand):
    help = "Makes what the site of a hub lacks: its pages, its collection of files, the ward's way of approval."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("code", nargs="?", help="code of the hub")
        which.add_argument("--all", action="store_true", help="every hub that is not closed")

    def handle(self, *args: Any, **options: Any) -> None:
        hubs = Hub.objects.exclude(status=Hub.Status.CLOSED)
        if not options["all"]:
            hubs = Hub.objects.filter(code=options["code"])
            if not hubs:
                raise CommandError(f"no hub has the code {options['code']}")
        for hub in hubs.order_by("order", "code"):
            try:
                made = set_up_hub(hub)
            except CaseError as error:
                raise CommandError(f"{hub.code}: {error}") from error
            told = "、".join([*made.titles, *made.files, *made.approval])
            self.stdout.write(f"{hub.code}: made {told}" if made.anything else f"{hub.code}: nothing was missing")
