"""What makes やさしい日本語 hard: polite chains, the passive, loanwords that are not explained. Hints, and only there.

After the guidelines of the Immigration Services Agency and the Agency for Cultural Affairs (在留支援のための
やさしい日本語ガイドライン): short sentences, one thing in each (``sentences``), no double negatives
(``double_negatives``), no passive, no honorific or humble forms, loanwords with care.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Text
from pages.writing.scanning import at, is_machine_text

KNOWN = frozenset(json.loads((Path(__file__).parents[1] / "data" / "easy_loanwords.json").read_text(encoding="utf-8")))
ENDING = "(?:ます|ました|ません|てい|た(?=[。人とも])|る(?=[。人と]))"
# 「生まれる」「分かれる」「現われる」 look like a passive and are none.
# 「見られる」「来られる」 mostly mean that one can; 「配られる」「送られる」「させられる」 are passive.
NO_POTENTIAL = "(?:[させ]|(?![見来着寝出得居似煮経診観])[一-龠])"
# Behind these the form is a verb of its own or says that one can: 生まれる, つかれる, 泊まれる, 曲がれる, がんばれる.
NONE = "生分別現表終変代上下曲広転泊止集始決つうとん"
PASSIVE = re.compile(rf"(?<![{NONE}])[かがさたばまわ]れ{ENDING}|(?<={NO_POTENTIAL})られ{ENDING}")
POLITE = re.compile(
    r"[てで]いただ[かきくけい]|いたし(?:ます|ました)|申し上げ|存じ(?:ます|ません)|おり(?:ます|ました|ません)(?!物)"
    r"|(?<!う)ございま(?:す|した|せん)|させてください|くださいますよう|お越し|[おご][一-龠々ぁ-ん]{1,6}になり?(?=ます|る|れ)"
    r"|お[一-龠々ぁ-ん]{1,3}[いきしちにみりびぎえけせねべめれ]ください|ご[一-龠]{1,2}ください"
)
LOANWORD = re.compile(r"[ァ-ヴー]{3,}")
EXPLAINED = re.compile(r"[」』]?(?:[（(＝=]|とは|というのは)")

PASSIVE_TEXT = (
    "「〜れる・〜られる」の文は、誰がするのかが分かりにくくなります。「〜が〜します」と書いてください。"
    "（例：「会が開かれます」→「会があります」）"
)
POLITE_TEXT = "尊敬語や謙譲語は、むずかしい言い方です。「〜です」「〜ます」「〜してください」と書いてください。"
LOAN_TEXT = (
    "カタカナの言葉は、元の外国語と意味や音が違うことがあり、伝わらないことがあります。"
    "やさしい言葉に言い換えるか、すぐ後のかっこの中に意味を書いてください。"
)


def check(content: Content) -> Iterator[Finding]:
    met: set[str] = set()
    for piece in content.texts:
        if piece.easy:
            yield from _forms(piece)
            yield from _loanwords(piece, met)


def _forms(piece: Text) -> Iterator[Finding]:
    for pattern, rule, text in ((PASSIVE, "easy-passive", PASSIVE_TEXT), (POLITE, "easy-polite", POLITE_TEXT)):
        for match in pattern.finditer(piece.text):
            if not is_machine_text(piece.text, *match.span()):
                yield at(piece, *match.span(), rule, Severity.HINT, text)


def _loanwords(piece: Text, met: set[str]) -> Iterator[Finding]:
    """Each word where it stands first on the page, unless it is explained there."""
    for match in LOANWORD.finditer(piece.text):
        if match[0] in KNOWN | met:
            continue
        met.add(match[0])
        if not EXPLAINED.match(piece.text, match.end()):
            yield at(piece, *match.span(), "easy-loanword", Severity.HINT, LOAN_TEXT)
