"""Receivers of other systems: the administrator keeps them, auditors read."""

from __future__ import annotations

from typing import Any

from tests.factories_webhooks import ADDRESS
from tests.roles.door import Door, act, listing, page
from tests.roles.people import only

manages, reads = only("administrator"), only("administrator", "auditor")
TYPED: dict[str, Any] = {"name": "新しい受信先", "url": ADDRESS, "events": ["page.published"], "hub": ""}
ENDPOINT, DELIVERY = "webhooks_endpoint", "webhooks_delivery"

WEBHOOKS: tuple[Door, ...] = (
    listing("webhooks:index", reads, reads),
    listing("webhooks:new", manages),
    act("webhooks:new", "none", manages, TYPED, ENDPOINT, ok=200),
    page("webhooks:endpoint", "receiver", reads, shows=True),
    *(act("webhooks:endpoint", "receiver", manages, {"action": action}, table, sees=reads)
      for action, table in (("test", DELIVERY), ("again", DELIVERY), ("off", ENDPOINT))),
    act("webhooks:endpoint", "receiver_off", manages, {"action": "on"}, ENDPOINT, sees=reads),
    page("webhooks:edit", "receiver", manages, shows=True),
    act("webhooks:edit", "receiver", manages, TYPED, ENDPOINT),
    page("webhooks:secret", "receiver", manages, shows=True),
    act("webhooks:secret", "receiver", manages, {}, ENDPOINT, ok=200),
    page("webhooks:delete", "receiver", manages, shows=True),
    act("webhooks:delete", "receiver", manages, {}, ENDPOINT),
    page("webhooks:delivery", "delivery", reads, shows=True),
    act("webhooks:delivery", "delivery", manages, {}, DELIVERY, sees=reads),
)  # fmt: skip
