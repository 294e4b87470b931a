"""The signed links of visitors without an account. Following one changes nothing; a button does."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from workflows.exchange.models import GroupRequest

CONFIRM, PAGE = (f"workflows.exchange.request.{name}" for name in ("confirm", "page"))
# A dot in place of the colon, which some mail programs leave out of a link.
SEPARATOR = "."


class Invalid(Exception):
    """Nobody here has signed this, or what it was for is gone."""


class Expired(Invalid):
    """Signed by us, too long ago."""


def confirm_url(request: GroupRequest) -> str:
    token = signing.TimestampSigner(sep=SEPARATOR, salt=CONFIRM).sign(str(request.pk))
    return f"{settings.BASE_URL}{reverse('exchange:confirm', args=[token])}"


def page_url(request: GroupRequest) -> str:
    """The visitor's own page of the request, while the request is kept."""
    token = signing.Signer(sep=SEPARATOR, salt=PAGE).sign(str(request.pk))
    return f"{settings.BASE_URL}{reverse('exchange:request', args=[token])}"


def unconfirmed(token: str) -> GroupRequest:
    """The request of a link to confirm; Invalid, or Expired when it is too late or was done before."""
    age = timedelta(hours=settings.EXCHANGE_CONFIRM_HOURS)
    try:
        pk = signing.TimestampSigner(sep=SEPARATOR, salt=CONFIRM).unsign(token, max_age=age)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature as error:
        raise Invalid from error
    found = GroupRequest.objects.select_related("group__hub").filter(pk=pk, state="unconfirmed").first()
    if found is None:
        raise Expired
    return found


def request_of(token: str) -> GroupRequest:
    """The confirmed request of its visitor's link; Invalid."""
    try:
        pk = signing.Signer(sep=SEPARATOR, salt=PAGE).unsign(token)
    except signing.BadSignature as error:
        raise Invalid from error
    rows = GroupRequest.objects.select_related("group__hub").exclude(state="unconfirmed")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Expired
    return found
