"""In demo mode: the codes that sign-in would ask for now. Refuses to run anywhere else."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

CODE = re.compile(r"^\d{6}$", re.MULTILINE)
DEMO_DOMAIN = "@example.jp"


class Command(BaseCommand):
    help = "Prints the codes of sign-in mails still valid, and of the demo staff's authenticator apps."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("only in demo mode (KIZUNA_DEMO=1)")
        self._mailed()
        self._apps()

    def _mailed(self) -> None:
        # By name, because mails lie in a layer above; this command only reads them.
        mails = apps.get_model("mailings", "OutgoingMail")
        since = timezone.now() - timedelta(seconds=settings.CODE_SECONDS)
        newest: dict[str, str] = {}
        rows = mails.objects.filter(subject_ref__startswith="account/", created_at__gte=since, to__endswith=DEMO_DOMAIN)
        for mail in rows.order_by("pk"):
            if found := CODE.search(mail.text):
                newest[mail.to] = found.group()
        self.stdout.write("Codes sent by e-mail:" if newest else "No code sent by e-mail is valid at present.")
        for address, code in newest.items():
            self.stdout.write(f"  {address}  {code}")

    def _apps(self) -> None:
        found = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__email__endswith=DEMO_DOMAIN)
        period = app_settings.TOTP_PERIOD
        now = int(time.time())
        self.stdout.write(f"Codes of authenticator apps (valid {period - now % period} more seconds, each once):")
        for factor in found.select_related("user").order_by("user__email"):
            code = format_hotp_value(hotp_value(decrypt(factor.data["secret"]), now // period))
            self.stdout.write(f"  {factor.user.email}  {code}")
