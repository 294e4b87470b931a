"""The signed links of visitors without an account. Following one changes nothing; a button does."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from workflows.exchange.models import Follower, GroupRequest

CONFIRM, PAGE = (f"workflows.exchange.request.{name}" for name in ("confirm", "page"))
FOLLOW, UNFOLLOW = (f"workflows.exchange.follower.{name}" for name in ("confirm", "leave"))
# A dot in place of the colon, which some mail programs leave out of a link.
SEPARATOR = "."


class Invalid(Exception):
    """Nobody here has signed this, or what it was for is gone."""


class Expired(Invalid):
    """Signed by us, too long ago."""


def follow_url(follower: Follower) -> str:
    token = signing.TimestampSigner(sep=SEPARATOR, salt=FOLLOW).sign(str(follower.pk))
    return f"{settings.BASE_URL}{reverse('exchange:follow_confirm', args=[token])}"


def unfollow_url(pk: int) -> str:
    """Never out of date: who wants no more mails needs no second attempt."""
    token = signing.Signer(sep=SEPARATOR, salt=UNFOLLOW).sign(str(pk))
    return f"{settings.BASE_URL}{reverse('exchange:unfollow', args=[token])}"


def confirm_url(request: GroupRequest) -> str:
    token = signing.TimestampSigner(sep=SEPARATOR, salt=CONFIRM).sign(str(request.pk))
    return f"{settings.BASE_URL}{reverse('exchange:confirm', args=[token])}"


def page_url(request: GroupRequest) -> str:
    """The visitor's own page of the request, while the request is kept."""
    token = signing.Signer(sep=SEPARATOR, salt=PAGE).sign(str(request.pk))
    return f"{settings.BASE_URL}{reverse('exchange:request', args=[token])}"


def unconfirmed(token: str) -> GroupRequest:
    """The request of a link to confirm; Invalid, or Expired when it is too late or was done before."""
    rows = GroupRequest.objects.select_related("group__hub").filter(state="unconfirmed")
    found = rows.filter(pk=_timed(token, CONFIRM)).first()
    if found is None:
        raise Expired
    return found


def request_of(token: str) -> GroupRequest:
    """The confirmed request of its visitor's link; Invalid."""
    rows = GroupRequest.objects.select_related("group__hub").exclude(state="unconfirmed")
    found = rows.filter(pk=_signed(token, PAGE)).first()
    if found is None:
        raise Expired
    return found


def new_follower(token: str) -> Follower:
    """Whoever has just asked to follow a group, and has not confirmed it yet; Invalid or Expired."""
    rows = Follower.objects.select_related("group").filter(confirmed_at=None, left_at=None)
    found = rows.filter(pk=_timed(token, FOLLOW)).first()
    if found is None:
        raise Expired
    return found


def follower_of(token: str) -> Follower:
    """The follower of a link to leave, who may have left long ago; Invalid."""
    found = Follower.objects.select_related("group").filter(pk=_signed(token, UNFOLLOW)).first()
    if found is None:
        raise Invalid
    return found


def _timed(token: str, salt: str) -> str:
    age = timedelta(hours=settings.EXCHANGE_CONFIRM_HOURS)
    try:
        return signing.TimestampSigner(sep=SEPARATOR, salt=salt).unsign(token, max_age=age)
    except signing.SignatureExpired as error:
        raise Expired from error
    except signing.BadSignature as error:
        raise Invalid from error


def _signed(token: str, salt: str) -> str:
    try:
        return signing.Signer(sep=SEPARATOR, salt=salt).unsign(token)
    except signing.BadSignature as error:
        raise Invalid from error
