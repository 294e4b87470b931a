"""Reads a PDF from standard input and writes its words, page by page. Run on its own: see media.document_words."""

from __future__ import annotations

import io
import logging
import resource
import sys

from pypdf import PdfReader

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 60
MOST_CHARACTERS = 300_000


def main() -> None:
    """What is locked says nothing, whoever might open it. Each page goes out before the next one is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    if reader.is_encrypted:
        return
    left = MOST_CHARACTERS
    for page in reader.pages:
        words = page.extract_text()[:left]
        sys.stdout.buffer.write(f"{words}\n\n".encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        left -= len(words)
        if left <= 0:
            break


if __name__ == "__main__":
    main()
