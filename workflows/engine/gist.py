"""What a case is about, in few words: what is begun from it is filled in with them. Never whom to reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from cms.people.models import CommunityGroup

PREFIX = "origin."


@dataclass(frozen=True)
class Gist:
    """In the words of the newest form, or of what was agreed since. ``groups``: who takes part, the applicant first."""

    title: str
    purpose: str = ""
    content: str = ""
    place: str = ""
    from_on: date | None = None
    until_on: date | None = None
    groups: tuple[CommunityGroup, ...] = ()

    def values(self) -> dict[str, Any]:
        """By the source that a question of a form names as its ``prefill``, e.g. ``origin.title``."""
        texts: dict[str, Any] = {name: getattr(self, name) for name in ("title", "purpose", "content", "place")}
        days = {"from_on": self.from_on, "until_on": self.until_on}
        texts |= {name: day.isoformat() for name, day in days.items() if day}
        return {f"{PREFIX}{name}": value for name, value in texts.items() if value}


def day_of(text: Any) -> date | None:
    """An answer of a form as a day; None where there is none."""
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None
