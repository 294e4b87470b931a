"""Runs several programs as one: they start together and end together.

Each program leads its own process group, so that one Ctrl-C in a terminal reaches this supervisor
alone; it then asks every group to end, waits, and kills what is left. When one program ends by
itself the others are ended too: half a service is worse than none. On Linux the programs also get
SIGTERM when the supervisor dies without a word.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

PATIENCE_SECONDS = 20.0
PR_SET_PDEATHSIG = 1


def is_free(host: str, port: int) -> bool:
    """Nobody listens there, so that a program of ours can. A port just left is free, as it is for gunicorn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


class Supervisor:
    """``run()`` returns the exit code: 0 after a wish to stop, else that of the program that ended."""

    def __init__(self, programs: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self, started: Callable[[], None] = lambda: None) -> int:
        for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wish, self._stop)
        try:
            for name, command in self.programs.items():
                self.running[name] = subprocess.Popen(  # noqa: S603  our own commands
                    command,
                    env=self.environment,
                    start_new_session=True,
                    preexec_fn=_end_with_parent,
                    stdin=subprocess.DEVNULL,
                )
            started()
            return self._watch()
        finally:
            self._end_all()

    def answers(self, host: str, port: int) -> bool:
        """Waits until something listens there; False when a stop is wished or a program ends first."""
        target = ("127.0.0.1" if host in ("0.0.0.0", "") else host, port)  # noqa: S104  only compared
        while not self.stopping and all(p.poll() is None for p in self.running.values()):
            try:
                socket.create_connection(target, timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _watch(self) -> int:
        """Returns when a stop is wished or a program has ended."""
        while not self.stopping:
            for name, program in self.running.items():
                code = program.poll()
                if code is not None:
                    print(f"{name} ended with code {code}; stopping the rest.", file=sys.stderr, flush=True)  # noqa: T201
                    return code or 1
            time.sleep(0.2)
        return 0

    def _end_all(self) -> None:
        self._signal(signal.SIGTERM)
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and any(p.poll() is None for p in self.running.values()):
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for program in self.running.values():
            program.wait()

    def _signal(self, number: signal.Signals) -> None:
        """To whole groups, leaders that have gone included: children may outlive them."""
        for program in self.running.values():
            try:
                os.killpg(program.pid, number)
            except ProcessLookupError:
                continue


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
