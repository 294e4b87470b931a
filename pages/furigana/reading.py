"""One word with its reading, as it is kept with a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KANJI = "一-龠々〆〇仝\u3400-\u4dbf\U00020000-\U0003ffff\ufe00-\ufe0f\U000e0100-\U000e01ef\uf900-\ufaff"
HAS_KANJI = re.compile(f"[{KANJI}]")
KANA_ONLY = re.compile(r"^[ぁ-ゖァ-ヺー・]+$")
KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
LONGEST_BASE, LONGEST_READING, MOST = 40, 80, 500


@dataclass(frozen=True)
class Reading:
    """``first_only``: above the first place only, for a word that stands in every line."""

    base: str
    reading: str
    first_only: bool = False

    @property
    def is_right(self) -> bool:
        """A word with kanji, without marks, and a reading in kana."""
        return (
            0 < len(self.base) <= LONGEST_BASE
            and len(self.reading) <= LONGEST_READING
            and bool(HAS_KANJI.search(self.base))
            and not re.search(r"[<>&\s]", self.base)
            and bool(KANA_ONLY.match(self.reading))
        )

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Kana before, the middle with kanji, its reading, kana after: 「申込み・もうしこみ」 has み after.

        Where the kana of the word and of the reading do not agree, everything is the middle.
        """
        before, after = 0, 0
        base, reading = self.base, self.reading
        while before < len(base) and KANA.match(base[before]) and _same(base[before], reading[before : before + 1]):
            before += 1
        while (
            after < len(base) - before - 1
            and after < len(reading) - before - 1
            and KANA.match(base[-1 - after])
            and _same(base[-1 - after], reading[-1 - after])
        ):
            after += 1
        end, reading_end = len(base) - after, len(reading) - after
        return base[:before], base[before:end], reading[before:reading_end], base[end:]


def _same(one: str, other: str) -> bool:
    """Katakana and hiragana of one sound are the same."""
    return bool(other) and _hiragana(one) == _hiragana(other)


def _hiragana(character: str) -> str:
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character


def readings_of(stored: Any) -> list[Reading]:
    """What the page's JSON holds; anything that is no reading is passed over, the rest counts."""
    if not isinstance(stored, list):
        return []
    return [reading for reading in map(_from, stored) if reading is not None][:MOST]


def to_store(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    return [
        {"base": one.base, "reading": one.reading, **({"first_only": True} if one.first_only else {})}
        for one in readings
    ]


def _from(row: Any) -> Reading | None:
    if not isinstance(row, dict) or not isinstance(row.get("base"), str) or not isinstance(row.get("reading"), str):
        return None
    reading = Reading(row["base"], row["reading"], bool(row.get("first_only")))
    return reading if reading.is_right else None
