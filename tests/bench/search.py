"""``python -m tests.bench search``: 50,000 Japanese documents, words that are rare and words that are everywhere.

DATABASE_URL_BENCH names a PostgreSQL server; without it SQLite. BENCH_DOCUMENTS and BENCH_ROUNDS change the sizes.
What is measured is the database's part, a whole request, and a scan of the same keys for the same word beside it.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from django.conf import settings
from django.db import connection
from django.test import Client

from cms.search import rebuilding, writing
from cms.search.engines import MOST, hits
from cms.search.models import Entry
from cms.search.question import Question, spelled
from cms.search.registry import Document
from cms.search.structures import TABLE
from tests import databases
from tests.bench.counting import statements
from tests.bench.report import Verdict, verdicts

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "50000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
SOURCE = "bench"
HUBS = 17
CHUNK = 2000
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


@dataclass(frozen=True)
class Case:
    name: str
    question: Question
    most_ms: dict[str, float]
    words: tuple[str, ...]


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def sentence(chance: random.Random) -> str:
    name = "".join(chance.sample(SYLLABLES, 2))
    who, where = f"{chance.choice(WHO)}の{name}さん", chance.choice(WHERE)
    return f"{chance.choice(WHEN)}、{who}が{where}で{chance.choice(WHAT)}{chance.choice(DOES)}。"


def documents() -> Iterator[Document]:
    """About 2 KB each; every thousandth names a flower that no other does."""
    begin = datetime(2016, 1, 1, tzinfo=UTC)
    for number in range(DOCUMENTS):
        chance = random.Random(number)
        text = "\n\n".join(sentence(chance) + sentence(chance) for _n in range(8))
        if number % RARE_EVERY == 0:
            text += f"\n\n{RARE_LONG}を開きます。"
        yield Document(
            kind="page", key=str(number), title=f"{chance.choice(WHAT)}のお知らせ第{number}号", url=f"/bench/{number}/",
            date=begin + timedelta(hours=chance.randrange(87_600)), text=text, hubs=(chance.randrange(1, HUBS + 1),),
        )  # fmt: skip


def fill() -> float:
    """Seconds for all documents, written in parts as ``index_search`` does."""
    made = documents()
    took = 0.0
    while part := list(islice(made, CHUNK)):
        took += _timed(partial(writing.write, SOURCE, part))
    return took + _timed(rebuilding.tidy)


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cases() -> list[Case]:
    rare, common = {"sqlite": 10.0, "postgresql": 10.0}, {"sqlite": 60.0, "postgresql": 150.0}
    asked = [
        ("rare, 2 letters", RARE, rare), ("rare, 6 letters", RARE_LONG, rare), ("absent", "螺子巻鳥", rare),
        ("rare and common", f"{RARE} {COMMON}", rare), ("common, 2 letters", COMMON, common),
        ("common, 7 letters", COMMON_LONG, common), ("common, by its reading", "ぼうさい", common),
        ("two common words", "町会 体操", common), ("one letter", "の", common),
    ]  # fmt: skip
    plain = [Case(name, Question(words=spelled(q)), most, tuple(q.split())) for name, q, most in asked]
    narrow = Question(words=spelled(COMMON), hub=3, kind="page", since=datetime(2018, 1, 1, tzinfo=UTC))
    browse = Question(hub=3)
    return [
        *plain,
        Case("common, hub, kind and date", narrow, common, (COMMON,)),
        Case("a hub without words", browse, common, ()),
    ]


def scan(case: Case) -> list[int]:
    """What a plain project does: LIKE over the normalised texts, the newest twenty."""
    rows = Entry.objects.filter(is_public=True)
    for word in case.words:
        rows = rows.filter(key__contains=word)
    return list(rows.values_list("pk", flat=True)[:20]) + [rows.count()]


def percentile(found: list[float], part: float) -> float:
    return sorted(found)[min(len(found) - 1, round(part * (len(found) - 1)))]


def measure(case: Case) -> tuple[list[float], list[float]]:
    ours, theirs = [], []
    hits(case.question)
    for number in range(ROUNDS):
        ours.append(1000 * _timed(lambda: hits(case.question)))
        if number % 5 == 0 and case.words:
            theirs.append(1000 * _timed(lambda: scan(case)))
    return ours, theirs


def exact(case: Case) -> str:
    """The number of hits beside that of a scan with every spelling of each word."""
    rows = Entry.objects.filter(is_public=True)
    keys = rows.order_by().values_list("key", flat=True)
    wanted = sum(all(any(one in key for one in word) for word in case.question.words) for key in keys)
    got = len(hits(case.question).ids)
    return f"{got} of {min(wanted, MOST)}" if got == min(wanted, MOST) else f"{got} of {min(wanted, MOST)} MISSED"


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    name = databases.make_copy("bench_search")
    databases.use(name)
    try:
        report()
    finally:
        databases.drop(name)


def report() -> None:
    vendor = connection.vendor
    took = fill()
    say(f"{vendor}: {DOCUMENTS:,} documents written in {took:.1f} s, {size()}")
    lines = ["| question | hits | p50 ms | p95 ms | scan ms | times | SQL |", "|---|---|---:|---:|---:|---:|---|"]
    parts: list[tuple[str, str, bool]] = [("index of all", f"{took:.0f} s", took <= 60)]
    for case in cases():
        ours, theirs = measure(case)
        p50, p95 = statistics.median(ours), percentile(ours, 0.95)
        other = statistics.median(theirs) if theirs else 0.0
        checked = exact(case) if not case.question.is_narrowed else str(len(hits(case.question).ids))
        asked = statements(lambda case=case: hits(case.question)).asked  # type: ignore[misc]
        lines.append(f"| {case.name} | {checked} | {p50:.1f} | {p95:.1f} | {other:.0f} | {other / p50:.0f} | {asked} |")
        most = case.most_ms[vendor]
        parts.append((case.name, f"p95 {p95:.1f} ms of {most:.0f}, {checked}", p95 <= most and "MISSED" not in checked))
    say("\n".join(lines))
    client = Client()
    for q in (RARE, COMMON):
        client.get("/search/", {"q": q})
        whole = [1000 * _timed(lambda q=q: client.get("/search/", {"q": q, "hub": ""})) for _n in range(ROUNDS)]  # type: ignore[misc]
        asked = statements(lambda q=q: client.get("/search/", {"q": q})).asked  # type: ignore[misc]
        p50, p95 = statistics.median(whole), percentile(whole, 0.95)
        say(f"whole page for {q}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, {asked} SQL")
        parts.append((f"statements of the page for {q}", str(asked), asked <= 6))
    say(verdicts([Verdict(8, "search", parts)]))


def size() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT pg_total_relation_size('{TABLE}')")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return f"{cursor.fetchone()[0] / 2**20:.0f} MiB"
