"""The way from an issue to the magazine, for those who write its mails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.mailings import access
from pages.mail.views import IssueMailView
from pages.models import IssuePage


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [path("issues/<int:pk>/mail/", IssueMailView.as_view(), name="issue_mail")]


@hooks.register("register_page_header_buttons")
def button(page: Page, user: Any, **_kwargs: Any) -> Iterator[Button]:
    if isinstance(page.specific, IssuePage) and page.live and access.may_write(user, page.specific.home_hub):
        address = reverse("issue_mail", args=[page.pk])
        yield Button(_("Send by the e-mail magazine"), address, icon_name="mail", priority=60)
