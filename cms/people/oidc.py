"""Signing in through the ward's own identity provider (OpenID Connect), where one is configured.

It says who somebody is, and nothing more: accounts and roles are kept here, and staff still need a second factor of
ours. Only an account that exists already is opened, found by the address that the provider has verified, and from
then on by the provider's own number of the person.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import Http404, HttpRequest
from django.shortcuts import render

from cms.audit.refusals import refuse
from cms.people.models import User

DOOR = "OIDC sign-in"


class OidcAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Those of the settings alone; where there are none the database is not asked either."""
        found = super().list_apps(request, provider=provider, client_id=client_id) if self._is_configured() else []
        return [one for one in found if one.pk is None]

    def _is_configured(self) -> bool:
        return bool(app_settings.PROVIDERS)

    def can_authenticate_by_email(self, sociallogin: SocialLogin, email: str) -> bool:
        return True

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The one account that has verified the address as well, or whose own address it is.

        ``True`` and nothing else is verified: a provider that sends a text means nothing by it.
        """
        for address in sociallogin.email_addresses:
            if address.verified is not True:
                continue
            owner = User.objects.filter(email__iexact=address.email).first()
            if owner is None:
                known = EmailAddress.objects.select_related("user").filter(email__iexact=address.email, verified=True)
                owner = next((one.user for one in known[:1]), None)
            if owner is not None:
                return owner, address.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
            raise Http404
        if not sociallogin.is_existing:
            verified = any(one.verified is True for one in sociallogin.email_addresses)
            reason = "no account with this address" if verified else "address not verified"
            refuse(actor=None, door=DOOR, subject=f"sub:{sociallogin.account.uid}", reason=reason)
            raise ImmediateHttpResponse(render(request, "account/oidc_refused.html", status=403))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        """Cancelled there, or not understood: the same page, with the way back."""
        raise ImmediateHttpResponse(render(request, "account/oidc_failed.html", status=401))
