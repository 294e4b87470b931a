"""Finds a real Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MEND = "apt-get install chromium (as root), or set CHROMIUM to the path of a Chromium or Chrome"


def find() -> str | None:
    """The path that CHROMIUM names, else the first browser on PATH, else None."""
    named = os.environ.get("CHROMIUM", "")
    return next((path for name in (named, *NAMES) if name and (path := shutil.which(name))), None)


def bring() -> str | None:
    """Like ``find``; when there is none and we are root, Debian's package is installed first."""
    if (found := find()) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(step, env=environment, stdin=subprocess.DEVNULL, check=False)
    return find()
