"""What a picture says is said in words, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pages.writing.findings import Finding, Severity
from pages.writing.pieces import Content, Picture

FILE_NAME = re.compile(
    r"(?:.*\.(?:jpe?g|png|gif|heic|webp|avif|svg|bmp|pdf)"
    r"|(?:P\d{2,}|(?:IMG|DSC[NF]?|PXL|image|photo|picture|scan|MVI|file)[ _-]?\d+).*"
    r"|\d{6,}[_-]?\d*|スクリーンショット.*\d{2,}.*|無題[\d_ -]*|名称未設定[\d_ -]*)",
    re.IGNORECASE,
)
SAYS_NOTHING = re.compile(
    r"(?:画像|写真|図|図版|イラスト|挿絵|バナー|ロゴ|アイコン|ちらし|チラシ|ポスター|サムネイル|image|photo|picture)"
    r"[ 　]*[（(]?[\d０-９①-⑳一二三四五]*[）)]?(?:です)?",
    re.IGNORECASE,
)
LONG = 120

MISSING = (
    "画像の説明（代替テキスト）がありません。画像が見えない方には、内容が伝わりません。"
    "画像から伝えたいことを1文で書くか、飾りの画像であれば「飾りの画像」に印を付けてください。"
)
AS_FILE = (
    "画像の説明（代替テキスト）がファイル名のままです。読み上げても内容が伝わりません。"
    "画像から伝えたいことを1文で書いてください。"
)
NOTHING = "「画像」「写真」だけでは、何の画像か伝わりません。画像から伝えたいことを1文で書いてください。"
TOO_LONG = (
    f"画像の説明が{LONG}文字を超えています。読み上げの途中で戻ることができません。"
    "要点だけを書き、詳しい内容は本文に書いてください。"
)


def check(content: Content) -> Iterator[Finding]:
    for picture in content.of(Picture):
        if picture.decorative:
            continue
        alt = picture.alt.strip()
        if not alt:
            yield _finding(picture, "picture-no-alt", Severity.SERIOUS, MISSING)
        elif FILE_NAME.fullmatch(alt) or alt == picture.file_name:
            yield _finding(picture, "picture-file-name", Severity.SERIOUS, AS_FILE)
        elif SAYS_NOTHING.fullmatch(alt):
            yield _finding(picture, "picture-says-nothing", Severity.WARNING, NOTHING)
        elif len(alt) > LONG:
            yield _finding(picture, "picture-long-alt", Severity.HINT, TOO_LONG)


def _finding(picture: Picture, rule: str, severity: Severity, explanation: str) -> Finding:
    return Finding(
        rule=rule, severity=severity, where=picture.where, excerpt=picture.alt or picture.file_name,
        explanation=explanation, end=len(picture.alt),
    )  # fmt: skip
