"""What the tests of signing in read: the newest mail's code, the authenticator app, whether one is signed in."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from cms.mailings.models import OutgoingMail
from tests.factories_people import TOTP_SECRET

LOGIN = reverse("account_login")


def newest_mail(to: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=to).latest("pk")


def code_in(mail: OutgoingMail) -> str:
    found = re.search(r"^\d{6}$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found.group()


def totp_now() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
