"""What the content log says about magazine mails."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "mailings.written": _("magazine mail written"),
    "mailings.changed": _("magazine mail changed"),
    "mailings.discarded": _("magazine mail discarded"),
    "mailings.tried": _("magazine mail sent on trial"),
    "mailings.scheduled": _("magazine mail scheduled"),
    "mailings.unscheduled": _("schedule of a magazine mail withdrawn"),
    "mailings.started": _("sending of a magazine mail began"),
    "mailings.stopped": _("sending of a magazine mail stopped"),
    "mailings.ended": _("sending of a magazine mail ended"),
    "mailings.read": _("addresses of a magazine mail read"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
