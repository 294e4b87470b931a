"""Which program makes the pages: two releases, or two settings of one, do not share what they keep."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

SHOWING = ("*.py", "*.html", "*.txt", "*.mo", "*.css", "*.js")
PACKAGES = ("cms", "pages", "workflows", "forms", "media")
DISTRIBUTIONS = ("django", "wagtail")


@cache
def release() -> str:
    """A digest of what pages are made by: code, templates, catalogues, styles, plain settings."""
    digest = hashlib.sha256()
    for name in DISTRIBUTIONS:
        digest.update(version(name).encode())
    for path in sorted(path for package in PACKAGES for kind in SHOWING for path in _files(package, kind)):
        digest.update(path.read_bytes())
    for name in sorted(dir(settings)):
        value = getattr(settings, name) if name.isupper() else None
        if isinstance(value, (str, int, bool, float, list, tuple)):
            digest.update(f"{name}={value!r}\n".encode())
    return digest.hexdigest()


def _files(package: str, kind: str) -> list[Path]:
    return list((settings.BASE_DIR / package).rglob(kind))
