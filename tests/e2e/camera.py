"""Pictures for the guides: small, of invented data, made anew by tests; and which of them a guide shows."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.check import ROOT

DOCS = ROOT / "cms" / "docs"
SHOWN = re.compile(r"!\[[^\]]*\]\(pictures/([^)\s]+)\)")
MOST_BYTES = 120_000
COLOURS = 96


def shown_in(guide: str) -> set[str]:
    """Names of the pictures that the guide shows."""
    return set(SHOWN.findall((DOCS / guide).read_text()))


def in_view(place: Locator) -> None:
    """In the middle of the screen, free of the buttons at its foot."""
    place.evaluate("(one) => one.scrollIntoView({block: 'center'})")


def at_top(place: Locator) -> None:
    """Just below the head of the page, which covers what is at the very top."""
    place.evaluate("(one) => { one.style.scrollMarginTop = '6rem'; one.scrollIntoView({block: 'start'}); }")


class Camera:
    """Keeps what a person sees on their screen as a small PNG."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.sizes: dict[str, int] = {}

    def take(self, page: Page, name: str) -> None:
        seen = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        path = self.folder / f"{name}.png"
        seen.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        self.sizes[path.name] = path.stat().st_size


@pytest.fixture
def camera(tmp_path: Path) -> Camera:
    """``GUIDE_PICTURES=cms/docs/pictures`` keeps the pictures there; else they lie beside the test."""
    named = os.environ.get("GUIDE_PICTURES")
    return Camera(Path(named) if named else tmp_path / "pictures")
