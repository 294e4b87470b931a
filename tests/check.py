"""``make check``: everything that can be judged without running a test.

Every tool runs even when an earlier one complained; the exit code is the number of those that did.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cms", "pages", "workflows", "forms", "media", "tests")
BIN = Path(sys.executable).parent
COMPILED = ROOT / "var" / "test" / "compiled"
TEST = {"DJANGO_SETTINGS_MODULE": "cms.config.settings.test"}
# A made-up but sane installation: the system check must find nothing to say about it.
SANE = {
    "DJANGO_SETTINGS_MODULE": "cms.config.settings.production",
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "kizuna.example.org",
    "BASE_URL": "https://kizuna.example.org",
    "DATABASE_URL": "postgresql://kizuna:kizuna@database.example.org/kizuna",
    "CACHE_URL": "redis://cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://kizuna:kizuna@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "kizuna@example.org",
    "TRUSTED_PROXY_COUNT": "1",
}


@dataclass(frozen=True)
class Check:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    python = sys.executable
    templates = [str(p) for name in PACKAGES[:-1] if (p := ROOT / name) and any(p.glob("**/templates/**/*.html"))]
    found = [
        Check("style", (python, "-m", "ruff", "check", "--quiet", ".")),
        Check("format", (python, "-m", "ruff", "format", "--check", "--quiet", ".")),
        Check("types", (python, "-m", "mypy", *PACKAGES), TEST),
        Check("templates", (python, "-m", "djlint", "--lint", "--quiet", *templates)),
        Check("layers", (str(BIN / "lint-imports"),)),
        Check("migrations", (python, "manage.py", "makemigrations", "--check", "--dry-run"), TEST),
        Check("production settings", (python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), SANE),
    ]
    return [check for check in found if check.name != "templates" or templates]


def run(check: Check) -> bool:
    """True when the tool had nothing to complain about; what it said is printed when it had."""
    started = time.monotonic()
    environment = {**clean_environment(), **check.environment}
    done = subprocess.run(
        check.command, cwd=ROOT, env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"  {check.name:<22}{verdict:<8}{time.monotonic() - started:6.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


def clean_environment() -> dict[str, str]:
    """The caller's environment without what would turn a test installation into theirs.

    Dozens of programs start in a run; what the first has compiled the others read, wherever the packages lie.
    """
    ours = {*SANE, "DEBUG", "KIZUNA_DEMO", "VAR_DIR", "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONPYCACHEPREFIX": str(COMPILED)}


def run_all() -> list[str]:
    """The names of the checks that failed."""
    return [check.name for check in checks() if not run(check)]


def main() -> int:
    failed = run_all()
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
