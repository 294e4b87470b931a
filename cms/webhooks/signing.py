"""Secrets and signatures as the Standard Webhooks specification has them (https://www.standardwebhooks.com/, v1).

A secret is ``whsec_`` and the base64 of its key. What is signed is ``id.timestamp.body``; the header is ``v1,`` and
the base64 of the HMAC-SHA256, one for every secret in force, parted by spaces.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.fernet import InvalidToken

from cms.core import sealed
from cms.webhooks.models import Endpoint, is_over

PREFIX = "whsec_"
KEY_BYTES = 32
PURPOSE = "cms.webhooks.secret"


class Unreadable(Exception):
    """The secret was stored with a key that is not known here."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def seal(secret: str) -> str:
    return sealed.cipher(PURPOSE).encrypt(secret.encode()).decode()


def unseal(stored: str) -> str:
    try:
        return sealed.cipher(PURPOSE).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def secrets_of(endpoint: Endpoint, now: datetime) -> list[str]:
    """In force now, the newest first."""
    former = [] if is_over(endpoint.former_until, now) else [endpoint.former_secret]
    return [unseal(one) for one in (endpoint.secret, *former) if one]


def signature(secret: str, *, message: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([message.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def renew_all() -> tuple[int, list[str]]:
    """Every stored secret needs SECRET_KEY alone from now on; how many there are, and whose cannot be read."""
    known, count, lost = sealed.cipher(PURPOSE), 0, []
    for endpoint in Endpoint.objects.all():
        try:
            found = {
                name: known.rotate(stored.encode()).decode()
                for name in ("secret", "former_secret")
                if (stored := getattr(endpoint, name))
            }
        except InvalidToken:
            lost.append(endpoint.name)
            continue
        # Only if nobody has renewed the secret meanwhile.
        count += Endpoint.objects.filter(pk=endpoint.pk, secret=endpoint.secret).update(**found)
    return count, lost
