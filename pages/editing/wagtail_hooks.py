"""Where this room hangs in the Wagtail admin."""

from __future__ import annotations

from pages.editing import choosing, deleting

__all__ = ["choosing", "deleting"]
