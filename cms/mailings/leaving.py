"""Mails that their reader may stop with one click (RFC 8058). The room that sends them knows the link.

Told by what a mail is about: ``follower:12`` is of the kind ``follower``.
"""

from __future__ import annotations

from collections.abc import Callable

_links: dict[str, Callable[[int], str]] = {}


def use(kind: str, link: Callable[[int], str]) -> None:
    """Mails about ``kind`` can be stopped at ``link(id)``, which takes a POST without a session."""
    _links[kind] = link


def headers(about: str) -> dict[str, str]:
    """What a mail program needs for its button; nothing for a mail that nobody can stop."""
    kind, _colon, number = about.partition(":")
    if kind not in _links or not number.isdecimal():
        return {}
    return {"List-Unsubscribe": f"<{_links[kind](int(number))}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
