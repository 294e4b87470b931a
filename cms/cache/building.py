"""Many ask at once for a page that nobody has made since the last change: one makes it, the others wait for it.

In a process that answers in threads the others wait for the thread that is at it. Where processes share what they
keep, whoever takes the lease makes the page for all of them. Nobody waits long, and who waited in vain makes the page:
a lease whose holder has died, or a page that turns out not to be kept, costs a moment and never an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from cms.cache import store
from cms.cache.store import Key

# Together with the age of a version that is believed (0.4 s) less than the second after which nobody sees an old page.
PATIENCE_SECONDS = 0.3
LOOK_SECONDS = 0.005
MOST = 2_000
Name = tuple[str, Key]


@dataclass
class Build:
    """A page being made in this process."""

    done: threading.Event = field(default_factory=threading.Event)
    waiting: int = 0


_lock = threading.Lock()
_builds: dict[Name, Build] = {}
# Addresses whose answer was not kept: nobody waits for those.
_unkept: set[Key] = set()


@contextmanager
def turn(version: str, key: Key) -> Iterator[bool]:
    """True: it is for this thread to make the page. False: somebody else made it meanwhile, or took too long."""
    if key in _unkept:
        yield True
        return
    name = (version, key)
    with _lock:
        other = _builds.get(name)
        if other is None:
            mine = _builds[name] = Build()
        else:
            other.waiting += 1
    if other is not None:
        other.done.wait(PATIENCE_SECONDS)
        yield False
        return
    try:
        with _lease(version, key) as is_ours:
            yield is_ours
    finally:
        with _lock:
            del _builds[name]
        mine.done.set()


@contextmanager
def _lease(version: str, key: Key) -> Iterator[bool]:
    """True unless another process is at it; that one has been waited for, then."""
    if not settings.PAGE_CACHE_SHARED:
        yield True
    elif store.take_lease(version, key):
        try:
            yield True
        finally:
            store.end_lease(version, key)
    else:
        _look_out(version, key)
        yield False


def _look_out(version: str, key: Key) -> None:
    pause, until = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while store.find(version, key) is None and time.monotonic() < until:
        pause.wait(LOOK_SECONDS)


def not_kept(key: Key) -> None:
    """The answer there was made and not kept."""
    with _lock:
        if len(_unkept) >= MOST:
            _unkept.clear()
        _unkept.add(key)


def waiting(version: str, key: Key) -> int:
    """How many threads wait for the page."""
    with _lock:
        build = _builds.get((version, key))
        return build.waiting if build else 0


def forget() -> None:
    with _lock:
        _unkept.clear()
