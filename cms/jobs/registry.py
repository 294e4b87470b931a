"""Who does which kind of work. Handlers live in each app's ``handlers.py`` and register here.

A handler takes the payload (ids only), runs outside any lock, and is idempotent: after a crash the
same item runs again. It raises ``Park`` when a person must look; any other exception means "later".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Payload = dict[str, Any]
Work = Callable[[Payload], None]


class Park(Exception):
    """A person must look at this item; ``str(error)`` is shown to staff and holds no personal data."""


class Later(Exception):
    """Try again with back-off; ``str(error)`` is shown to staff and holds no personal data."""


class Unreachable(Later):
    """The way out is shut for everybody; costs no attempt, until ``JOBS_OUTAGE_HOURS`` have passed."""


@dataclass(frozen=True)
class Handler:
    work: Work
    parked: Work | None = None


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, parked: Work | None = None) -> Callable[[Work], Work]:
    """Register the decorated function for ``kind``.

    ``parked(payload)`` is called when an item of the kind is put aside, in the same transaction.
    RuntimeError when two functions claim one kind.
    """

    def register(work: Work) -> Work:
        known = _handlers.get(kind)
        if known and known.work is not work:
            raise RuntimeError(f"two handlers for {kind!r}: {known.work!r} and {work!r}")
        _handlers[kind] = Handler(work, parked)
        return work

    return register


def handler_of(kind: str) -> Handler:
    """The handler of ``kind``; Park when nobody registered one."""
    if kind not in _handlers:
        raise Park(_("nothing in this version does work of the kind %(kind)s") % {"kind": kind})
    return _handlers[kind]
