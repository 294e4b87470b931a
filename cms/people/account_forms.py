"""allauth's forms as people here type: full-width digits and addresses are taken for what they mean."""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.fernet import InvalidToken
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from cms.people.factor_secrets import is_readable, log_unreadable
from cms.people.models import User

REPLAY_SECONDS = 180


class AddressField(forms.EmailField):
    """An e-mail address; its width is no part of it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "email", "inputmode": "email"}
        kwargs.setdefault("label", _("E-mail address"))
        super().__init__(widget=forms.EmailInput(attrs=attrs), max_length=254, **kwargs)

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip()


class CodeField(forms.CharField):
    """A short code of digits, in any width."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        kwargs.setdefault("label", _("Code from the e-mail"))
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip()


class LoginForm(account.LoginForm):
    """The address alone sends a code; with a password (when the page was asked for it) that is checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField()
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        asked = self.request is not None and self.request.GET.get("with") == "password"
        if "password" not in self.data and not asked:
            del self.fields["password"]
            return
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields["password"] = forms.CharField(label=_("Password"), widget=widget, strip=False)

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        """As allauth's own, with our form, so that the limits are ours too."""
        form = RequestLoginCodeForm({"email": email})
        if not form.is_valid():
            for errors in form.errors.values():
                for error in errors:
                    self.add_error("login", error)
        else:
            self.user = form._user
        return self.cleaned_data


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    email = AddressField()


class SignupForm(account.SignupForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = AddressField()


class ResetPasswordForm(account.ResetPasswordForm):
    email = AddressField()


class ChangeEmailForm(account.ChangeEmailForm):
    email = AddressField(label=_("New e-mail address"))


class AddEmailForm(account.AddEmailForm):
    email = AddressField(label=_("New e-mail address"))


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    code = CodeField()


class ConfirmEmailForm(account.ConfirmEmailVerificationCodeForm):
    code = CodeField()


class ConfirmResetForm(account.ConfirmPasswordResetCodeForm):
    code = CodeField()


def use_once(account: int, code: str) -> bool:
    """The code of the app of ``account`` is used now; False when it was before."""
    return cache.add(f"totp-used:{account}:{code}", 1, timeout=REPLAY_SECONDS)


class _Once:
    """A code of the authenticator app is taken once, as long as any clock might still accept it."""

    cleaned_data: dict[str, Any]
    authenticator: Authenticator
    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except InvalidToken as error:
            log_unreadable(self.user.pk)
            code = self.cleaned_data["code"]
            if (factor := self._readable_factor(code)) is None:
                raise get_adapter().validation_error("incorrect_code") from error
            self.authenticator = factor
        is_of_the_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_the_app and not use_once(self.authenticator.user_id, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _readable_factor(self, code: str) -> Authenticator | None:
        """Whose code it is, among those that a known key reads: one that is lost shuts no other out."""
        kept = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        return next((one for one in kept if is_readable(one) and one.wrap().validate_code(code)), None)


class SecondFactorForm(_Once, mfa.AuthenticateForm):
    code = CodeField(label=_("Code of the authenticator app, or a recovery code"))


class ConfirmFactorForm(_Once, mfa.ReauthenticateForm):
    code = CodeField(label=_("Code of the authenticator app, or a recovery code"))


class ActivateAppForm(totp.ActivateTOTPForm):
    code = CodeField(label=_("Six digits shown in the app"))


class AddKeyForm(webauthn.AddWebAuthnForm):
    """A passkey, with a name by which its owner tells it from others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a code by e-mail")
        self.fields["passwordless"].help_text = ""


class EditKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
