"""Wagtail's user pages over our own account model."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsersConfig(WagtailUsersAppConfig):
    user_viewset = "cms.people.desk.users.AccountViewSet"
