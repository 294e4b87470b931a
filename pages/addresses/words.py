"""A title as words in Latin letters, where every kanji of it has a reading that somebody knows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

import jaconv

from pages.addresses.romaji import romaji
from pages.addresses.slug import LONGEST
from pages.furigana.dictionary import Dictionary
from pages.furigana.reading import HAS_KANJI, KANJI
from pages.furigana.suggesting import civic_words

# Figures with their counters: the figure says enough (第3回 → 3, 11月25日 → 11-25, 令和8年度 → reiwa-8).
FIGURES = re.compile(r"(?:第\s*)?(\d+)(?:か年|か月|か国|か所|回|号|期|弾|部|年度|年|月|日|時|分|階|円|歳|名|人)?")
ERAS = re.compile(r"(令和|平成|昭和)(?=\d|元年)")
PART = re.compile(rf"[A-Za-z0-9]+|[ぁ-ゖ]+|[ァ-ヺー]+|[{KANJI}]")
HIRAGANA = re.compile(r"[ぁ-ゖ]+")
FIRST_YEAR = re.compile(r"(?<=令和|平成|昭和)元(?=年)")
PARTICLES = {"は": "wa", "へ": "e", "を": "o", "には": "niwa", "では": "dewa", "とは": "towa", "への": "eno"}
ERA_READINGS = {"令和": "reiwa", "平成": "heisei", "昭和": "showa"}
LOOSE_ENDS = frozenset({"no", "wa", "o", "e", "ni", "de", "to", "ga", "mo", "ya", "eno"})


def from_title(title: str, *, places: Mapping[str, str], dictionary: Dictionary | None = None) -> str:
    """``bosai-kunren-no-oshirase``; empty where a kanji of the title is in no list, or nothing but figures is left."""
    text = FIRST_YEAR.sub("1", unicodedata.normalize("NFKC", title))
    known = civic_words() | {name: jaconv.kata2hira(kana) for name, kana in places.items() if name}
    if dictionary is not None and HAS_KANJI.search(text):
        known = dict(dictionary.read(text)) | known
    polite = {o + word: o + kana for word, kana in known.items() for o in "おご" if HAS_KANJI.match(word)}
    words = list(_words(text, polite | known))
    if None in words:
        return ""
    slug = _joined([word for word in words if word])
    return slug if re.search("[a-z]", slug) else ""


def _words(text: str, known: Mapping[str, str]) -> Iterator[str | None]:
    """None for a kanji whose reading nobody knows."""
    longest = re.compile("|".join(re.escape(word) for word in sorted(known, key=len, reverse=True)))
    position, after_word = 0, False
    while position < len(text):
        word = longest.match(text, position)
        if word and len(word[0]) == 1 and not _stands_alone(text, word, after_word):
            word = None
        found = ERAS.match(text, position) or FIGURES.match(text, position) or word or _next(text, position, longest)
        if found is word and word is not None:
            yield romaji(known[word[0]])
        elif found is not None:
            yield ERA_READINGS.get(found[0]) or _part(found[found.lastindex or 0])
        after_word = found is word and word is not None
        position = found.end() if found else position + 1


def _next(text: str, position: int, known: re.Pattern[str]) -> re.Match[str] | None:
    """A run of one script; hiragana ends where a word begins (の お知らせ), and 「の」 at its end is a word."""
    run = HIRAGANA.match(text, position)
    if not run:
        return PART.match(text, position)
    begins = (at for at in range(position + 1, run.end()) if known.match(text, at))
    end = next(begins, run.end())
    if end - position > len("の") + 1 and text[end - 1] == "の":
        end -= 1
    return HIRAGANA.match(text, position, end)


def _stands_alone(text: str, word: re.Match[str], after_word: bool) -> bool:
    """A single kanji is a word by itself or behind a known one (練馬 区), not inside another (区 in 区画)."""
    before, after = text[: word.start()][-1:], text[word.end() : word.end() + 1]
    return not HAS_KANJI.match(after) and (after_word or not HAS_KANJI.match(before))


def _part(part: str) -> str | None:
    if part.isascii():
        return part.lower()
    return None if HAS_KANJI.match(part) else PARTICLES.get(part) or romaji(part)


def _joined(words: list[str]) -> str:
    """As many whole words as an address may hold, none of them a particle at the end."""
    kept: list[str] = []
    for word in words:
        if len("-".join([*kept, word])) > LONGEST:
            break
        kept.append(word)
    while kept and kept[-1] in LOOSE_ENDS:
        kept.pop()
    return "-".join(kept)
