"""Sending a stored mail once. True exactly-once over SMTP does not exist: a worker that is killed
between the server's yes and our note sends again, with the same Message-ID.

Which answers of the server mean "not now, for nobody", which "later" and which "a person must look" is
decided here: only a refused recipient is for a person.
Messages of servers quote addresses, so only codes are kept.
"""

from __future__ import annotations

import smtplib
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cms.jobs.registry import Later, Park, Unreachable
from cms.mailings import leaving
from cms.mailings.models import OutgoingMail

State = OutgoingMail.State
# Out of order, sign in first, sign-in refused, encryption required: answers to us, whoever the recipient is.
ABOUT_US = (503, 530, 535, 538)


def send(payload: dict[str, Any]) -> None:
    """The mail has been handed to the mail server, now or before; Unreachable, Later or Park otherwise."""
    mail = OutgoingMail.objects.get(pk=payload["mail"])
    if mail.state in (State.SENT, State.CANCELLED):
        return
    message = message_of(mail)
    try:
        with open_server() as server:
            message.connection = server
            message.send()
    except smtplib.SMTPRecipientsRefused as error:
        _refused(max(code for code, _text in error.recipients.values()), error)
    except smtplib.SMTPDataError as error:
        _sort_out(error.smtp_code, error)
    except smtplib.SMTPResponseException as error:  # it greets us with a refusal, or refuses us as the sender
        raise Unreachable(_("the mail server refuses us (%(code)s)") % {"code": error.smtp_code}) from error
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
        raise Park(_("the mail server cannot carry this address")) from error
    except OSError as error:  # includes every other smtplib error: not connected, cut off, too slow
        raise Unreachable(unreached(error)) from error
    OutgoingMail.objects.filter(pk=mail.pk).exclude(state=State.SENT).update(state=State.SENT, sent_at=Now())


def open_server() -> BaseEmailBackend:
    """Connected and signed in; whatever fails here has nothing to do with any one mail."""
    server: BaseEmailBackend = get_connection()
    try:
        server.open()
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable(_("the mail server refused our sign-in (%(code)s)") % {"code": error.smtp_code}) from error
    except smtplib.SMTPResponseException as error:
        raise Unreachable(_("the mail server refuses us (%(code)s)") % {"code": error.smtp_code}) from error
    except OSError as error:  # SMTPNotSupportedError too: no STARTTLS, no sign-in offered
        raise Unreachable(unreached(error)) from error
    return server


def unreached(error: Exception) -> str:
    return _("the mail server cannot be reached (%(error)s)") % {"error": type(error).__name__}


def _refused(code: int, error: Exception) -> None:
    """A recipient that the server does not want is for a person; that it does not want us is not about this mail."""
    if 500 <= code < 600 and code not in ABOUT_US:
        raise Park(_("the mail server refused this mail (%(code)s)") % {"code": code}) from error
    raise Unreachable(_("the mail server asks to try later (%(code)s)") % {"code": code}) from error


def _sort_out(code: int, error: Exception) -> None:
    """The server has seen the mail itself: a refusal may be about it, so it costs an attempt."""
    if 500 <= code < 600:
        raise Later(_("the mail server refused this mail (%(code)s)") % {"code": code}) from error
    raise Unreachable(_("the mail server asks to try later (%(code)s)") % {"code": code}) from error


def message_of(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The mail as it goes out; the same every time: Message-ID and Date are those of the row."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.created_at),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **leaving.headers(mail.subject_ref),
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def put_aside(payload: dict[str, Any]) -> None:
    """The outbox has parked the mail; its own row says so too."""
    OutgoingMail.objects.filter(pk=payload["mail"], state=State.WAITING).update(state=State.PARKED)
