"""Real programs that a test starts: every process that descends from one is known, and none is left."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.databases import ROOT


def until(true: Callable[[], bool], seconds: float, *, pause: float = 0.25) -> bool:
    """Looks every ``pause`` seconds; False when ``seconds`` have passed."""
    tick = threading.Event()
    for _look in range(int(seconds / pause)):
        if true():
            return True
        tick.wait(pause)
    return true()


class Program:
    """``python <arguments>`` in the project's folder (or ``folder``), with its output in ``log``."""

    def __init__(self, arguments: list[str], *, log: Path, environment: dict[str, str], folder: Path = ROOT) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *arguments], env={**os.environ, **environment}, cwd=folder, stdout=out, stderr=out
            )
        self.seen: set[psutil.Process] = set()

    def family(self) -> list[psutil.Process]:
        """Children and their children; remembered, so that orphans can be found."""
        try:
            found = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            found = []
        self.seen.update(found)
        return found

    def all_gone(self) -> bool:
        return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in self.seen)

    def end(self) -> None:
        """Killed, whatever state it was in, and waited for."""
        self.family()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        kill(list(self.seen))


def kill(processes: list[psutil.Process]) -> None:
    """``kill -9``; who has ended already is passed over."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def talks_to(process: psutil.Process, port: int) -> bool:
    """Whether the process holds a connection to ``port``."""
    try:
        return any(one.raddr and one.raddr.port == port for one in process.net_connections("tcp"))
    except psutil.NoSuchProcess:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
