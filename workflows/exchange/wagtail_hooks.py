"""The words of the log for what happens in the exchange."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "exchange.listing_written": _("need or offer written"),
    "exchange.listing_changed": _("need or offer changed"),
    "exchange.listing_renewed": _("need or offer renewed"),
    "exchange.listing_closed": _("need or offer closed"),
    "exchange.listing_taken_off": _("need or offer taken off by the hub"),
    "exchange.introduced": _("groups introduced"),
    "exchange.consented": _("consent to the introduction given"),
    "exchange.consent_withdrawn": _("consent to the introduction taken back"),
    "exchange.declined": _("introduction refused"),
    "exchange.outcome_recorded": _("outcome of the introduction recorded"),
    "exchange.request_confirmed": _("request of a visitor came"),
    "exchange.request_accepted": _("request of a visitor accepted: both sides learn how to reach each other"),
    "exchange.request_declined": _("request of a visitor refused"),
    "exchange.request_withdrawn": _("request of a visitor taken back"),
    "exchange.request_expired": _("request of a visitor not answered in time"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        actions.register_action(action, label, label)
