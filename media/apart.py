"""Programs of ours that read a file from outside in a process of their own, which cannot take us with it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

logger = logging.getLogger(__name__)


class Ended(NamedTuple):
    """``whole``: the program came to its end; else ``output`` is what it said until then."""

    whole: bool
    output: bytes


def run(program: Path, data: bytes, *, seconds: int) -> Ended:
    """What ``program`` says of ``data``, at most ``seconds`` long."""
    try:
        ended = subprocess.run(  # noqa: S603  our own program, no shell
            [sys.executable, "-I", str(program)], input=data, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        logger.warning("%s took too long over a file of %d bytes", program.name, len(data))
        return Ended(False, late.stdout or b"")
    return Ended(ended.returncode == 0, ended.stdout)
