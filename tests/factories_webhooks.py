"""Receivers for tests: rows, and a real machine on this one that writes down what it is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from cms.hubs.models import Hub
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.webhooks import signing
from cms.webhooks.emitting import emit
from cms.webhooks.events import CHOICES
from cms.webhooks.models import Delivery, Endpoint
from tests.factories_people import make_staff

_serial = itertools.count(1)
# In a network that no machine has, which the settings of the tests allow.
ADDRESS = "https://192.0.2.7/"
ALL = [name for name, _label in CHOICES]
SECRET = signing.PREFIX + base64.b64encode(b"a secret of tests, 32 bytes long").decode()
A_CASE = {"id": 7, "number": "R8練地地第1号", "kind": "subsidy", "turn": "hub"}


@dataclass
class Call:
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Machine:
    """``answers`` are used up one after the other; the last one stays."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=lambda: [204])
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pause: threading.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=kizuna"

    def next_answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def machine() -> Iterator[Machine]:
    """A receiver that listens on 127.0.0.1."""
    found = Machine()

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.calls.append(Call({name.lower(): value for name, value in self.headers.items()}, body))
            if found.pause is not None:
                found.pause.wait(30)
            self.send_response(found.next_answer())
            for name, value in found.headers.items():
                self.send_header(name, value)
            text = found.text.encode()
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with suppress(ConnectionError):  # who has read enough goes
                self.wfile.write(text)

        def log_message(self, *args: Any) -> None:
            """Nothing on the console."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        found.port = running.server_address[1]
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            running.shutdown()
            thread.join()


def make_endpoint(url: str = "", *, hub: Hub | None = None, events: list[str] | None = None, **more: Any) -> Endpoint:
    """A receiver whose secret is ``SECRET``; no address is looked up."""
    more.setdefault("made_by_id", make_staff("administrator").pk)
    fields = {"name": f"受信先{next(_serial)}", "url": url or "https://receiver.example.jp/", "hub": hub, **more}
    return Endpoint.objects.create(events=ALL if events is None else events, secret=signing.seal(SECRET), **fields)


def happen(event: str = "case.received", hub: Hub | None = None, **facts: Any) -> bool:
    """The event of a change that is committed at once."""
    with transaction.atomic():
        return emit(event, hub=hub.pk if hub else None, **(facts or A_CASE))


def work(rounds: int = 1) -> None:
    """The workers do what is due, and what would be due later, so often; an event needs two rounds."""
    for _round in range(rounds):
        OutboxItem.objects.filter(state=OutboxItem.State.DUE).update(due_at=Now())
        run_due()


def verifies(call: Call, secret: str = SECRET) -> bool:
    """As a receiver does by the specification, without any code of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    head = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode()
    wanted = base64.b64encode(hmac.new(key, head + call.body, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(f"v1,{wanted}", one) for one in call.headers["webhook-signature"].split())


def states(endpoint: Endpoint) -> list[str]:
    return list(Delivery.objects.filter(endpoint=endpoint).order_by("pk").values_list("state", flat=True))
