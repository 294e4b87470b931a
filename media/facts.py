"""What readers are told of a file before they open it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def line(*, ending: str, pages: int | None = None, size: int | None = None, language: str = "") -> str:
    """``PDF・3ページ・1.2MB``, and the language behind it when one is given."""
    facts = [ending.upper()]
    if pages:
        facts.append(_("%(count)d pages") % {"count": pages})
    if size:
        facts.append(readable_size(size))
    return "・".join(fact for fact in (*facts, language) if fact)


def readable_size(size: int) -> str:
    """``1.2MB``, ``340KB``: no space, one digit behind the point only where it tells something."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}KB"
    megabytes = size / (1024 * 1024)
    return f"{megabytes:.1f}MB" if megabytes < 10 else f"{round(megabytes)}MB"
