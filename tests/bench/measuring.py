"""Time, processor and memory of servers on the loopback, in interleaved rounds.

CPU is user + system time of the server's whole process tree; on a shared machine it is steadier
than requests per second, so ratios are made of it, within one round each.
"""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.programs import ROOT, Program, free_port

START_SECONDS = 120
MIB = 1024 * 1024
TERMINATION_SECONDS = 20


class Server:
    """gunicorn with two sync workers, started and not yet asked anything."""

    def __init__(
        self, application: str, environment: dict[str, str], log: Path, folder: Path = ROOT, config: str = ""
    ) -> None:
        self.port = free_port()
        arguments = ["-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}", "--workers", "2"]
        # Both load the application once and share it; ours by the settings that come with it.
        arguments += ["--config", config] if config else ["--preload"]
        arguments += ["--no-control-socket", "--log-level", "warning"]
        self.began = time.perf_counter()
        self.program = Program(arguments, log=log, environment=environment, folder=folder)

    def first_answer(self, path: str) -> float:
        """Seconds from the start until ``path`` is answered with 200."""
        pause = threading.Event()
        while time.perf_counter() - self.began < START_SECONDS:
            try:
                if Asker(self.port).ask("GET", path).status == 200:
                    return time.perf_counter() - self.began
            except (OSError, http.client.HTTPException):
                pause.wait(0.02)
        raise RuntimeError(f"no answer from {path}: {self.program.log.read_text()[-2000:]}")

    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(self.program.process.pid), *self.program.family()]

    def cpu_ms(self) -> float:
        return 1000 * sum(sum(one.cpu_times()[:2]) for one in self.processes())

    def worker_pss(self) -> float:
        """MiB of one worker, the mean of both: shared pages are split among those who share them."""
        return statistics.mean(pss(one) for one in self.program.family())

    def end(self) -> None:
        self.program.process.terminate()
        self.program.process.wait(TERMINATION_SECONDS)
        self.program.end()


def pss(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / MIB


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str


class Asker:
    """A browser's side of HTTP, one connection per request as the sync worker wants it."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.port, self.headers = port, {"Connection": "close", **(headers or {})}

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            there.request(method, path, body, {**self.headers, **({"Content-Type": kind} if kind else {})})
            response = there.getresponse()
            return Answer(response.status, response.read(), response.headers.get("Location", ""))
        finally:
            there.close()


@dataclass
class Target:
    """One thing to measure. ``act`` does it once; it is done ``times`` in each round."""

    name: str
    server: Server
    act: Callable[[], Any]
    times: int
    latencies: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)

    def measure(self) -> None:
        before = self.server.cpu_ms()
        for _n in range(self.times):
            began = time.perf_counter()
            self.act()
            self.latencies.append(1000 * (time.perf_counter() - began))
        self.rounds.append((self.server.cpu_ms() - before) / self.times)

    @property
    def median_ms(self) -> float:
        return statistics.median(self.latencies)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.rounds)

    def times_of(self, other: Target) -> float:
        """CPU as a multiple of the other's, the median over the rounds."""
        floor = 0.01
        return statistics.median(a / max(b, floor) for a, b in zip(self.rounds, other.rounds, strict=True))


def interleaved(targets: list[Target], rounds: int) -> None:
    """Each round measures every target, beginning with another one and turning round each time."""
    for number in range(rounds):
        order = targets[number % len(targets) :] + targets[: number % len(targets)]
        for target in order[:: 1 if number % 2 == 0 else -1]:
            target.measure()
