"""The cluster process itself: django-q2's, but no process of it outlives the one that started it.

Killed without a word, a supervisor, guard or parent would leave workers behind that go on working.
They would do no harm (a claim is a claim), but nobody would watch them.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from cms.jobs import pulse

PR_SET_PDEATHSIG = 1


def bind_to_parent(parent: int) -> None:
    """This process is killed when ``parent``, which started it, ends (Linux)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)


class Lineage:
    """Every process forked from now on is bound to the one that forked it."""

    def __init__(self) -> None:
        self.parent = os.getpid()
        os.register_at_fork(before=self._before, after_in_child=self._after)

    def _before(self) -> None:
        self.parent = os.getpid()

    def _after(self) -> None:
        bind_to_parent(self.parent)


def lead_own_group(process: int | None = None) -> None:
    """``process`` (this one if None) leads a process group of its own.

    Asked for by both sides of the fork, so that it is true for whichever goes on first.
    """
    try:
        os.setpgid(process or 0, process or 0)
    except ProcessLookupError:
        return  # it has ended already


def live(name: str, parent: int) -> None:
    """In the forked process: cluster ``name`` runs until asked to end; every process of it dies with its parent."""
    from django_q.cluster import Cluster

    lead_own_group()
    bind_to_parent(parent)
    for wish in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(wish, signal.SIG_DFL)
    os.environ[pulse.CLUSTER] = name
    Lineage()
    Cluster().start()
