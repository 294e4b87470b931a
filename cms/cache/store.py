"""Where kept pages lie: in this process, and behind it, if there is Redis, in a place that all processes share."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

from cms.cache.release import release

logger = logging.getLogger(__name__)
Key = tuple[str, str, str, str]
MIB = 1 << 20
# Besides body and headers: the objects around them.
OVERHEAD_BYTES = 1_000
# Longer than any page takes; of a process that died the lease runs out.
LEASE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer. ``until`` is seconds since 1970; ``headers`` end up in it as they are."""

    until: float
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + OVERHEAD_BYTES


class ProcessTier:
    """The answers of one version, those least asked for pushed out when there is no room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = ""
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    def get(self, version: str, key: Key) -> Kept | None:
        with self._lock:
            if version != self._version:
                return None
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def put(self, version: str, key: Key, kept: Kept, *, most_bytes: int) -> None:
        """A page of another version than the last one put drops all the others."""
        with self._lock:
            if version != self._version:
                self._pages.clear()
                self._version, self._bytes = version, 0
            old = self._pages.pop(key, None)
            self._pages[key] = kept
            self._bytes += kept.size - (old.size if old else 0)
            while self._bytes > most_bytes and self._pages:
                self._bytes -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._version, self._bytes = "", 0

    def __len__(self) -> int:
        return len(self._pages)


process_tier = ProcessTier()


def find(version: str, key: Key) -> Kept | None:
    """The page kept under ``key``, if it holds at this moment."""
    now = time.time()
    most = settings.PAGE_CACHE_PROCESS_MB * MIB
    kept = process_tier.get(version, key) if most else None
    if kept is None and settings.PAGE_CACHE_SHARED:
        kept = _shared_get(version, key)
        if kept is not None and most and kept.until > now:
            process_tier.put(version, key, kept, most_bytes=most)
    return kept if kept is not None and kept.until > now else None


def keep(version: str, key: Key, kept: Kept) -> None:
    seconds = kept.until - time.time()
    if seconds <= 0:
        return
    if most := settings.PAGE_CACHE_PROCESS_MB * MIB:
        process_tier.put(version, key, kept, most_bytes=most)
    if settings.PAGE_CACHE_SHARED:
        _shared_put(version, key, kept, max(1, int(seconds)))


def take_lease(version: str, key: Key) -> bool:
    """Whether it is for this process to make the page; yes as well when the shared place is away."""
    try:
        return bool(caches["default"].add(f"{_shared_name(version, key)}:making", 1, LEASE_SECONDS))
    except (RedisError, OSError) as reason:
        logger.warning("a lease cannot be taken: %s", reason)
        return True


def end_lease(version: str, key: Key) -> None:
    try:
        caches["default"].delete(f"{_shared_name(version, key)}:making")
    except (RedisError, OSError) as reason:
        logger.warning("a lease cannot be ended, it runs out: %s", reason)


def _shared_name(version: str, key: Key) -> str:
    digest = hashlib.sha256("\n".join((release(), version, *key)).encode()).hexdigest()
    return f"page:{digest}"


def _shared_get(version: str, key: Key) -> Kept | None:
    """None as well when the shared place is away: pages are then made by each process for itself."""
    try:
        found = caches["default"].get(_shared_name(version, key))
    except (RedisError, OSError) as reason:
        logger.warning("kept pages cannot be read: %s", reason)
        return None
    return Kept(*found) if found else None


def _shared_put(version: str, key: Key, kept: Kept, seconds: int) -> None:
    try:
        row = (kept.until, kept.etag, kept.headers, kept.body)
        caches["default"].set(_shared_name(version, key), row, seconds)
    except (RedisError, OSError) as reason:
        logger.warning("a page cannot be kept: %s", reason)
