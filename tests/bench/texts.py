"""50,000 Japanese texts of about 2 KB, the same for both projects: words that are rare and words that are everywhere.

Nothing here knows Django, for the plain project reads it, too.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "50000"))
HUBS = 17
RARE_EVERY = 1000
WHO = [
    "町会の役員",
    "地域情報協力員",
    "商店会の有志",
    "子ども会の保護者",
    "防災会の班長",
    "老人クラブの会員",
    "学校の先生",
    "館の職員",
]
WHERE = [
    "集会所の一階",
    "公園の入口",
    "体育館の前",
    "区民館の和室",
    "駅前の広場",
    "図書室の隣",
    "拠点の窓口",
    "神社の境内",
]
WHEN = [
    "来月の第一土曜日",
    "平日の午前十時",
    "夏休みの間",
    "年度の終わり",
    "祝日の翌日",
    "雨の降らない日",
    "毎週水曜日",
    "夕方の五時から",
]
WHAT = [
    "炊き出しの練習",
    "落ち葉の清掃",
    "読み聞かせの会",
    "健康体操の教室",
    "補助金の説明",
    "花壇の植え替え",
    "防災訓練の準備",
    "餅つきの手伝い",
]
DOES = [
    "を行います",
    "の参加者を募ります",
    "について話し合います",
    "の様子を伝えます",
    "を取りやめます",
    "の結果を知らせます",
]
SYLLABLES = "杉松竹梅桃柳桐楓椿桜藤菊蘭萩葵菫蓮百合薔薇牡丹芍薬山吹桔梗撫子朝顔向日葵彼岸花金木犀"
RARE, RARE_LONG, COMMON, COMMON_LONG = "鷺草", "鷺草の観察会", "防災", "防災訓練の準備"
BEGIN = datetime(2016, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Text:
    """``hub`` is 1 to HUBS."""

    number: int
    title: str
    date: datetime
    body: str
    hub: int


def sentence(chance: random.Random) -> str:
    name = "".join(chance.sample(SYLLABLES, 2))
    who, where = f"{chance.choice(WHO)}の{name}さん", chance.choice(WHERE)
    return f"{chance.choice(WHEN)}、{who}が{where}で{chance.choice(WHAT)}{chance.choice(DOES)}。"


def texts(count: int = DOCUMENTS) -> Iterator[Text]:
    """Every thousandth names a flower that no other does."""
    for number in range(count):
        chance = random.Random(number)
        body = "\n\n".join(sentence(chance) + sentence(chance) for _n in range(8))
        if number % RARE_EVERY == 0:
            body += f"\n\n{RARE_LONG}を開きます。"
        title = f"{chance.choice(WHAT)}のお知らせ第{number}号"
        date = BEGIN + timedelta(hours=chance.randrange(87_600))
        yield Text(number, title, date, body, chance.randrange(1, HUBS + 1))
