"""Mails of the exchange: what happened and where to look. None of them says how anybody is reached."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from cms.mailings.services import write_mail
from cms.people.groups import members_of


def tell_group(group: int, *, template: str, about: str, key: str, **context: Any) -> None:
    """One mail to each of the people who act for the group, in the caller's transaction."""
    link = f"{settings.BASE_URL}{reverse('exchange:own')}"
    for user in members_of(group):
        write_mail(
            to=user.email,
            template=f"exchange/{template}",
            context={"link": link, **context},
            about=about,
            key=f"{key}:{user.pk}",
        )
