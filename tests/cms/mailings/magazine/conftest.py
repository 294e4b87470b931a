"""A mail server that answers each address as told and lets something happen when a mail arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from pytest_django import Settings

from tests.smtp import Sink


class TalkingSink(Sink):
    """``says``: address → answer to its RCPT. ``then``: number of the mail → what happens while it arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.says: dict[str, str] = {}
        self.then: dict[int, Callable[[], Any]] = {}
        self.plain = False

    async def handle_EHLO(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        answers = await super().handle_EHLO(server, session, envelope, hostname, responses)
        return [one for one in answers if not (self.plain and "8BITMIME" in one)]

    async def handle_RCPT(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.says:
            return self.says[address]
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> Any:  # noqa: N802
        happens = self.then.pop(len(self.mails) + 1, None)
        if happens is not None:
            await asyncio.to_thread(_in_own_thread, happens)
        return await super().handle_DATA(server, session, envelope)


def _in_own_thread(happens: Callable[[], Any]) -> None:
    try:
        happens()
    finally:
        connections.close_all()


@pytest.fixture
def sink(settings: Settings) -> Iterator[TalkingSink]:
    """Django's SMTP backend sends to this sink during the test."""
    made = TalkingSink()
    made.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    yield made
    made.close()
