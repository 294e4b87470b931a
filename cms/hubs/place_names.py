"""Names of places as people type them: every spelling of one place has one key.

Keys are for comparing only, never shown. On top of ``search_key`` (width, kana, case, variants): no spaces,
ヶ/ケ/ガ joined, small kana large (as half-width lists write), ー and a long o folded, づ/ぢ as ず/じ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cms.core.text import search_key

SMALL_TO_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕ", "あいうえおつやゆよわか")
FOLDED = str.maketrans({"づ": "ず", "ぢ": "じ", "ー": ""})
O_ROW = "おこそとのほもよろごぞどぼぽを"
LONG_MARK_AS_DASH = re.compile(r"(?<=[0-9〇零一二三四五六七八九十])ー")
KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "壱": 1, "弐": 2, "参": 3}
KANA_NUMBERS = {
    "いつ": 1, "いち": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "ご": 5,
    "ろく": 6, "なな": 7, "しち": 7, "はつ": 8, "はち": 8, "きゆう": 9, "く": 9, "じゆつ": 10,
}  # fmt: skip
NUMBER = re.compile(r"^(?:(?P<digits>[0-9]{1,3})|(?P<kanji>[〇零一二三四五六七八九十壱弐参]{1,3}))(?![0-9])")
KANA_NUMBER = re.compile(r"^(?P<kana>[ぁ-ん]+?)(?:ちよめ|丁目)")


def place_key(text: str) -> str:
    """The key of a town's name in kanji or kana: 「光ヶ丘」 and 「光が丘」 have the same."""
    key = LONG_MARK_AS_DASH.sub("-", "".join(search_key(text).split()))
    key = re.sub(r"ゖ|(?<=[一-龠])[けヶ](?=[一-龠])", "が", key)
    key = key.translate(SMALL_TO_LARGE).translate(FOLDED)
    return re.sub(rf"(?<=[{O_ROW}])[おう]", "", key)


@dataclass(frozen=True)
class Number:
    """The 丁目 in what follows a town's name; ``value`` None when nothing follows."""

    value: int | None


def read_number(rest: str) -> Number | None:
    """Reads 「1丁目」「一-2-3」「いっちょうめ」 (already keyed); None when ``rest`` is something else."""
    if not rest:
        return Number(None)
    if found := NUMBER.match(rest):
        digits = found["digits"]
        return Number(int(digits) if digits else _kanji_value(found["kanji"]))
    if (found := KANA_NUMBER.match(rest)) and found["kana"] in KANA_NUMBERS:
        return Number(KANA_NUMBERS[found["kana"]])
    return None


def _kanji_value(text: str) -> int:
    """一 to 九十九, or digits side by side (二三 = 23)."""
    if "十" not in text:
        return int("".join(str(KANJI_DIGITS[c]) for c in text))
    tens, _, ones = text.partition("十")
    return 10 * (KANJI_DIGITS[tens] if tens else 1) + (KANJI_DIGITS[ones] if ones else 0)
