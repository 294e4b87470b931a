"""The last part of a page's address: ASCII alone, made from the Japanese title, and kept (decision 0049)."""

from __future__ import annotations

from pages.addresses.making import free_slug, new_slug
from pages.addresses.slug import LONGEST, is_slug, normalised

__all__ = ["LONGEST", "free_slug", "is_slug", "new_slug", "normalised"]
