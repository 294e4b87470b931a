"""Kana in Latin letters: Hepburn as on road signs and in passports, long vowels written once."""

from __future__ import annotations

import re

import jaconv

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ",
}  # fmt: skip
_SOUNDS = {kana: row + vowel for row, five in _ROWS.items() for kana, vowel in zip(five, "aiueo", strict=True)} | {
    "し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu", "や": "ya", "ゆ": "yu",
    "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n", "ゔ": "vu", "ぁ": "a", "ぃ": "i", "ぅ": "u",
    "ぇ": "e", "ぉ": "o", "ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ゎ": "wa", "ゕ": "ka", "ゖ": "ke",
    # of loanwords
    "てぃ": "ti", "でぃ": "di", "てゅ": "tyu", "でゅ": "dyu", "とぅ": "tu", "どぅ": "du", "いぇ": "ye", "うぃ": "wi",
    "うぇ": "we", "うぉ": "wo", "くぁ": "kwa", "くぃ": "kwi", "くぇ": "kwe", "くぉ": "kwo", "ぐぁ": "gwa",
    "つぁ": "tsa", "つぃ": "tsi", "つぇ": "tse", "つぉ": "tso", "ふぁ": "fa", "ふぃ": "fi", "ふぇ": "fe", "ふぉ": "fo",
    "ふゅ": "fyu", "ゔぁ": "va", "ゔぃ": "vi", "ゔぇ": "ve", "ゔぉ": "vo",
    "しぇ": "she", "じぇ": "je", "ちぇ": "che",
}  # fmt: skip
_SOUNDS |= {
    kana + small: row + vowel
    for kana, row in {
        "き": "ky", "ぎ": "gy", "し": "sh", "じ": "j", "ち": "ch", "ぢ": "j", "に": "ny", "ひ": "hy", "び": "by",
        "ぴ": "py", "み": "my", "り": "ry",
    }.items()
    for small, vowel in {"ゃ": "a", "ゅ": "u", "ょ": "o"}.items()
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(map(re.escape, _SOUNDS), key=len, reverse=True)))


def romaji(kana: str) -> str:
    """One word. What is no kana (「・」, a lone 「っ」 at the end) is left out."""
    text = jaconv.kata2hira(kana)
    heard, position = [], 0
    while position < len(text):
        match = _SOUND.match(text, position)
        if match:
            heard.append(_SOUNDS[match[0]])
        elif text[position] == "っ" and (after := _SOUND.match(text, position + 1)):
            doubled = _SOUNDS[after[0]][0]
            heard.append("" if doubled in "aiueo" else "t" if doubled == "c" else doubled)
        position = match.end() if match else position + 1
    return _short("".join(heard))


def _short(latin: str) -> str:
    """Long o and u are written once: Oizumi, kosodate-hiroba, Chuo."""
    return re.sub(r"o[ou]+", "o", re.sub(r"uu+", "u", latin))
