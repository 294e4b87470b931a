"""A real mail server on the loopback that keeps what it gets, or refuses it as it is told.

Modes: ``ok``, ``421`` (closing), ``450`` (try later), ``550`` (no such address), ``drop`` (the
connection ends after DATA, before the answer), ``helo 554`` and ``sender 553`` (refuses us, not the
recipient), ``greets 554`` (refuses every connection), ``data 554`` (refuses the mail's text).
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

ANSWERS = {
    "421": "421 4.3.2 closing",
    "450": "450 4.2.1 hanako@example.jp is busy",
    "550": "550 5.1.1 hanako@example.jp unknown",
}


def port_of(controller: Controller) -> int:
    """The free port that the system chose."""
    server: Any = controller.server
    return int(server.sockets[0].getsockname()[1])


class _Refusing(SMTP):
    """Greets like a server that takes no mail at all, when its sink says so."""

    def _handle_client(self) -> Any:
        if self.event_handler.mode == "greets 554":
            self.__ident__ = "x"
            return self._turn_away()
        return super()._handle_client()

    async def _turn_away(self) -> None:
        await self.push("554 5.3.2 out of service")
        self.transport.close()  # type: ignore[union-attr]


class _Controller(Controller):
    """Port 0 means any free one; the stock controller would knock at port 0 to see itself."""

    def factory(self) -> SMTP:
        return _Refusing(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = port_of(self)
        super()._trigger_server()


class Sink:
    """``mails`` in the order of arrival; ``mode`` may change at any time."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.closed = False
        self.mails: list[EmailMessage] = []
        self.controller = _Controller(self, hostname="127.0.0.1", port=0)

    def close(self) -> None:
        """Nobody answers at this port any more."""
        if not self.closed:
            self.closed = True
            self.controller.stop()

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        return "554 5.3.2 out of service" if self.mode == "helo 554" else "250 sink"

    async def handle_EHLO(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return ["554 5.3.2 out of service"] if self.mode == "helo 554" else responses

    async def handle_MAIL(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode == "sender 553":
            return "553 5.7.1 we do not know you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802, PLR0913  the name and arguments that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mode in ANSWERS:
            return ANSWERS[self.mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> Any:  # noqa: N802
        message = BytesParser(policy=default).parsebytes(envelope.original_content or b"")
        if self.mode == "data 554":
            return "554 5.7.1 not this text"
        self.mails.append(message)  # type: ignore[arg-type]
        if self.mode == "drop":
            transport: Any = server.transport
            transport.abort()
        return "250 OK"

    @property
    def port(self) -> int:
        return port_of(self.controller)


@pytest.fixture
def smtp_sink(settings: Settings) -> Iterator[Sink]:
    """Django's SMTP backend sends to this sink during the test."""
    sink = Sink()
    sink.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 10
    yield sink
    sink.close()
