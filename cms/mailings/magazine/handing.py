"""One mail to one mail server: what the server's answers mean.

Which answers are about the reader's address, which about the text and which about us is decided here. Only codes
are kept, for the texts of servers quote addresses.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from cms.jobs.registry import Unreachable
from cms.mailings.magazine import rendering
from cms.mailings.magazine.journal import Journal, Outcome
from cms.mailings.models import Delivery
from cms.mailings.sending import ABOUT_US, open_server, unreached

State = Delivery.State
LATER = "later"
GO_ON, CLOSING = 354, 421


class Cut(Exception):
    """The connection ended while the mail's text was on its way: nobody knows whether the server has it."""


class Way:
    """An open connection that takes one filled message after another."""

    eight_bit = True

    def hand(self, journal: Journal, *, to: str, delivery: int, message: bytes) -> Outcome:
        """What the server said; Unreachable when that is not about this mail, Cut when it said nothing."""
        raise NotImplementedError


class SmtpWay(Way):
    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server
        try:
            server.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as error:
            raise Unreachable(_("the mail server refuses us (%(code)s)") % {"code": error.smtp_code}) from error
        except OSError as error:
            raise Unreachable(unreached(error)) from error
        self.eight_bit = server.has_extn("8bitmime")
        self.options = ["BODY=8BITMIME"] if self.eight_bit else []
        self.sender = rendering.sender()

    def hand(self, journal: Journal, *, to: str, delivery: int, message: bytes) -> Outcome:
        try:
            refused = self._announce(to, delivery)
        except OSError as error:  # smtplib's own errors are OSErrors
            raise Unreachable(unreached(error)) from error
        if refused:
            journal.answered(refused)
            return refused
        journal.handing(delivery)
        try:
            # A line that begins with a dot gets another one, or it would end the mail.
            self.server.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            code, _text = self.server.getreply()
        except OSError as error:
            raise Cut from error
        outcome = self._judged(delivery, code, DATA)
        journal.answered(outcome)
        return outcome

    def _announce(self, to: str, delivery: int) -> Outcome | None:
        """Sender, recipient and the wish to send have been accepted, or what the server has against the recipient."""
        code, _text = self.server.mail(self.sender, self.options)
        if code != 250:
            raise Unreachable(_("the mail server refuses us (%(code)s)") % {"code": code})
        code, _text = self.server.rcpt(to)
        if code not in (250, 251):
            outcome = self._judged(delivery, code, RECIPIENT)
            self.server.rset()
            return outcome
        code, _text = self.server.docmd("data")
        if code != GO_ON:
            outcome = self._judged(delivery, code, DATA)
            self.server.rset()
            return outcome
        return None

    def _judged(self, delivery: int, code: int, about: str) -> Outcome:
        if code == 250:
            return Outcome(delivery, State.SENT, "250")
        if code == CLOSING or code in ABOUT_US:
            raise Unreachable(_("the mail server asks to try later (%(code)s)") % {"code": code})
        if about == RECIPIENT and 500 <= code < 600:
            return Outcome(delivery, State.FAILED, str(code))
        return Outcome(delivery, LATER, f"{about}:{code}")


RECIPIENT, DATA = "recipient", "data"


class BackendWay(Way):
    """Another of Django's mail backends (files on a developer's machine)."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def hand(self, journal: Journal, *, to: str, delivery: int, message: bytes) -> Outcome:
        journal.handing(delivery)
        self.backend.send_messages([_Ready(to, message)])
        outcome = Outcome(delivery, State.SENT, "250")
        journal.answered(outcome)
        return outcome


class _Ready(EmailMessage):
    """A message that is already made."""

    def __init__(self, to: str, made: bytes) -> None:
        parsed = message_from_bytes(made, policy=policy.SMTP)
        super().__init__(subject=str(parsed["Subject"]), to=[to])
        self.made = parsed

    def message(self, *args: Any, **kwargs: Any) -> Any:
        found: Message = self.made
        return found


@contextmanager
def way() -> Iterator[Way]:
    """A connection for one batch; Unreachable when there is none."""
    backend = open_server()
    connection = getattr(backend, "connection", None)
    try:
        yield SmtpWay(connection) if isinstance(connection, smtplib.SMTP) else BackendWay(backend)
    finally:
        with suppress(OSError):
            backend.close()
