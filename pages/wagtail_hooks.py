"""Where this room hangs in the Wagtail admin.

A hub or a call that staff add or publish there gets its pages at once.
"""

from __future__ import annotations

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from cms.hubs.models import Hub
from pages.banner_admin import BannerViewSet
from pages.banners import ALL_CLEAR
from pages.catalogue.saving import SavedQueryViewSet
from pages.mail import hooks as _mail  # noqa: F401  the magazine's button on issues
from pages.models import WardHomePage
from pages.search import following_documents
from pages.setting_up import set_up_sites
from pages.signage import hooks as _signage  # noqa: F401  the way to the screen of a hub
from workflows.programmes.models import Call


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def make_missing_pages(request: HttpRequest, instance: Model) -> None:
    if isinstance(instance, Hub | Call) and WardHomePage.objects.exists():
        set_up_sites()


@hooks.register("register_log_actions")
def name_the_all_clear(actions: LogActionRegistry) -> None:
    actions.register_action(ALL_CLEAR, _("All-clear"), _("Gave the all-clear"))


hooks.register("after_bulk_action", following_documents.after_bulk_action)
register_snippet(BannerViewSet)
register_snippet(SavedQueryViewSet)
