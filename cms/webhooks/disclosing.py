"""What this room keeps about one person: nothing. Receivers are offices' machines, their makers act in office."""

from __future__ import annotations

from cms.people.disclosing import OFFICE, Kept, Whom, register


def kept(whom: Whom) -> Kept:
    """Events carry no personal data (events.py), so that there is nothing to look for."""
    return Kept()


register("webhooks", kept, tables=(), left_out={"webhooks.Endpoint": OFFICE})
