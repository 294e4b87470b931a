"""A caller of the API: with a key, in JSON, with a new Idempotency-Key for whatever must not happen twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client

from cms.api.keys.issuing import issue
from cms.api.keys.scopes import Scope
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.models import User

API = "/api/v1"
ALL = tuple(Scope.values)
OWN = (Scope.MINE, Scope.APPLY)


def make_key(user: User, *, scopes: Iterable[str] = ALL, hub: Hub | None = None, days: int = 30) -> str:
    return issue(user, name="試験", scopes=scopes, days=days, hub=hub, second_factor=True)[1]


class Caller:
    """Speaks for ``user``; without one for nobody."""

    def __init__(self, user: User | None = None, *, scopes: Iterable[str] | None = None, language: str = "ja") -> None:
        self.client = Client(headers={"accept-language": language})
        self.user = user
        wanted = scopes or (ALL if user and live_roles(user).held else OWN)
        self.headers = {"authorization": f"Bearer {make_key(user, scopes=wanted)}"} if user else {}

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.client.get(at(path), headers={**self.headers, **more.pop("headers", {})}, **more)

    def send(self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> HttpResponse:
        """``key``: the Idempotency-Key; a new one unless given, none if empty."""
        known = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        if key != "":
            known["idempotency-key"] = key or uuid.uuid4().hex
        return self.client.generic(
            method, at(path), data=b"" if body is None else _json(body), content_type="application/json", headers=known
        )

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("POST", path, {} if body is None else body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> HttpResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str) -> HttpResponse:
        return self.send("DELETE", path)

    def upload(self, path: str, question: str, file: Any) -> HttpResponse:
        return self.client.post(at(path), {"question": question, "file": file}, headers=self.headers)


def at(path: str) -> str:
    return path if path.startswith(API) else API + path


def case_path(number: str, rest: str = "", *, desk: bool = False) -> str:
    return f"{'/desk' if desk else ''}/cases/{quote(number, safe='')}{rest}"


def _json(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
