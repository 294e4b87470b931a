"""The stored secrets of second factors: encrypted with the newest key, read with any that is still accepted.

The keys are derived from SECRET_KEY and SECRET_KEY_FALLBACKS. Before an earlier key is taken out of
SECRET_KEY_FALLBACKS, ``renew`` has to run; without that key nobody who set up an app before gets in.
"""

from __future__ import annotations

import logging

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken, MultiFernet
from django.db import transaction

from cms.core import sealed

logger = logging.getLogger(__name__)

SECRETS = ("secret", "seed")
LISTS = ("migrated_codes",)


def cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY; decrypts with it and each of SECRET_KEY_FALLBACKS."""
    return sealed.cipher("cms.people.second_factor")


def is_readable(factor: Authenticator) -> bool:
    """Each secret of ``factor`` can be read with a key that is known here."""
    try:
        _renewed(factor.data)
    except InvalidToken:
        return False
    return True


def log_unreadable(account: int | None) -> None:
    """For the operator: a key is missing in SECRET_KEY_FALLBACKS, or was lost."""
    logger.error("the second factor of account %s was stored with a key that is not known here", account)


def renew() -> tuple[int, list[str]]:
    """Every stored secret needs SECRET_KEY alone from now on.

    Returns how many factors there are, and whose cannot be read with any key; those are left as they are.
    """
    count, lost = 0, []
    for pk in list(Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True)):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk).first()
            if factor is None:
                continue
            try:
                factor.data = {**factor.data, **_renewed(factor.data)}
            except InvalidToken:
                lost.append(factor.user.email)
                continue
            factor.save(update_fields=["data"])
            count += 1
    return count, sorted(set(lost))


def _renewed(data: dict[str, object]) -> dict[str, object]:
    known = cipher()
    one = {name: _rotated(known, data[name]) for name in SECRETS if data.get(name)}
    many = {name: [_rotated(known, code) for code in _listed(data.get(name))] for name in LISTS if name in data}
    return {**one, **many}


def _rotated(known: MultiFernet, secret: object) -> str:
    return known.rotate(str(secret).encode()).decode()


def _listed(codes: object) -> list[object]:
    return codes if isinstance(codes, list) else []
