"""``python -m tests.bench search``: 50,000 Japanese documents, words that are rare and words that are everywhere.

DATABASE_URL_BENCH names a PostgreSQL server; without it SQLite. BENCH_DOCUMENTS and BENCH_SEARCH_ROUNDS change the
sizes.
What is measured is the database's part, a whole request, and a scan of the same keys for the same word beside it.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
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
from tests.bench.report import Part, Verdict, at_least, say, verdicts
from tests.bench.texts import COMMON, COMMON_LONG, DOCUMENTS, RARE, RARE_LONG, texts

ROUNDS = int(os.environ.get("BENCH_SEARCH_ROUNDS", "15"))
SOURCE = "bench"
CHUNK = 2000


# The most that goal 8 allows; None where it says nothing (one letter): that is told and not judged.
RARE_MS, COMMON_MS = {"sqlite": 10.0, "postgresql": 10.0}, {"sqlite": 60.0, "postgresql": 150.0}


@dataclass(frozen=True)
class Case:
    name: str
    question: Question
    most_ms: dict[str, float] | None
    words: tuple[str, ...]

    @property
    def is_rare(self) -> bool:
        return self.most_ms is RARE_MS


def documents() -> Iterator[Document]:
    for one in texts():
        yield Document(
            kind="page", key=str(one.number), title=one.title, url=f"/bench/{one.number}/",
            date=one.date, text=one.body, hubs=(one.hub,),
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
    rare, common = RARE_MS, COMMON_MS
    asked = [
        ("rare, 2 letters", RARE, rare), ("rare, 6 letters", RARE_LONG, rare), ("absent", "螺子巻鳥", rare),
        ("rare and common", f"{RARE} {COMMON}", rare), ("common, 2 letters", COMMON, common),
        ("common, 7 letters", COMMON_LONG, common), ("common, by its reading", "ぼうさい", common),
        ("two common words", "町会 体操", common), ("one letter", "の", None),
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


def main() -> list[Verdict]:
    settings.ALLOWED_HOSTS = ["testserver"]
    name = databases.make_copy("bench_search")
    databases.use(name)
    try:
        return report()
    finally:
        databases.drop(name)


def report() -> list[Verdict]:
    took = fill()
    say(f"{connection.vendor}: {DOCUMENTS:,} documents written in {took:.1f} s, {size()}")
    lines = ["| question | hits | p50 ms | p95 ms | scan ms | times | SQL |", "|---|---|---:|---:|---:|---:|---|"]
    parts: list[Part] = [("index of all", f"{took:.0f} s", took <= 60)]
    for case in cases():
        line, judged = asked(case)
        lines.append(line)
        parts += judged
    say("\n".join(lines))
    found = [Verdict(8, "search", [*parts, *whole_pages()])]
    say(verdicts(found))
    return found


def asked(case: Case) -> tuple[str, list[Part]]:
    """The line of the table and what goal 8 says of it."""
    ours, theirs = measure(case)
    p50, p95 = statistics.median(ours), percentile(ours, 0.95)
    other = statistics.median(theirs) if theirs else 0.0
    checked = exact(case) if not case.question.is_narrowed else str(len(hits(case.question).ids))
    count = statements(lambda: hits(case.question)).asked
    line = f"| {case.name} | {checked} | {p50:.1f} | {p95:.1f} | {other:.0f} | {other / p50:.0f} | {count} |"
    if case.most_ms is None:
        return line, []
    most = case.most_ms[connection.vendor]
    parts = [(case.name, f"p95 {p95:.1f} ms of {most:.0f}, {checked}", p95 <= most and "MISSED" not in checked)]
    if theirs:
        parts.append(at_least(f"{case.name}: a scan / ours", other / p50, 20 if case.is_rare else 2))
    return line, parts


def whole_pages() -> list[Part]:
    client, parts = Client(), []
    for q in (RARE, COMMON):
        ask = partial(client.get, "/search/", {"q": q, "hub": ""})
        ask()
        whole = [1000 * _timed(ask) for _n in range(ROUNDS)]
        count = statements(ask).asked
        p50, p95 = statistics.median(whole), percentile(whole, 0.95)
        say(f"whole page for {q}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, {count} SQL")
        parts.append((f"statements of the page for {q}", str(count), count <= 6))
    return parts


def size() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT pg_total_relation_size('{TABLE}')")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return f"{cursor.fetchone()[0] / 2**20:.0f} MiB"
