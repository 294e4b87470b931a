"""Signs of life: what proves that a cluster takes bells, works, and acknowledges them.

A *circle* is written by the result writer of a cluster, so one row proves pusher, worker and
writer at once. *Busy* is written by whoever is at work, so that long work is not taken for death.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from cms.core.clock import database_now
from cms.jobs.models import Heartbeat

BEAT = "cms.jobs.pulse.beat"
CLUSTER = "KIZUNA_CLUSTER"


def cluster_name() -> str:
    """The name that the supervisor gave to this process's cluster; ``alone`` without one."""
    return os.environ.get(CLUSTER, "alone")


def beat() -> None:
    """The bell of the watchdog: it only has to come round."""


def busy() -> None:
    """This cluster is at work."""
    _write("busy")


def circle(sender: Any = None, task: dict[str, Any] | None = None, **rest: Any) -> None:
    """Receiver of django-q2's ``post_execute``, which its result writer sends after acknowledging."""
    if task and str(task.get("func")) == BEAT:
        _write("circle")


def last(cluster: str, sign: str | None = None) -> datetime | None:
    """When the cluster last gave that sign (any sign when None); None if never."""
    names = [f"{sign} {cluster}"] if sign else [f"circle {cluster}", f"busy {cluster}"]
    return Heartbeat.objects.filter(name__in=names).aggregate(newest=Max("at"))["newest"]


def age_of_newest() -> timedelta | None:
    """How long ago any cluster gave a sign, by the database's clock; None if none ever did."""
    newest = Heartbeat.objects.aggregate(newest=Max("at"))["newest"]
    return database_now() - newest if newest else None


def _write(sign: str) -> None:
    Heartbeat.objects.update_or_create(name=f"{sign} {cluster_name()}", defaults={"at": database_now()})
