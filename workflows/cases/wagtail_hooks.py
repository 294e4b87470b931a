"""How the desk's log calls what happens before a case exists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "cases.consultation_requested": _("consultation asked for"),
    "cases.consultation_booked": _("date of the consultation agreed"),
    "cases.consultation_held": _("consultation held"),
    "cases.consultation_cancelled": _("consultation cancelled"),
    "cases.consultation_read": _("consultation read"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
