"""What the staff desk needs on every page to work under the content policy."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from cms.config.choosers import start_from_data
from cms.config.wagtail_lists import make_harmless

start_from_data()
make_harmless()


@hooks.register("insert_global_admin_js")
def starters() -> SafeString:
    """The script that replaces Wagtail's inline ones."""
    return format_html('<script src="{}"></script>', static("desk/starters.js"))
