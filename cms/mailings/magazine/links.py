"""The signed links of the magazine. A link is the key to one reader's page: no account, no password.

Following one changes nothing; a button does. The link to unsubscribe never expires, the others do.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cms.mailings.models import SignUp, Subscriber

CONFIRM, PREFERENCES, UNSUBSCRIBE = (f"cms.mailings.magazine.{name}" for name in ("confirm", "preferences", "leave"))
# A dot in place of the colon, which some mail programs leave out of a link.
SEPARATOR = "."


class Invalid(Exception):
    """Nobody here has signed this."""


class Expired(Invalid):
    """Signed by us, too long ago."""


def confirm_url(sign_up: SignUp) -> str:
    return _url("confirm", signing.TimestampSigner(sep=SEPARATOR, salt=CONFIRM).sign(str(sign_up.pk)))


def preferences_url(subscriber: int) -> str:
    return _url("preferences", signing.TimestampSigner(sep=SEPARATOR, salt=PREFERENCES).sign(str(subscriber)))


def unsubscribe_url(subscriber: int) -> str:
    return _url("unsubscribe", signing.Signer(sep=SEPARATOR, salt=UNSUBSCRIBE).sign(str(subscriber)))


def sign_up_url() -> str:
    return f"{settings.BASE_URL}{reverse('magazine:sign_up')}"


def sign_up_of(token: str) -> SignUp:
    """The sign-up of a link; Invalid or Expired."""
    found = SignUp.objects.filter(pk=_timed(token, CONFIRM, timedelta(hours=settings.MAGAZINE_CONFIRM_HOURS))).first()
    if found is None:
        raise Expired
    return found


def subscriber_of_preferences(token: str) -> Subscriber:
    """The reader of a link; Invalid or Expired, also when they have left."""
    days = timedelta(days=settings.MAGAZINE_LINK_DAYS)
    found = Subscriber.objects.filter(pk=_timed(token, PREFERENCES, days)).first()
    if found is None or found.state == Subscriber.State.LEFT:
        raise Expired
    return found


def subscriber_of_unsubscribing(token: str) -> Subscriber:
    """The reader of a link, who may have left long ago; Invalid."""
    try:
        pk = signing.Signer(sep=SEPARATOR, salt=UNSUBSCRIBE).unsign(token)
    except signing.BadSignature as error:
        raise Invalid from error
    found = Subscriber.objects.filter(pk=pk).first()
    if found is None:
        raise Invalid
    return found


def _timed(token: str, salt: str, age: timedelta) -> str:
    try:
        return signing.TimestampSigner(sep=SEPARATOR, salt=salt).unsign(token, max_age=age)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature as error:
        raise Invalid from error


def _url(name: str, token: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'magazine:{name}', args=[token])}"
