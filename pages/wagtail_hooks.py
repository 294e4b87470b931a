"""A hub or a call that staff add or publish in the admin gets its pages at once."""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest
from wagtail import hooks

from cms.hubs.models import Hub
from pages.mail import hooks as _mail  # noqa: F401  the magazine's button on issues
from pages.models import WardHomePage
from pages.setting_up import set_up_sites
from workflows.programmes.models import Call


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def make_missing_pages(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Hub | Call) and WardHomePage.objects.exists():
        set_up_sites()
