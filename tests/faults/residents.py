"""Residents with a browser: they send, try again when nobody answers, and keep every receipt they are shown."""

from __future__ import annotations

import hashlib
import html
import http.client
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.crypto import get_random_string

from cms.people.models import User
from tests.factories_intake import ATTACHMENTS, fill, make_applicant, make_draft, pdf
from tests.factories_people import make_group
from tests.sign_in import sign_in
from workflows.programmes.models import Call

PATIENCE = 120
NUMBER = re.compile(r'class="kz-number">([^<]+)<')
SEEN = re.compile(r'name="seen" value="([^"]+)"')


@dataclass(frozen=True)
class Application:
    """A draft that lacks its files, and the files (name and bytes by question)."""

    draft: UUID
    key: UUID
    files: dict[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Receipt:
    """What a resident was shown, and the hashes of what they had sent."""

    number: str
    key: str
    sha256: list[str]


class Shown:
    """An append-only list outside the system, synced line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        path.touch()

    def add(self, number: str, application: Application) -> None:
        sums = sorted(hashlib.sha256(data).hexdigest() for _name, data in application.files.values())
        line = json.dumps({"number": number, "key": str(application.key), "sha256": sums}) + "\n"
        with self.lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
            os.close(descriptor)

    def receipts(self) -> list[Receipt]:
        return [Receipt(**json.loads(line)) for line in self.path.read_text().splitlines()]


class Resident:
    """One signed-in browser."""

    def __init__(self, port: int, shown: Shown) -> None:
        self.port, self.shown = port, shown
        self.user: User = make_applicant()[0]
        session = sign_in(Client(), self.user).cookies[settings.SESSION_COOKIE_NAME].value
        token = get_random_string(32)
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
            "X-CSRFToken": token,
            "Connection": "close",
        }

    def writes(self, call: Call, number: int) -> Application:
        """Everything but the files is saved."""
        draft = make_draft(self.user, call, make_group(manager=self.user))
        fill(draft, self.user)
        files = {}
        for question in ATTACHMENTS:
            made = pdf(f"{question}-{number}.pdf", text=f"{question} {number}")
            files[question] = (str(made.name), made.read())
        return Application(draft.pk, draft.send_key, files)

    def sends(self, application: Application) -> None:
        """Attaches, sends and looks at the receipt; whatever is not answered is done again."""
        address = f"/mypage/drafts/{application.draft}/"
        for question, (name, data) in application.files.items():
            body = encode_multipart(BOUNDARY, {f"file-{question}": SimpleUploadedFile(name, data, "application/pdf")})
            self._insists(f"{address}files/{question}/attach/", body, MULTIPART_CONTENT)
        seen = SEEN.search(self._insists(f"{address}review/")["text"])
        assert seen, "the review page has no mark"
        given = urlencode({"declared": "yes", "seen": html.unescape(seen[1])}).encode()
        sent = self._insists(f"{address}send/", given, "application/x-www-form-urlencoded")
        page = self._insists(sent["Location"])
        found = NUMBER.search(page["text"])
        assert found, page["text"]
        self.shown.add(found[1], application)

    def _insists(self, address: str, body: bytes | None = None, kind: str = "") -> dict[str, str]:
        """The first answer that is not an error of the service; a refusal is a fault of the test."""
        pause = threading.Event()
        until = time.monotonic() + PATIENCE
        last = ""
        while time.monotonic() < until:
            try:
                status, answer = self._asks(address, body, kind)
            except (OSError, http.client.HTTPException) as error:
                status, last = 0, repr(error)
            if status in (200, 302):
                return answer
            if status:
                last = f"{status} {answer['text'][-600:]}"
            assert status == 0 or status >= 500, f"{address}: {last}"
            pause.wait(0.3)
        raise AssertionError(f"{address}: no answer within {PATIENCE} s; last {last}")

    def _asks(self, address: str, body: bytes | None, kind: str) -> tuple[int, dict[str, Any]]:
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            method = "GET" if body is None else "POST"
            there.request(method, address, body, self.headers | ({"Content-Type": kind} if kind else {}))
            response = there.getresponse()
            text = response.read().decode(errors="replace")
            return response.status, {"text": text, "Location": response.headers.get("Location", "")}
        finally:
            there.close()


@contextmanager
def sending(residents: list[Resident], applications: list[list[Application]]) -> Iterator[None]:
    """All residents send at once, each one after the other; the block begins when the first receipt is shown."""
    shown = residents[0].shown
    before = len(shown.receipts())

    def one_by_one(resident: Resident, own: list[Application]) -> None:
        for application in own:
            resident.sends(application)

    with ThreadPoolExecutor(len(residents)) as pool:
        jobs: list[Future[None]] = [
            pool.submit(partial(one_by_one, resident, own))
            for resident, own in zip(residents, applications, strict=True)
        ]
        pause = threading.Event()
        for _look in range(PATIENCE * 20):
            if len(shown.receipts()) > before or any(job.done() for job in jobs):
                break
            pause.wait(0.05)
        yield
        for job in jobs:
            job.result(PATIENCE * 2)
