"""``make bench``: every part one after the other, then the verdicts of all in one table.

``python -m tests.bench cache`` runs one part by itself: ``main`` of tests/bench/cache.py. BENCH_PARTS names the parts
that ``make bench`` runs; each says in its own file by which variables it is made smaller.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from importlib import import_module

import django
from django.utils.crypto import get_random_string

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL_BENCH") or f"sqlite:///{tempfile.gettempdir()}/none.sqlite3"
os.environ["SECRET_KEY"] = get_random_string(50)
django.setup()

PARTS = os.environ.get("BENCH_PARTS", "run,cache,publishing,search,magazine,exchange,api").split(",")


def main() -> None:
    """Nothing that was started is left, a wish to stop included."""
    from tests.bench.report import say, verdicts

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    parts = sys.argv[1:] or PARTS
    found = []
    for part in parts:
        say(f"\n## {part}\n")
        found += import_module(f"tests.bench.{part}").main()
    if len(parts) > 1:
        say(f"\n## Goals\n\n{verdicts(found)}")


if __name__ == "__main__":
    main()
