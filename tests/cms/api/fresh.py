"""A session in which its person has just confirmed who they are, as pages of sensitive things ask for it."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from cms.people.models import User
from tests.sign_in import sign_in


def fresh_client(user: User, *, second_factor: bool = True, **more: object) -> Client:
    client = sign_in(Client(**more), user, second_factor=second_factor)
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    records.append({**records[-1], "at": time.time(), "reauthenticated": True})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session.save()
    return client
