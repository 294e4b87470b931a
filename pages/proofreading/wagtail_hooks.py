"""Where the checks hang in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.core import languages
from cms.people.models import User
from pages.models.content import ContentPage


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("writing/", include("pages.proofreading.urls"))]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit():
        yield Button(
            _("Checks of the text"),
            url=reverse("proofreading:checks", args=[page.pk]),
            icon_name="glasses",
            priority=12,
        )
        is_japanese = languages.of_path(page.url_path) == languages.default()
        if is_japanese and issubclass(page.specific_class or Page, ContentPage):
            address = reverse("proofreading:readings", args=[page.pk])
            yield Button(_("Readings above kanji"), url=address, icon_name="openquote", priority=13)


@hooks.register("insert_global_admin_css")
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("proofreading/proofreading.css"))


@hooks.register("insert_editor_js")
def script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("proofreading/panel.js"))
