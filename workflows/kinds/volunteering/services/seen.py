"""What a page showed when somebody confirms: nobody decides on a ground or an opinion that they have not read."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from cms.core.errors import Stale
from workflows.kinds.volunteering.models import Appointment, Renewal

OF_TERM = ("state", "ended_on", "dismissal_ground", "dismissal_reason", "dismissal_asked_by_id")
OF_WISH = ("answer", "recommends", "opinion", "opinion_by_id", "decision")


def mark(appointment: Appointment) -> str:
    """Changes with everything of the term that is decided on; says nothing to a reader."""
    wish = Renewal.objects.filter(appointment=appointment).first()
    shown = [str(getattr(appointment, name)) for name in OF_TERM]
    if wish is not None:
        shown += [str(getattr(wish, name)) for name in OF_WISH]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def must_be(appointment: Appointment, seen: str | None) -> None:
    """``appointment`` is locked. Raises Stale unless it is as it was shown; None where no page showed it."""
    if seen is not None and seen != mark(appointment):
        raise Stale(_("Somebody has changed this meanwhile. Nothing was done; please look at it again."))
