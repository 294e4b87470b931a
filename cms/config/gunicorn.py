"""How gunicorn runs Kizuna: ``gunicorn --config python:cms.config.gunicorn cms.config.wsgi:application``.

The application is loaded once and shared by the workers, which saves memory for each of them and
time at the start. Number of workers, address and the rest come from the command line as usual.
"""

from __future__ import annotations

import gc
from typing import Any

from django.db import connections

preload_app = True
control_socket_disable = True


def when_ready(server: Any) -> None:
    """What is loaded now stays: the collector leaves these objects, and so their pages, alone."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """No worker goes on with a connection that was opened before it was born."""
    connections.close_all()
