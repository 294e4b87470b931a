"""Part of changing SECRET_KEY: afterwards the earlier key is not needed for the secrets of receivers any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.webhooks.signing import renew_all


class Command(BaseCommand):
    help = "Encrypts the secrets of webhook receivers with SECRET_KEY; earlier keys come from SECRET_KEY_FALLBACKS."

    def handle(self, *args: Any, **options: Any) -> None:
        count, lost = renew_all()
        self.stdout.write(f"{count} secrets of receivers are encrypted with SECRET_KEY now.")
        for name in lost:
            self.stdout.write(f"  cannot be read with any key: {name}")
        if lost:
            raise CommandError(
                "Put the key with which they were stored into SECRET_KEY_FALLBACKS and run this again, "
                "or renew the secrets of these receivers."
            )
