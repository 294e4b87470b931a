"""Doing steps as staff do them: open the page, fill its form, send it."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cms.people.models import User
from tests.factories_cases import STEP_DATA
from tests.sign_in import sign_in
from workflows.cases.models import Case


def client_of(user: User) -> Client:
    return sign_in(Client(), user)


def step_address(case: Case) -> str:
    case.refresh_from_db()
    return f"/cms/desk/cases/{case.pk}/steps/{case.open_task}/{case.step}/"


def seen_revision(response: HttpResponse) -> str:
    found = re.search(r'name="seen_revision" value="(\d+)"', response.content.decode())
    assert found, response.content.decode()[:2000]
    return found[1]


def answers(case: Case, **data: Any) -> dict[str, Any]:
    """Fitting answers for the open step of ``case``; days are today."""
    given = {**STEP_DATA.get(case.step, {}), **data}
    if case.step == "draft" and "amount_yen" not in data:
        given["amount_yen"] = case.requested_yen
    return {key: timezone.localdate().isoformat() if value is None else value for key, value in given.items()}


def walk(client: Client, case: Case, **data: Any) -> HttpResponse:
    """GET the step, POST it, confirm it where that is asked for; the last response."""
    address = step_address(case)
    shown = client.get(address)
    assert shown.status_code == 200, shown.status_code
    sent = {**answers(case, **data), "seen_revision": seen_revision(shown)}
    response = client.post(address, sent)
    if response.status_code == 200 and b'name="confirmed"' in response.content:
        response = client.post(address, {**sent, "confirmed": "1"})
    case.refresh_from_db()
    return response
