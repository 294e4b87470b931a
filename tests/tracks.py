"""Programs in two tracks: one fills every processor and gives way, beside it others wait or use one."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Parts = Sequence[Callable[[], None]]
ENDED = -15


class Tracks:
    """What runs; ``end`` leaves nothing running and starts nothing more."""

    def __init__(self, logs: Path, folder: Path) -> None:
        self.logs, self.folder = logs, folder
        self.beside = False
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = False
        self._alone = threading.Lock()

    def side_by_side(self, yielding: Parts, others: Parts) -> None:
        """Both to their end; what goes wrong in one, or a wish to stop, ends both."""
        self.beside = True
        with ThreadPoolExecutor(1) as track:
            try:
                beside = track.submit(self.in_turn, others)
                self.in_turn(yielding)
                beside.result()
            except BaseException:
                self.end()
                raise
            finally:
                self.beside = False

    def in_turn(self, parts: Parts) -> None:
        for part in parts:
            if not self._ended:
                part()

    def end(self) -> None:
        with self._alone:
            self._ended = True
            for process in self._running:
                process.kill()

    def program(self, name: str, command: list[str], environment: dict[str, str], *, yields: bool) -> int:
        """Its exit code. Beside another its output is kept until its end, to be read in one piece."""
        if yields or not self.beside:
            print(f"\n--- {name}", flush=True)
            return self._wait(self._giving_way(command) if self.beside else command, environment, None)
        log = self.logs / f"{name}.log"
        code = self._wait(command, environment, log)
        print(f"\n--- {name} (ran beside)\n{log.read_text(errors='replace').rstrip()}", flush=True)
        return code

    @staticmethod
    def _giving_way(command: list[str]) -> list[str]:
        nice = shutil.which("nice")
        return [nice, "-n", "10", *command] if nice else command

    def _wait(self, command: list[str], environment: dict[str, str], log: Path | None) -> int:
        out = log.open("wb") if log else None
        try:
            with self._alone:
                if self._ended:
                    return ENDED
                process = subprocess.Popen(
                    command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
                )
                self._running.add(process)
            try:
                return process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                self._running.discard(process)
        finally:
            if out:
                out.close()
