"""What every page needs and nobody changes often: asked of the database once per version, for anonymous readers only.

Who is known reads everything afresh, so that an editor sees a change at once. What is remembered is shared by all
requests: it is read, never altered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from cms.cache import version

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)
MOST = 2_000
# (version, what is remembered of it); replaced whole.
_remembered: tuple[str, dict[Hashable, Any]] = ("", {})


def remembered(key: Hashable, ask: Callable[[], Found]) -> Found:
    """``ask()``, or what it found earlier under the version of this request."""
    known = shelf()
    if known is None:
        return ask()
    if key not in known:
        found = ask()
        if len(known) >= MOST:
            known.clear()
        known[key] = found
        return found
    result: Found = known[key]
    return result


def several(name: str, keys: set[Key], ask: Callable[[set[Key]], dict[Key, Found]], *, most: int) -> dict[Key, Found]:
    """``ask(keys)``, but only for those not found earlier; at most ``most`` are kept. The rest is asked again."""
    shelves = shelf()
    if shelves is None:
        return ask(keys)
    known: dict[Key, Found] = shelves.setdefault(("several", name), {})
    found = {key: known[key] for key in keys if key in known}
    missing = keys - found.keys()
    fresh = ask(missing) if missing else {}
    if len(known) + len(fresh) > most:
        known.clear()
    known.update(fresh)
    return found | fresh


def shelf() -> dict[Hashable, Any] | None:
    """All that is remembered of the version of this request; None for who reads everything afresh."""
    global _remembered  # noqa: PLW0603  one per process
    now = version.at_work()
    if now is None:
        return None
    if _remembered[0] != now:
        _remembered = (now, {})
    return _remembered[1]


def forget() -> None:
    global _remembered  # noqa: PLW0603
    _remembered = ("", {})
