"""Where a call stands at an instant: before, open, about to close, over. For showing; sending asks ``Call.is_open``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from cms.cache.moments import changes_at
from cms.core import dates
from workflows.programmes.models import Call


class Phase(StrEnum):
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"


@dataclass(frozen=True)
class Standing:
    """``days_left``: whole days in Japan until the closing day, 0 on that day."""

    phase: Phase
    days_left: int

    @property
    def takes_applications(self) -> bool:
        return self.phase in (Phase.OPEN, Phase.CLOSING_SOON)


def standing(call: Call, *, at: datetime) -> Standing:
    changes_at(call.opens_at, call.ends_at)
    left = (dates.jst_date(call.closes_at) - dates.jst_date(at)).days
    if call.is_open(at):
        soon = left <= settings.CALL_CLOSING_SOON_DAYS
        return Standing(Phase.CLOSING_SOON if soon else Phase.OPEN, left)
    return Standing(Phase.NOT_YET if at < call.opens_at else Phase.CLOSED, left)
