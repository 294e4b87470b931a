"""No page loads anything from elsewhere, nothing is written inline, and the tokens are as published."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
THEME = ROOT / "cms" / "theme" / "static" / "theme"
OURS = [ROOT / "cms" / "theme", ROOT / "cms" / "hubs", ROOT / "pages"]
TEMPLATES = [path for room in OURS for path in sorted(room.rglob("templates/**/*.html"))]
STYLES = [path for room in OURS for path in sorted(room.rglob("static/**/*.css"))]
# npm @digital-go-jp/design-tokens 1.1.9, dist/tokens.css
TOKENS = "ec3fb5b1e881d1bdf076feff29fe15a32269353c7a9cef40194f1eff0c3d7a90"


def test_the_tokens_are_the_published_file() -> None:
    assert hashlib.sha256((THEME / "tokens.css").read_bytes()).hexdigest() == TOKENS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_write_nothing_inline_and_call_no_other_host(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"""\sstyle=|\son[a-z]+=["']|<style|javascript:""", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
    assert len(text.splitlines()) <= 120


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_call_no_other_host(path: Path) -> None:
    text = path.read_text()
    assert "@import" not in text
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)


@pytest.mark.parametrize(
    "path",
    [path for path in STYLES if path.name not in ("tokens.css", "base.css", "palettes.css", "reading.css")],
    ids=lambda p: p.name,
)
def test_only_the_base_names_primitive_colours(path: Path) -> None:
    assert "--color-primitive" not in path.read_text()


def test_a_class_has_one_stylesheet() -> None:
    """Two stylesheets of one page that name the same class undo each other, as two that were written apart did."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "pages" / "static" / "pages").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for one in (part.strip() for rules in re.findall(r"([^{}]+)\{", text) for part in rules.split(",")):
            if re.fullmatch(r"\.kz-[\w-]+", one):
                found.setdefault(one, set()).add(path.name)
    assert {one: names for one, names in found.items() if len(names) > 1} == {}


def names(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))


def colour(name: str) -> tuple[float, float, float]:
    """Linear light of a named colour."""
    known = names((THEME / "tokens.css").read_text()) | names((THEME / "base.css").read_text())
    value = known[name]
    while value.startswith("var("):
        value = known[value[4:-1]]
    channels = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    lights = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (colour(one), colour(other))]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize(
    "text,ground",
    [
        ("--kz-ink", "--kz-paper"),
        ("--kz-ink-soft", "--kz-paper"),
        ("--kz-ink-soft", "--kz-shade"),
        ("--kz-link", "--kz-paper"),
        ("--kz-link", "--kz-shade"),
        ("--kz-link", "--kz-brand-pale"),
        ("--kz-link-visited", "--kz-shade"),
        ("--kz-paper", "--kz-brand"),
        ("--kz-paper", "--kz-brand-deepest"),
        ("--kz-success", "--kz-success-pale"),
        ("--kz-warning", "--kz-warning-pale"),
        ("--kz-error", "--kz-error-pale"),
        ("--kz-link", "--kz-error-pale"),
        ("--kz-link", "--kz-warning-pale"),
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_borders_of_controls_stand_out() -> None:
    assert contrast("--kz-line-strong", "--kz-paper") >= 3
