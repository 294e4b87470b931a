"""Makes the pages that are missing: the ward's home, hubs, calls, policies."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.core.errors import CaseError
from pages.setting_up import set_up_sites


class Command(BaseCommand):
    help = "Makes the page of every hub and every published call that has none yet. Changes no page that exists."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = set_up_sites()
        except CaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"made {len(made.titles)} pages")
