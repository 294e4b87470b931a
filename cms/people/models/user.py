"""An account. Signs in by e-mail; is deactivated, never deleted; nobody is above the roles.

Django's superuser flag opens every door without asking a backend, so the database refuses it:
the product's administrator is a role like the others.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A saved user with a usable password only if one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Always refused, so that Django's own command cannot make a person above the roles."""
        raise NotImplementedError("There are no superusers: use the command create_administrator.")


class User(AbstractUser):
    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []  # noqa: RUF012
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(name="user_never_superuser", condition=models.Q(is_superuser=False)),
        ]

    def get_full_name(self) -> str:
        """Family name first, as it is written in Japan."""
        return f"{self.last_name} {self.first_name}".strip()

    def get_short_name(self) -> str:
        return self.last_name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changes with the password and with ``session_epoch``: raising the latter ends every session."""
        sealed = f"{self.password}:{self.session_epoch}"
        return salted_hmac("cms.people.User.session", sealed, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return self.get_full_name() or self.email
