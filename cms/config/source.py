"""Hands out the running program's source, as the AGPL asks of whoever lets people use it by network.

Used when SOURCE_URL is left at its default; an operator who publishes the source elsewhere names
that address instead.
"""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

PARTS = (
    *("cms", "pages", "workflows", "forms", "media", "tests", "requirements", ".ci", "manage.py"),
    *("pyproject.toml", "Makefile", "README.md", "LICENSE", ".gitignore"),
)
LEFT_OUT = {"__pycache__", ".DS_Store"}


@require_safe
def source(request: HttpRequest) -> FileResponse:
    """The source as ``kizuna-source.tar.gz``."""
    return FileResponse(archive().open("rb"), as_attachment=True, filename="kizuna-source.tar.gz")


def archive() -> Path:
    """The archive under VAR_DIR, made anew when a file is younger than it."""
    made = Path(settings.VAR_DIR) / "source.tar.gz"
    newest = max(path.stat().st_mtime for path in files())
    if made.exists() and made.stat().st_mtime >= newest:
        return made
    made.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=made.parent, prefix="source-", suffix=".making")
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
        for path in files():
            tar.add(path, arcname=f"kizuna/{path.relative_to(settings.BASE_DIR)}", filter=_nobody)
    os.replace(beside, made)
    return made


def files() -> Iterator[Path]:
    """Every file of the program; never what lies under var/ or in the environment."""
    for part in PARTS:
        top = settings.BASE_DIR / part
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and not path.is_symlink() and not LEFT_OUT.intersection(path.parts):
                yield path


def _nobody(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """The archive tells nothing about the account that runs the service."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    return info
