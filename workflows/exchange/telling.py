"""Mails of the exchange: what happened and where to look. None of them says how somebody is reached."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from cms.mailings.services import write_mail
from cms.people.groups import members_of
from cms.people.models import CommunityGroup, HubRole, Role


def tell_hub(group: CommunityGroup, *, template: str, about: str, key: str, **context: Any) -> None:
    """One mail to each reviewer and chief of the group's hub, in the caller's transaction."""
    link = f"{settings.BASE_URL}{reverse('desk:exchange')}"
    current = HubRole.objects.live().filter(role__in=[Role.REVIEWER, Role.CHIEF], hub_id=group.hub_id)
    for user in current.holders().order_by("pk"):
        write_mail(
            to=user.email,
            template=f"exchange/{template}",
            context={"link": link, "group": group.name, **context},
            about=about,
            key=f"{key}:{user.pk}",
        )


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
