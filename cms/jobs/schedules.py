"""What happens by the clock. Schedules come from code alone: rows that no code declares are removed.

One malformed row would stop django-q2's whole scheduler, so the table is rewritten at every start
of the worker, and nobody edits it by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule


@dataclass(frozen=True)
class Every:
    minutes: int
    func: str
    name: str


_declared: dict[str, Every] = {}


def every(minutes: int, func: str, name: str) -> None:
    """Run the dotted ``func`` (no arguments) every ``minutes``; to be called from a ``handlers.py``."""
    wanted = Every(minutes, func, name)
    if _declared.setdefault(name, wanted) != wanted:
        raise RuntimeError(f"two schedules are named {name!r}")


def declared() -> list[Every]:
    return sorted(_declared.values(), key=lambda one: one.name)


@transaction.atomic
def ensure() -> None:
    """The table holds exactly the declared schedules; the next run of a known one is kept."""
    names = [one.name for one in declared()]
    Schedule.objects.exclude(name__in=names).delete()
    for one in declared():
        fixed = {
            "func": one.func, "hook": None, "args": None, "kwargs": None, "schedule_type": Schedule.MINUTES,
            "minutes": one.minutes, "repeats": -1, "cluster": None, "cron": None, "intended_date_kwarg": None,
        }  # fmt: skip
        rows = list(Schedule.objects.filter(name=one.name).order_by("id"))
        for surplus in rows[1:]:
            surplus.delete()
        if rows:
            Schedule.objects.filter(pk=rows[0].pk).update(**fixed)
        else:
            Schedule.objects.create(name=one.name, next_run=timezone.now(), **fixed)
