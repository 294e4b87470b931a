"""Part of changing SECRET_KEY: afterwards the earlier key is not needed for second factors any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.people.factor_secrets import renew


class Command(BaseCommand):
    help = "Encrypts the secrets of second factors with SECRET_KEY; earlier keys are read from SECRET_KEY_FALLBACKS."

    def handle(self, *args: Any, **options: Any) -> None:
        count, lost = renew()
        self.stdout.write(f"{count} second factors are encrypted with SECRET_KEY now.")
        for email in lost:
            self.stdout.write(f"  cannot be read with any key: {email}")
        if lost:
            raise CommandError(
                "Put the key with which they were stored into SECRET_KEY_FALLBACKS and run this again, "
                "or let an administrator reset the second factor of these accounts."
            )
