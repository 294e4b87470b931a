"""Makes ``.venv`` hold exactly one lock file; knows only the standard library.

``python3 requirements/install.py runtime`` leaves a virtual environment whose packages are those of
``requirements/runtime.txt``, checked by hash. A stamp remembers the lock that was installed last, so
that a second call costs nothing.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)


def lock_path(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f"installed-{name}.sha256"


def is_current(name: str) -> bool:
    """The environment works and was filled from this very lock."""
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_text() == digest(lock_path(name))


def pins(lock: Path) -> set[str]:
    """The ``name==version`` of each package, without markers and hashes."""
    return set(re.findall(r"^([A-Za-z0-9._-]+==[^ \\;]+)", lock.read_text(), re.MULTILINE))


def has_pip() -> bool:
    """False also for what a creation that failed half-way left behind."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0  # noqa: S603


def make_environment() -> None:
    """``.venv`` exists and has pip; exits with the command that would mend it."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        sys.exit(
            f"Python {sys.version.split()[0]} cannot run Kizuna; 3.11 to 3.13 can.\n"
            "Mend: apt-get install python3.11 python3.11-venv, then make PYTHON=python3.11"
        )
    if has_pip():
        return
    print("Making .venv …", flush=True)
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if made.returncode:
        sys.exit(
            f"{made.stdout}{made.stderr}\nMend: apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )


def install(name: str) -> None:
    """Every package of the lock is installed; a lock that holds it whole counts as installed too."""
    lock = lock_path(name)
    print(f"Installing {len(pins(lock))} packages of requirements/{name}.txt …", flush=True)
    started = time.monotonic()
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-compile",
    ]
    if subprocess.run([*command, "--require-hashes", "-r", str(lock)], cwd=ROOT).returncode:  # noqa: S603
        sys.exit("The packages could not be installed. Mend: look at pip's message above, then run make again.")
    for other in ("runtime", "dev"):
        if pins(lock_path(other)) <= pins(lock):
            stamp(other).write_text(digest(lock_path(other)))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def main(names: list[str]) -> None:
    for name in names:
        if not is_current(name):
            make_environment()
            install(name)


if __name__ == "__main__":
    main(sys.argv[1:] or ["runtime"])
