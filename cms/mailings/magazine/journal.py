"""What the worker is about to hand over, written down before each mail, beside the database.

Below the number of earlier attempts of the batch (``# 0``) stands one line before each mail's text leaves (``> 12``)
and one after the server's answer (``= 12 sent 250``). A killed worker's lines survive it: what was answered is known,
and at most the one mail in between is not. A line costs microseconds where a statement would cost as much as the
mail. The file is trusted only on the machine and since the start on which it was written (see ``place``); elsewhere
the whole batch counts as in between.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

BOOT = Path("/proc/sys/kernel/random/boot_id")


class HeldElsewhere(Exception):
    """Another process on this machine is at this mailing and alive."""


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery: a state of ``Delivery``, or ``later``."""

    delivery: int
    state: str
    code: str = ""


@dataclass
class Left:
    """What a journal says: everything answered, and the delivery in between, if any; ``attempts`` of the batch."""

    attempts: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    between: int | None = None


def folder() -> Path:
    found = Path(settings.MAGAZINE_JOURNAL_DIR)
    found.mkdir(parents=True, exist_ok=True)
    return found


@cache
def _place(folder: Path) -> str:
    name = folder / "place"
    with suppress(FileExistsError), name.open("x") as made:
        made.write(secrets.token_hex(12))
    boot = BOOT.read_text().strip() if BOOT.exists() else ""
    return f"{name.read_text()[:24]}:{boot}"


def place() -> str:
    """This folder on this machine since its last start."""
    return _place(folder())


class Journal:
    """The open and locked journal of one mailing."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def begin(self, attempts: int) -> None:
        """A batch of deliveries that were put off so many times before."""
        self.clear()
        os.write(self.descriptor, b"# %d\n" % attempts)

    def handing(self, delivery: int) -> None:
        os.write(self.descriptor, b"> %d\n" % delivery)

    def answered(self, outcome: Outcome) -> None:
        os.write(self.descriptor, f"= {outcome.delivery} {outcome.state} {outcome.code}\n".encode())

    def clear(self) -> None:
        """Everything in it stands in the database."""
        os.ftruncate(self.descriptor, 0)

    def read(self) -> Left:
        """A last line that was cut off counts as not written."""
        left = Left()
        size = os.fstat(self.descriptor).st_size
        whole, _end, _cut = os.pread(self.descriptor, size, 0).decode().rpartition("\n")
        for line in whole.splitlines():
            mark, number, *rest = line.split(" ")
            if mark == "#":
                left.attempts = int(number)
            elif mark == ">":
                left.between = int(number)
            else:
                left.between = None
                left.outcomes.append(Outcome(int(number), rest[0], rest[1]))
        return left


@contextmanager
def held(mailing: int) -> Iterator[Journal]:
    """The journal of ``mailing``, ours alone on this machine; HeldElsewhere while another process has it.

    The system gives the lock back when the holder dies, however it dies.
    """
    path = folder() / f"{mailing}.journal"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HeldElsewhere from error
        yield Journal(descriptor)
    finally:
        os.close(descriptor)


def remove(mailing: int) -> None:
    """Nothing is owed for this mailing any more."""
    (folder() / f"{mailing}.journal").unlink(missing_ok=True)
