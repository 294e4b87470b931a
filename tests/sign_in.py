"""A signed-in test client, as after a complete sign-in: first factor and, for staff, the second."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.test import Client

from cms.people.middleware import BEGAN, SEEN
from cms.people.models import User

BACKEND = "cms.people.backend.SignInBackend"


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """``client`` has a session of ``user`` that every middleware accepts; returns the client.

    ``second_factor=False`` leaves the second factor out, as after an e-mailed code alone.
    """
    client.force_login(user, backend=BACKEND)
    records: list[dict] = [{"method": "code", "at": time.time(), "email": user.email}]
    factor = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).first()
    if second_factor and factor is not None:
        records.append({"method": "mfa", "at": time.time(), "id": factor.pk, "type": factor.type})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[BEGAN] = session[SEEN] = int(time.time())
    session.save()
    return client
