"""What every page needs and nobody changes often: asked of the database once per version, for anonymous readers only.

Who is known reads everything afresh, so that an editor sees a change at once. What is remembered is shared by all
requests: it is read, never altered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cms.cache import version

Found = TypeVar("Found")
MOST = 2_000
# (version, what is remembered of it); replaced whole.
_remembered: tuple[str, dict[Hashable, Any]] = ("", {})


def remembered(key: Hashable, ask: Callable[[], Found]) -> Found:
    """``ask()``, or what it found earlier under the version of this request."""
    global _remembered  # noqa: PLW0603  one per process
    now = version.at_work()
    if now is None:
        return ask()
    if _remembered[0] != now:
        _remembered = (now, {})
    known = _remembered[1]
    if key not in known:
        found = ask()
        if len(known) >= MOST:
            known.clear()
        known[key] = found
        return found
    result: Found = known[key]
    return result


def forget() -> None:
    global _remembered  # noqa: PLW0603
    _remembered = ("", {})
