"""``make bench``: requests, statements, memory and starts beside plain references. See run.py for the sizes.

``python -m tests.bench magazine`` measures the mail-out alone.
"""

from __future__ import annotations

import os
import sys
import tempfile

import django
from django.utils.crypto import get_random_string

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL_BENCH") or f"sqlite:///{tempfile.gettempdir()}/none.sqlite3"
os.environ["SECRET_KEY"] = get_random_string(50)
django.setup()

from tests.bench import magazine  # noqa: E402
from tests.bench.run import main  # noqa: E402

if __name__ == "__main__":
    magazine.main() if "magazine" in sys.argv[1:] else main()
