"""How many pages a PDF has, found out by another process that cannot take long, much memory or us with it."""

from __future__ import annotations

from django.core.files.base import File

from media import apart

SECONDS = 5
MOST_PAGES = 100_000


def count_pages(file: File) -> int | None:
    """The pages of the PDF ``file``, whose position is put back; None when broken, locked or too laborious."""
    file.seek(0)
    data = file.read()
    file.seek(0)
    ended = apart.read("pages", data, seconds=SECONDS)
    if not ended.whole:
        return None
    count = int(ended.output)
    return count if 0 < count <= MOST_PAGES else None
