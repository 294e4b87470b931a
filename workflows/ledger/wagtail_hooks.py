"""How the desk's log calls what happens to the ledger of collaboration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "ledger.written": _("collaboration recorded"),
    "ledger.changed": _("collaboration changed"),
    "ledger.consent_recorded": _("consent to be named recorded"),
    "ledger.consent_withdrawn": _("consent to be named withdrawn"),
    "ledger.published": _("case study published"),
    "ledger.unpublished": _("case study taken off"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
