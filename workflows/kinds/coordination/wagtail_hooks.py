"""What the log of the desk calls the changes of inquiries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("coordination.hubs_asked", _("Ask hubs"), _("Hubs were asked"))
    actions.register_action("coordination.inquiry_answered", _("Answer an inquiry"), _("The hub answered the inquiry"))
