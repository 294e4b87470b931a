"""Reads a PDF from standard input and writes its number of pages. Run on its own: see media.page_count."""

from __future__ import annotations

import io
import logging
import resource
import sys

from pypdf import PdfReader

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 5


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    sys.stdout.write(str(len(reader.pages)))


if __name__ == "__main__":
    main()
