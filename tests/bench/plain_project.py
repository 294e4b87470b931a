"""The peer: what ``wagtail start`` makes, with pages like ours, a form page, a hello view and an insert view."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.programs import ROOT

PARTS = Path(__file__).parent / "plain"
PAGE, HUB, PICTURED, MONTH, ISSUE = "/news-3/news-3-5/", "/hub/", "/news-3/pictured/", "/month/", "/news-3/issue-2/"
SEARCH = "/search/?query="
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
    "frame": "peer/templates/peer/frame.html",
    "hub": "peer/templates/peer/hub_page.html",
    "pictured": "peer/templates/peer/pictured_page.html",
    "month": "peer/templates/peer/month_page.html",
    "issue": "peer/templates/peer/issue_page.html",
    "form": "peer/templates/peer/form.html",
    "landing": "peer/templates/peer/landing.html",
    "content": "content.py",
    "documents": "documents.py",
    "publishing": "publishing.py",
    "api": "api.py",
}
API = {
    "Wagtail v2 listing": "/api/v2/pages/?type=peer.NewsPage&fields=title,intro,first_published_at"
    "&order=-first_published_at&limit=20",
    "Wagtail v3 listing": "/api/v3/pages/?type=peer.NewsPage&order=-first_published_at&limit=20",
    "Wagtail v2 detail": "/api/v2/pages/NEWS/",
    "Wagtail v3 detail": "/api/v3/pages/NEWS/",
}


class PlainProject:
    """Made, migrated and filled below ``folder``; ``counts`` are the statements of its pages by their address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "plainsite.settings.bench",
            "DATABASE_URL": url,
            "PYTHONPATH": str(ROOT),
        }
        folder.mkdir()
        self.run("-c", "from wagtail.bin.wagtail import main; main()", "start", "plainsite", str(folder))
        for name in ("peer/__init__.py", "peer/migrations/__init__.py"):
            self._write(name, "")
        for part, place in PLACES.items():
            self._write(place, (PARTS / f"{part}.txt").read_text())
        self.run("manage.py", "makemigrations", "peer", "-v", "0")
        self.run("manage.py", "migrate", "-v", "0")
        self.counts: dict[str, int] = self._told("content.py")

    @property
    def queries(self) -> int:
        """Statements of its news page."""
        return self.counts[PAGE]

    def with_documents(self) -> dict[str, Any]:
        """As many pages more as are searched; ``seconds`` of the index, ``recall`` of the words: (found, there are)."""
        told = self._told("documents.py")
        self.counts |= {SEARCH + word: count for word, count in told["counts"].items()}
        return told

    def with_apis(self) -> dict[str, tuple[str, int]]:
        """Wagtail's own APIs are there from now on: the address of each in API, and its statements."""
        self.environment["PLAIN_API"] = "1"
        told = self._told("api.py", *API.values())
        return {name: tuple(told[address]) for name, address in API.items()}

    def _told(self, script: str, *arguments: str) -> Any:
        return json.loads(self.run(script, *arguments).splitlines()[-1])

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *arguments: str) -> str:
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"the plain project: {arguments}\n{done.stdout}\n{done.stderr}")
        return done.stdout
