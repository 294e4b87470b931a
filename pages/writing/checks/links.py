"""A link says where it leads, also when it is read out alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Link

AROUND = "　 \t\n「」『』（）()【】［］[]＞>→⇒»›▶►☞・。、…!！※"
POINTS = "(?:こちら|ここ|そちら|あちら|(?:この|次の|下の)(?=ページ|サイト|リンク|ファイル|資料))"
PLACE = "(?:ページ|サイト|リンク|ファイル|資料|もの)"
HOW = "(?:詳細な?|詳し[くい]|くわし[くい])"
ABOUT = (
    f"(?:{HOW}|{HOW}?(?:内容|情報|続き|一覧|全文|資料|地図|ホームページ|ウェブサイト|ダウンロード|応募|予約"
    "|お?申し?込みは?|お?問い?合わ?せ))(?:は|を|の)?、?"
)
DOING = "(?:見る|読む|ご?覧ください|見てください|クリック(?:してください)?|ダウンロード|アクセス|どうぞ)"
ALONE = f"{HOW}|続き|(?:PDF|Excel|Word|エクセル|ワード|ファイル|リンク|クリック|参照|ダウンロード)(?:してください)?"
# 「詳しくは」「こちら」「のページ」「をご覧ください」: each may be missing, but nothing else stands there.
SAYS_NOTHING = re.compile(
    rf"(?:{ABOUT})?{POINTS}(?:の?{PLACE})?(?:から|まで|へ|に|を|です|で)?{DOING}?|(?:{ABOUT})?{DOING}|{ALONE}"
    r"|もっと(?:見る|読む)|次へ|戻る|資料|click here|here|more|read more|link|details?|download"
    r"|点击这里|点这里|这里|更多|여기|여기를 클릭|더 보기|자세히",
    re.IGNORECASE,
)
DOMAIN = r"(?:[a-z0-9-]+[.])+(?:jp|com|org|net|info|tokyo)(?:[/:?#][!-~]*)?"
ADDRESS = re.compile(rf"(?:https?://|www[.])[!-~]+|{DOMAIN}", re.IGNORECASE)

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
        elif SAYS_NOTHING.fullmatch(text):
            yield _finding(link, "link-says-nothing", Severity.WARNING, NOTHING)
        elif ADDRESS.fullmatch(text):
            yield _finding(link, "link-address", Severity.WARNING, AS_ADDRESS)


def _finding(link: Link, rule: str, severity: Severity, explanation: str) -> Finding:
    return Finding(
        rule=rule, severity=severity, where=link.where, excerpt=link.text or link.target, explanation=explanation,
        end=len(link.text),
    )  # fmt: skip
