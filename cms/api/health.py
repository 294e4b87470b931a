"""Is it ready, and does the work get done: two addresses for load balancers and monitors.

No personal data, no cache, no session. ``/healthz`` is about this web worker; ``/healthz/jobs`` is
about the whole installation and must not take a web worker out of service.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.core.stores import store_errors
from cms.jobs import status

logger = logging.getLogger(__name__)
_migrated: set[str] = set()


class NotReady(Exception):
    """What is missing, in one word for a monitor."""


def database() -> None:
    """The database answers; NotReady otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as error:
        raise NotReady("unreachable") from error


def migrations() -> None:
    """Every migration of this code has been applied. Once true it is not asked again."""
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        return
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError) as error:
        raise NotReady("unknown") from error
    if pending:
        raise NotReady("pending")
    _migrated.add(name)


def private_storage() -> None:
    """A file can be written where uploads go, read back, and removed."""
    storage, probe = storages["private"], uuid.uuid4().hex
    try:
        name = storage.save(f"healthz/{probe}", ContentFile(probe.encode()))
        try:
            with storage.open(name) as kept:
                if kept.read() != probe.encode():
                    raise NotReady("unreadable")
        finally:
            storage.delete(name)
    except store_errors() as error:
        raise NotReady("unwritable") from error


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "private_storage": private_storage,
}


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when this worker can take applications, else 503 with what is missing."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        try:
            check()
            found[name] = "ok"
        except NotReady as error:
            found[name] = str(error)
            logger.error("not ready: %s %s", name, error)
    good = set(found.values()) == {"ok"}
    body = {"status": "ok" if good else "unavailable", "checks": found}
    return JsonResponse(body, status=200 if good else 503)


@never_cache
@require_safe
def jobs(request: HttpRequest) -> JsonResponse:
    """503 when due work has waited beyond its limit or no worker gives a sign of life.

    Items that wait for a person are a warning: they need staff, not an operator.
    """
    try:
        now = status.read()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "unavailable", "reasons": ["database"]}, status=503)
    reasons = [name for name, bad in (("late", now.late), ("no_worker", now.lifeless)) if bad]
    warned = (("parked", now.parked > 0), ("held", now.held), ("outage", now.outage > 0))
    warnings = [name for name, bad in warned if bad]
    state = "unavailable" if reasons else "warning" if warnings else "ok"
    body = {
        "status": state,
        "reasons": reasons,
        "warnings": warnings,
        "items": now.counts,
        "oldest_urgent_seconds": now.oldest_urgent,
        "oldest_bulk_seconds": now.oldest_bulk,
        "heartbeat_seconds": now.pulse,
    }
    return JsonResponse(body, status=503 if reasons else 200)
