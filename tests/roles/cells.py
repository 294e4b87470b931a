"""Trying one cell: the answer, what was written and left on disk; then everything is undone."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.roles.door import Door, given
from tests.roles.world import CANARY, World
from tests.roles.writes import written

REFUSED = (401, 403, 404)
SIGN_IN = ("/accounts/login/", "/cms/login/")
# Written by a refused request too: the record of the refusal, the session's clock, and who looks at Wagtail's desk.
ALWAYS = frozenset({"audit_refusal", "django_session"})


@dataclass(frozen=True)
class Answer:
    status: int
    to: str
    text: str
    wrote: frozenset[str]
    new_files: int


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back; no atomic block, so that durable ones stay outermost."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        transaction.set_rollback(False)  # an error inside is undone with the rest


def body(response: Any) -> str:
    """Everything that left the house: headers, page or file; a workbook is unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    heads = " ".join(unquote(value) for _name, value in response.items())
    return f"{heads}\n{content.decode(errors='replace')}"


def stored() -> int:
    root = Path(settings.PRIVATE_ROOT)
    return sum(1 for found in root.rglob("*") if found.is_file())


def visit(world: World, role: str, door: Door, side_name: str) -> Answer:
    """The request of this cell by the person of ``role``; undone afterwards."""
    side, client = world.side(side_name), world.clients[role]
    address = reverse(door.name, kwargs=side.args[door.record])
    query = given(door.query, world, side) if door.query is not None else {}
    data = given(door.data, world, side) if door.data is not None else None
    return asked(client, address, query=query, data=data, method=door.method)


def _sent(client: Client, address: str, query: dict[str, Any], data: dict[str, Any] | None, method: str) -> Any:
    if method and method != "GET" and not (data and "file" in data):
        content = json.dumps(data, default=str) if data is not None else ""
        heads = {"idempotency-key": uuid.uuid4().hex}
        return client.generic(method, address, content, content_type="application/json", headers=heads)
    return client.get(address, query) if data is None else client.post(address, data, query_params=query)


def asked(
    client: Client, address: str, *, query: dict[str, Any], data: dict[str, Any] | None, method: str = ""
) -> Answer:
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    client.raise_request_exception = False
    before = stored() if data is not None else 0
    for cache in caches.all():
        cache.clear()
    with undone(), written() as tables:
        response = _sent(client, address, query, data, method)
        answer = Answer(
            response.status_code,
            response.get("Location", ""),
            body(response),
            frozenset(tables),
            stored() - before if data is not None else 0,
        )
    client.cookies = cookies
    return answer


def is_refused(answer: Answer, door: Door) -> bool:
    """Told so, or led to sign-in; any other way out must be named by the door."""
    if answer.status == 302:
        return answer.to.startswith(SIGN_IN) or bool(door.away and answer.to.startswith(door.away))
    return answer.status in REFUSED or answer.status in door.told


def has_passed(answer: Answer, door: Door) -> bool:
    """Inside, not merely sent to sign in or back to the dashboard."""
    turned_away = answer.status == 302 and (answer.to.startswith(SIGN_IN) or answer.to in ("/cms/", "/"))
    return answer.status == door.status and not turned_away


def wrong(world: World, role: str, door: Door, side: str) -> list[str]:
    """What is wrong in this cell; empty when it is as classified."""
    answer = visit(world, role, door, side)
    found = []
    if door.may(role, side):
        if not has_passed(answer, door):
            found.append("should pass")
        if door.effect and door.effect not in answer.wrote:
            found.append(f"should write {door.effect}")
        if door.shows and world.side(side).mark not in answer.text:
            found.append("should show its record")
    else:
        if not is_refused(answer, door):
            found.append("should be closed")
        if more := answer.wrote - ALWAYS - door.may_write(role, side):
            found.append(f"changed rows of {sorted(more)}")
        if answer.new_files:
            found.append("left a file")
    if CANARY in answer.text and not door.reads_foreign(role):
        found.append("shows the canary")
    cell = f"{role} {side} {door} → {answer.status} {answer.to}".rstrip()
    return [f"{cell}: {what}" for what in found]
