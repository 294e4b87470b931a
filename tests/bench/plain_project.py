"""The peer: what ``wagtail start`` makes, with a news page, a form page, a hello view and an insert view."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PARTS = Path(__file__).parent / "plain"
PAGE = "/news-3/news-3-5/"
FORM = "/form/"
ANSWERS = {f"q{n}": "町会の活動を知ってもらうための申込みです。" for n in range(10)} | {
    "q10": "hanako@example.jp",
    "q11": "50000",
}
PLACES = {
    "settings": "plainsite/settings/bench.py",
    "urls": "plainsite/bench_urls.py",
    "models": "peer/models.py",
    "page": "peer/templates/peer/news_page.html",
    "form": "peer/templates/peer/form.html",
    "landing": "peer/templates/peer/landing.html",
    "content": "content.py",
    "publishing": "publishing.py",
}


class PlainProject:
    """Made, migrated and filled below ``folder``; ``queries`` is the number of a page's statements."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {"DJANGO_SETTINGS_MODULE": "plainsite.settings.bench", "DATABASE_URL": url}
        folder.mkdir()
        self._run("-c", "from wagtail.bin.wagtail import main; main()", "start", "plainsite", str(folder))
        for name in ("peer/__init__.py", "peer/migrations/__init__.py"):
            self._write(name, "")
        for part, place in PLACES.items():
            self._write(place, (PARTS / f"{part}.txt").read_text())
        self._run("manage.py", "makemigrations", "peer", "-v", "0")
        self._run("manage.py", "migrate", "-v", "0")
        self.queries = int(self._run("content.py").splitlines()[-1])

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _run(self, *arguments: str) -> str:
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"the plain project: {arguments}\n{done.stdout}\n{done.stderr}")
        return done.stdout
