"""Text as it is compared: every spelling of one word has one key. Keys are never shown.

NFKC, lower case, hiragana, variants of one character joined (``data/variants.tsv``), dashes joined, no space beside a
Japanese character: 「日　時」 is 日時, and a line that a document breaks in the middle of a word is one word. An empty
line is kept as ``BREAK``, so that a heading and the paragraph below it never make a word together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
BREAK = "\n"
LONGEST_QUESTION = 100
MOST_WORDS = 8
JAPANESE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
QUOTES = "\"'“”‘’「」『』"
EMPTY_LINE = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*\n\s*|[\f\x1c-\x1e\u2029]")
SPACES = re.compile(r"[^\S\ue000]+")
BESIDE_JAPANESE = re.compile(rf"(?<=[{JAPANESE}]) | (?=[{JAPANESE}])")
# 光ヶ丘 and 光ケ丘 are 光が丘; 三ヶ月 and 3ヶ月 are counted, so they are か.
GA = re.compile(r"(?<=[㐀-鿿])(?<![一二三四五六七八九十百千数何])[ヶケ](?=[㐀-鿿])")
# Stands for an empty line while spaces are joined; nobody types it, and what is pasted is a space.
MARK = "\ue000"


@cache
def _table() -> dict[int, str | None]:
    """One pass over the characters after NFKC."""
    table: dict[int, str | None] = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)}
    table |= {0x30FD: "ゝ", 0x30FE: "ゞ", ord("ヶ"): "か", ord("ヵ"): "か", ord("〜"): "~"}
    table |= {ord(dash): "-" for dash in DASHES}
    table |= dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0xAD, *range(0x200B, 0x2010), 0xFEFF])
    table |= {code: " " for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: " "}
    return table | {ord(one): plain for plain, variants in _variants().items() for one in variants}


@cache
def _variants() -> dict[str, str]:
    """A character and all that are taken for it."""
    lines = (DATA / "variants.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {plain: variants for variants, plain in rows}


def variants_of(character: str) -> str:
    """The other characters that a reader takes for this one."""
    return _variants().get(character, "")


def fold(text: str) -> str:
    """The key of ``text``; what no database can keep (NUL, lone surrogates) is a space."""
    plain = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", " ")
    plain = EMPTY_LINE.sub(MARK, plain.replace(MARK, " ").replace("\r\n", "\n").strip())
    plain = GA.sub("が", unicodedata.normalize("NFKC", plain)).casefold().translate(_table())
    plain = SPACES.sub(" ", plain)
    plain = BESIDE_JAPANESE.sub("", plain)
    return re.sub(rf" ?{MARK}[ {MARK}]*", BREAK, plain).strip()


def words(question: str) -> list[str]:
    """The keys that somebody asks for, each once: split at spaces, quotation marks around a word dropped.

    Single Japanese characters side by side are one word: 「日　時」. At most ``MOST_WORDS`` of the first
    ``LONGEST_QUESTION`` characters.
    """
    given = [fold(part) for part in fold_spaces(question[:LONGEST_QUESTION]).split()]
    found: list[str] = []
    joins = False
    for part in given:
        single = len(part) == 1 and re.match(f"[{JAPANESE}]", part) is not None
        if single and joins:
            found[-1] += part
        else:
            found += [one for one in part.split() if one]
        joins = single
    bare = [one.strip(QUOTES) or one[:1] for one in found]
    return list(dict.fromkeys(bare))[:MOST_WORDS]


def fold_spaces(text: str) -> str:
    """``text`` with everything that divides words as an ordinary space."""
    return "".join(" " if c.isspace() or unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
