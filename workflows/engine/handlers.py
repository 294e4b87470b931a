"""What the outbox finds here: reminders, and going on after a letter."""

from __future__ import annotations

from workflows.engine import letters, reminders

__all__ = ["letters", "reminders"]
