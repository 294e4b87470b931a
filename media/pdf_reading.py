"""Reads a PDF from standard input and tells its number of pages, or its words. Run on its own: see media.apart."""

from __future__ import annotations

import io
import logging
import resource
import sys
from collections.abc import Callable
from typing import NamedTuple

from pypdf import PdfReader

MEMORY_BYTES = 1024 * 1024 * 1024
MOST_CHARACTERS = 300_000


def pages(reader: PdfReader) -> None:
    sys.stdout.write(str(len(reader.pages)))


def words(reader: PdfReader) -> None:
    """What is locked says nothing, whoever might open it. Each page goes out before the next one is read."""
    if reader.is_encrypted:
        return
    left = MOST_CHARACTERS
    for page in reader.pages:
        told = page.extract_text()[:left]
        sys.stdout.buffer.write(f"{told}\n\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        left -= len(told)
        if left <= 0:
            break


class Task(NamedTuple):
    tell: Callable[[PdfReader], None]
    cpu_seconds: int


TASKS = {"pages": Task(pages, 5), "words": Task(words, 60)}


def main(task: Task) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (task.cpu_seconds, task.cpu_seconds))
    logging.disable(logging.CRITICAL)
    task.tell(PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False))


if __name__ == "__main__":
    main(TASKS[sys.argv[1]])
