"""A link says where it leads, also when it is read out alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Link

AROUND = "　 \t\n「」『』（）()【】［］[]＞>→⇒»›▶►☞・。、…!！※"
SAYS_NOTHING = frozenset(
    {
        "こちら", "こちらへ", "こちらから", "こちらです", "こちらをご覧ください", "こちらをクリック", "ここ",
        "ここから",
        "ここをクリック", "このページ", "そちら", "あちら", "詳細", "詳細はこちら", "詳細はこちらから",
        "詳しくはこちら",
        "詳しくはこちらから", "くわしくはこちら", "詳しく", "詳しく見る", "もっと見る", "続きを読む", "続きはこちら",
        "続き",
        "クリック", "クリックしてください", "リンク", "参照", "ダウンロード", "ダウンロードはこちら", "申込みはこちら",
        "申し込みはこちら", "お申し込みはこちら", "お申込みはこちら", "お問い合わせはこちら", "問い合わせはこちら",
        "ホームページはこちら", "一覧はこちら", "次へ", "戻る", "click here", "here", "more", "read more", "link",
        "点击这里", "点这里", "这里", "更多", "여기", "여기를 클릭", "더 보기", "자세히",
    }
)  # fmt: skip
ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)

EMPTY = "リンクに文字がありません。どこへつながるかを書くか、リンクを外してください。"
NOTHING = (
    "リンクだけを順に読む方には、どこへつながるか分かりません。"
    "「こちら」ではなく、行き先の名前（例：「防災訓練の申込み」）をリンクにしてください。"
)
AS_ADDRESS = "アドレスは読み上げても意味が伝わりません。行き先の名前（例：「拠点の利用案内」）をリンクにしてください。"


def check(content: Content) -> Iterator[Finding]:
    for link in content.of(Link):
        text = link.text.strip(AROUND)
        if not text:
            yield _finding(link, "link-empty", Severity.SERIOUS, EMPTY)
        elif text.lower() in SAYS_NOTHING:
            yield _finding(link, "link-says-nothing", Severity.WARNING, NOTHING)
        elif ADDRESS.match(text):
            yield _finding(link, "link-address", Severity.WARNING, AS_ADDRESS)


def _finding(link: Link, rule: str, severity: Severity, explanation: str) -> Finding:
    return Finding(
        rule=rule, severity=severity, where=link.where, excerpt=link.text or link.target, explanation=explanation,
        end=len(link.text),
    )  # fmt: skip
