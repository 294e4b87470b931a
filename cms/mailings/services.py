"""Writing a mail: rendered and stored with the change that causes it, sent later by the outbox.

A subject that could smuggle a header is refused here, where the mistake is made, not at the server.
"""

from __future__ import annotations

import hashlib
import unicodedata
from email.utils import parseaddr
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.backends.base import BaseEngine
from django.template.backends.django import DjangoTemplates
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from cms.hubs.models import Ward
from cms.jobs import outbox
from cms.mailings.models import OutgoingMail

KIND = "mail"
LONGEST_SUBJECT = 200


class Unsendable(ValueError):
    """An address or a subject that no mail may carry; a bug of the caller, not a person's mistake."""


def write_mail(
    *, to: str, template: str, context: dict[str, Any], about: str, key: str, urgent: bool = True, variant: str = ""
) -> int:
    """The id of the mail of ``key``, stored and owed; the same key again gives the first mail unchanged.

    Renders ``mail/<template>.subject.txt``, ``.txt`` and ``.html``. ``about`` names the record, e.g.
    ``case:12``. ``mail/<variant>/<template>`` stands in where it exists; else the template is told the variant.
    Unsendable for a bad address, or a subject with a line break or control character.
    RuntimeError outside a transaction.
    """
    full = {**frame(), "variant": variant, **context}
    name = template_of(template, variant)
    subject, text = (plain(f"mail/{name}{ending}", full) for ending in (".subject.txt", ".txt"))
    html = render_to_string(f"mail/{name}.html", full)
    return store(to=to, subject=subject, text=text, html=html, about=about, key=key, urgent=urgent)


@cache
def template_of(template: str, variant: str) -> str:
    """The mail's own form for this variant, if there is one."""
    if variant:
        try:
            get_template(f"mail/{variant}/{template}.txt")
        except TemplateDoesNotExist:
            return template
        return f"{variant}/{template}"
    return template


def store(*, to: str, subject: str, text: str, html: str, about: str, key: str, urgent: bool = True) -> int:
    """The same for texts that are ready."""
    mail = OutgoingMail(
        to=checked_address(to),
        subject=checked_subject(subject),
        text=text.strip() + "\n",
        html=html.strip() + "\n",
        message_id=message_id_of(key),
        subject_ref=about,
    )
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a mail is written in the transaction of the change that it tells of")
    # As in the outbox: the id of the row that was there, or of the new one, for one statement.
    same = ["message_id"]
    OutgoingMail.objects.bulk_create([mail], update_conflicts=True, unique_fields=same, update_fields=same)
    outbox.put(kind=KIND, key=f"mail:{key}", payload={"mail": mail.pk}, urgent=urgent)
    return mail.pk


def frame() -> dict[str, Any]:
    """What every mail says about its sender: the ward, its general desk, the public address."""
    ward = Ward.objects.order_by("pk").first() or Ward()
    return {"ward": ward, "base_url": settings.BASE_URL}


def message_id_of(key: str) -> str:
    """A fixed Message-ID: a second try, or a second write, is the same mail to every server."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def checked_address(address: str) -> str:
    """One bare address; Unsendable for anything else."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unsendable("not an e-mail address") from error
    return address


def checked_subject(rendered: str) -> str:
    """The subject on one line; the template's own line end is not part of it."""
    subject = rendered.strip(" \n")
    if not subject or any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in subject):
        raise Unsendable("a subject is one line without control characters")
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"


@cache
def _text_engine() -> BaseEngine:
    """Django templates without HTML escaping: a text mail shows & as &."""
    folders = settings.TEMPLATES[0].get("DIRS", [])
    options = {"autoescape": False}
    return DjangoTemplates({"NAME": "mail-text", "DIRS": folders, "APP_DIRS": True, "OPTIONS": options})


def plain(name: str, context: dict[str, Any]) -> str:
    """A text template, rendered without escaping."""
    return _text_engine().get_template(name).render(context)
