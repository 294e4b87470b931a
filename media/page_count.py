"""How many pages a PDF has, found out by another process that cannot take long, much memory or us with it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from django.core.files.base import File

logger = logging.getLogger(__name__)

SECONDS = 5
PROGRAM = Path(__file__).with_name("pdf_pages.py")
MOST_PAGES = 100_000


def count_pages(file: File) -> int | None:
    """The pages of the PDF ``file``, whose position is put back; None when broken, locked or too laborious."""
    file.seek(0)
    data = file.read()
    file.seek(0)
    try:
        ended = subprocess.run(  # noqa: S603  our own program, no shell
            [sys.executable, "-I", str(PROGRAM)], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("a PDF of %d bytes took too long to count its pages", len(data))
        return None
    if ended.returncode != 0:
        return None
    count = int(ended.stdout)
    return count if 0 < count <= MOST_PAGES else None
