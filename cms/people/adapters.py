"""Where allauth meets the product: its mails, links and secrets go our way."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.people import limits, post
from cms.people.access import PENDING, live_roles, roles_of
from cms.people.factor_secrets import cipher
from cms.people.models import User

# Values that allauth hands to its mails and that ours may show; links are made here, from the fixed host.
MAIL_VALUES = ("code", "email", "from_email", "to_email", "ip", "user_agent", "timestamp")


def display_name(user: User) -> str:
    return user.get_full_name() or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Mails go out through the outbox; failed passwords are counted per login and browser."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is not in use."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_code": _("The code is not right."),
        "incorrect_password": _("The password is not right."),
        "rate_limited": _("Too many attempts. Please wait a while and try again."),
        "too_many_login_attempts": _("Too many attempts. Please wait a while and try again."),
        "email_taken": _("This e-mail address cannot be used."),
        "same_as_current": _("This is the address that you have now."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written with the request's change, sent at once; links name the configured host, never the asked one."""
        template = template_prefix.replace("/email/", "/")
        values = {name: context[name] for name in MAIL_VALUES if name in context}
        links = {
            "login_url": settings.BASE_URL + reverse("account_login"),
            "signup_url": settings.BASE_URL + reverse("account_signup"),
            "reset_url": settings.BASE_URL + reverse("account_reset_password"),
        }
        with transaction.atomic():
            post.send(
                to=email,
                template=template,
                context={"email": email, "minutes": settings.CODE_SECONDS // 60, **values, **links},
                about=template,
                key=f"{template}:{uuid.uuid4()}",
            )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if roles_of(request.user).is_staff_member:
            return str(settings.DESK_PREFIX)
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:security")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = credentials.get("email") or credentials.get("username") or ""
        return limits.bucket(request, login)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are stored encrypted; staff keep at least one second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Staff need a second factor. Set up another one first."),
        "incorrect_code": _("The code is not right."),
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002  allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        strong = Authenticator.objects.filter(user=authenticator.user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        is_last = not strong.exclude(pk=authenticator.pk).exists()
        return not (is_last and live_roles(authenticator.user).is_staff_member)


def needs_second_factor(user: Any) -> bool:
    """True for a member of staff in whose session the second factor is still missing."""
    return bool(getattr(user, PENDING, False))
