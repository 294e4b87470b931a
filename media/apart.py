"""PDFs from outside are read by a program of ours in a process of its own, which cannot take us with it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("pdf_reading.py")


class Ended(NamedTuple):
    """``whole``: the program came to its end; else ``output`` is what it said until then."""

    whole: bool
    output: bytes


def read(task: str, data: bytes, *, seconds: int) -> Ended:
    """What ``pdf_reading`` says of ``data``: its ``pages`` or its ``words``; at most ``seconds`` long."""
    try:
        ended = subprocess.run(  # noqa: S603  our own program, no shell
            [sys.executable, "-I", str(PROGRAM), task], input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        logger.warning("reading the %s of a PDF of %d bytes took too long", task, len(data))
        return Ended(False, late.stdout or b"")
    return Ended(ended.returncode == 0, ended.stdout)
