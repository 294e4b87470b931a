"""How the desk's log calls what happens to notes and issues. It names nobody: who told of what stands in the rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "fieldwork.note_written": _("field note written"),
    "fieldwork.note_read": _("field note read"),
    "fieldwork.note_shared": _("field note shared with the hub"),
    "fieldwork.note_private": _("field note made private"),
    "fieldwork.note_erased": _("field note erased"),
    "fieldwork.note_joined": _("field note joined to an issue"),
    "fieldwork.informant_added": _("informant recorded"),
    "fieldwork.informant_told": _("informant told of the result"),
    "fieldwork.informant_declined": _("informant does not wish to hear"),
    "fieldwork.issue_opened": _("issue taken up"),
    "fieldwork.action_added": _("action planned"),
    "fieldwork.action_done": _("action done"),
    "fieldwork.linked": _("issue linked"),
    "fieldwork.unlinked": _("link of an issue removed"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
