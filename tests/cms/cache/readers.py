"""Anonymous readers of a real server with two workers, beside an oracle that keeps nothing."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from tests.programs import Program, free_port

START_SECONDS = 60
ONE_SECOND = 1.0
# How long both workers are waited for; not how long a page may be old.
PATIENCE = 30
WORKERS = 2
PLACES = (
    ("testserver", "/"),
    ("testserver", "/west/"),
    ("testserver", "/west/open-call/"),
    ("testserver", "/west/matsuri/"),
    ("testserver", "/calls/"),
    ("testserver", "/calls/open-call/"),
    ("testserver", "/hubs/find/"),
    ("west.example.jp", "/"),
    ("west.example.jp", "/open-call/"),
)
Place = tuple[str, str]
Shown = tuple[int, bytes]
# Cookies that matter to nobody.
STRAY = "_ga=GA1.2.3; theme=dark; csrftoken=" + "a" * 32


@dataclass(frozen=True)
class Answer:
    shown: Shown
    worker: str
    statements: int
    cookie: bool
    asked_at: float


def truth(place: Place) -> Shown:
    """What this process, which keeps nothing, shows an anonymous reader."""
    host, path = place
    answer = Client().get(path, headers={"host": host})
    return answer.status_code, answer.content


def truths() -> dict[Place, Shown]:
    return {place: truth(place) for place in PLACES}


class Readers:
    """``gunicorn`` with two sync workers on the test's database."""

    def __init__(self, url: str, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.port = free_port()
        arguments = ["-m", "gunicorn", "cms.config.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        arguments += ["--workers", str(WORKERS), "--config", "python:cms.config.gunicorn", "--log-level", "warning"]
        given = {"DJANGO_SETTINGS_MODULE": "tests.cms.cache.settings", "DATABASE_URL_TEST": url, **(environment or {})}
        self.program = Program(arguments, log=folder / "readers.log", environment=given)
        self._wait()

    def _wait(self) -> None:
        pause, began = threading.Event(), time.monotonic()
        while time.monotonic() - began < START_SECONDS:
            try:
                self.ask(PLACES[0])
            except OSError:
                pause.wait(0.05)
            else:
                return
        raise RuntimeError(self.program.log.read_text()[-3000:])

    def ask(self, place: Place, cookies: str = STRAY) -> Answer:
        host, path = place
        asked_at = time.monotonic()
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            there.request("GET", path, headers={"Host": host, "Cookie": cookies, "Connection": "close"})
            answer = there.getresponse()
            body = answer.read()
        finally:
            there.close()
        return Answer(
            (answer.status, body),
            answer.headers.get("X-Worker", ""),
            int(answer.headers.get("X-Statements", "0")),
            "Set-Cookie" in answer.headers,
            asked_at,
        )

    def warm(self, place: Place, expected: Shown) -> None:
        """Both workers keep the page: each has answered it with no more than the question for the version."""
        ready: set[str] = set()
        until = time.monotonic() + PATIENCE
        while len(ready) < WORKERS:
            assert time.monotonic() < until, f"{place} is never kept"
            answer = self.ask(place, cookies="")
            if answer.statements <= 1 and answer.shown == expected:
                ready.add(answer.worker)

    def end(self) -> None:
        self.program.process.terminate()
        self.program.process.wait(PATIENCE)
        self.program.end()


def late(readers: Readers, place: Place, expected: Shown, since: float) -> list[Answer]:
    """Asked until both workers show ``expected``; answers that did not although asked over a second after ``since``."""
    right: set[str] = set()
    wrong: list[Answer] = []
    until = time.monotonic() + PATIENCE
    while len(right) < WORKERS and time.monotonic() < until and len(wrong) < 3:
        answer = readers.ask(place)
        assert not answer.cookie, place
        if answer.shown == expected:
            right.add(answer.worker)
        elif answer.asked_at - since > ONE_SECOND:
            wrong.append(answer)
    return wrong
