"""``make bench``: requests, statements, memory and starts beside plain references. See run.py for the sizes.

``python -m tests.bench cache`` runs one part by itself: ``main`` of tests/bench/cache.py.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib import import_module

import django
from django.utils.crypto import get_random_string

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL_BENCH") or f"sqlite:///{tempfile.gettempdir()}/none.sqlite3"
os.environ["SECRET_KEY"] = get_random_string(50)
django.setup()

if __name__ == "__main__":
    for part in sys.argv[1:] or ["run"]:
        import_module(f"tests.bench.{part}").main()
