"""The six colours of the hubs' sites can be read: computed from the tokens, for every pair that the pages use."""

from __future__ import annotations

import re

import pytest

from pages.models import HubPage
from tests.databases import ROOT

CSS = ROOT / "cms/theme/static/theme"
NAMES = ("brand", "brand-deep", "brand-deepest", "brand-pale")
TEXT = 4.5


def declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", text))


TOKENS = declared((CSS / "tokens.css").read_text())
BASE = declared((CSS / "base.css").read_text().partition("@media (prefers-color-scheme: dark)")[0])


def colour(value: str) -> tuple[float, ...]:
    while value.startswith("var("):
        name = value[4:-1]
        value = TOKENS.get(name) or BASE[name]
    digits = value.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def luminance(rgb: tuple[float, ...]) -> float:
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(colour(one)), luminance(colour(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


# What the reader's scheme makes of the base's names (reading.css): light, dark.
DARK = {
    "paper": "solid-gray-900",
    "ink": "solid-gray-50",
    "ink-soft": "solid-gray-200",
}
LIGHT_MORE = "@media screen and (prefers-contrast: more)"
DARK_ALONE = "@media screen and (prefers-color-scheme: dark)"
DARK_MORE = f"{LIGHT_MORE} and (prefers-color-scheme: dark)"
# A reader's scheme → the parts of the style sheet that hold for it, the later ones winning.
SCHEMES = {
    "light": ("",),
    "dark": ("", DARK_ALONE),
    "light, more contrast": ("", LIGHT_MORE),
    "dark, more contrast": ("", DARK_ALONE, LIGHT_MORE, DARK_MORE),
}


def palette(name: str, scheme: str) -> dict[str, str]:
    text = re.split(r"^(@media [^{]+) {$", (CSS / "palettes.css").read_text(), flags=re.M)
    parts = {"": text[0]} | dict(zip(text[1::2], text[2::2], strict=True))
    found: dict[str, str] = {}
    for part in SCHEMES[scheme]:
        block = re.search(rf"\.kz-palette-{name} {{(.*?)}}", parts[part], re.S)
        assert block, (name, part)
        found |= declared(block[1])
    return found


def base(name: str, *, dark: bool) -> str:
    return f"var(--color-neutral-{DARK[name]})" if dark and name in DARK else BASE[f"--kz-{name}"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", HubPage.Colour.values)
def test_every_palette_names_all_of_the_brand_and_can_be_read(name: str, scheme: str) -> None:
    found, dark = palette(name, scheme), scheme.startswith("dark")
    assert set(found) == {f"--kz-{one}" for one in NAMES}
    brand, deep, deepest, pale = (found[f"--kz-{one}"] for one in NAMES)
    paper, ink, soft = (base(one, dark=dark) for one in ("paper", "ink", "ink-soft"))
    links = ("var(--color-primitive-blue-300)", "var(--color-primitive-magenta-200)")
    links = links if dark else (BASE["--kz-link"], BASE["--kz-link-visited"])
    pairs = [(brand, paper), (deep, paper), (deepest, paper), (brand, pale), (deepest, pale)]
    pairs += [(text, pale) for text in (ink, soft, *links)]
    for one, other in pairs:
        assert contrast(one, other) >= TEXT, (one, other)


def test_the_figures_are_those_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_banners_can_be_read() -> None:
    assert contrast(BASE["--kz-paper"], BASE["--kz-error"]) >= TEXT
    for name in ("warning", "success"):
        assert contrast(BASE["--kz-ink"], BASE[f"--kz-{name}-pale"]) >= TEXT
        assert contrast(BASE["--kz-link"], BASE[f"--kz-{name}-pale"]) >= TEXT
