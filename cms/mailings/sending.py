"""Sending a stored mail once. True exactly-once over SMTP does not exist: a worker that is killed
between the server's yes and our note sends again, with the same Message-ID.

Which answers of the server mean "later" and which mean "a person must look" is decided here.
Messages of servers quote addresses, so only codes are kept.
"""

from __future__ import annotations

import smtplib
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from cms.jobs.registry import Later, Park
from cms.mailings.models import OutgoingMail

State = OutgoingMail.State


def send(payload: dict[str, Any]) -> None:
    """The mail has been handed to the mail server, now or before; Later or Park otherwise."""
    mail = OutgoingMail.objects.get(pk=payload["mail"])
    if mail.state in (State.SENT, State.CANCELLED):
        return
    try:
        message_of(mail).send()
    except smtplib.SMTPRecipientsRefused as error:
        _sort_out(max(code for code, _text in error.recipients.values()), error)
    except smtplib.SMTPAuthenticationError as error:
        raise Later(_("the mail server refused our sign-in (%(code)s)") % {"code": error.smtp_code}) from error
    except smtplib.SMTPResponseException as error:
        _sort_out(error.smtp_code, error)
    except smtplib.SMTPNotSupportedError as error:
        raise Park(_("the mail server cannot carry this address")) from error
    except OSError as error:  # includes every other smtplib error: not connected, cut off, too slow
        raise Later(_("the mail server cannot be reached (%(error)s)") % {"error": type(error).__name__}) from error
    except UnicodeError as error:
        raise Park(_("the mail server cannot carry this address")) from error
    OutgoingMail.objects.filter(pk=mail.pk).exclude(state=State.SENT).update(state=State.SENT, sent_at=Now())


def _sort_out(code: int, error: Exception) -> None:
    """5xx is for a person, everything else for later."""
    if 500 <= code < 600:
        raise Park(_("the mail server refused this mail (%(code)s)") % {"code": code}) from error
    raise Later(_("the mail server asks to try later (%(code)s)") % {"code": code}) from error


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
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def put_aside(payload: dict[str, Any]) -> None:
    """The outbox has parked the mail; its own row says so too."""
    OutgoingMail.objects.filter(pk=payload["mail"], state=State.WAITING).update(state=State.PARKED)
