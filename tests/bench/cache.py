"""``python -m tests.bench cache``: public pages, made anew and kept, beside hello-world and the same pages of plain
Wagtail; the search over BENCH_DOCUMENTS (50,000) texts in both.

Rounds by BENCH_ROUNDS (5). With ``wrk`` on the PATH also requests per second of 1 and 16 connections; with
``redis-server`` also the tier that processes share, asked alone.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import quote

from django.conf import settings
from django.test import override_settings

from cms.cache import memory, version
from cms.cache.store import process_tier
from tests import databases
from tests.bench import content, plain_project, search
from tests.bench.counting import Statements, statements
from tests.bench.measuring import Asker, Server, Target, interleaved
from tests.bench.report import Part, Verdict, at_least, say, table, verdicts
from tests.bench.run import CONFIG, ROUNDS, Bench
from tests.bench.texts import COMMON, DOCUMENTS, RARE
from tests.bench.world import get, in_process
from tests.programs import free_port, until

LOAD_SECONDS = 2
KEPT, UNCHANGED, SHARED = "hub page, kept", "hub page, kept, 304", "hub page, kept, shared tier"
# Of anything that takes a millisecond or less; processor time is told in steps of ten.
SHORT, LONG = 300, 30


@dataclass(frozen=True)
class Pair:
    """A page of ours and its like; without ``kept`` for what is never kept."""

    name: str
    plain_name: str
    plain: str
    anew: str
    kept: str = ""


class CacheBench(Bench):
    """The plain project, and one database of ours behind three servers: as shipped, cache off, shared tier alone."""

    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        self.url = self._database("bench_cache")
        stack.enter_context(override_settings(MEDIA_ROOT=self.folder / "public"))
        self.world = self._filled(20)
        self.content = content.fill(self.world.site)
        self.index_seconds = search.fill()
        self.plain_search = self.plain.with_documents()
        say(
            f"{DOCUMENTS:,} documents indexed in {self.index_seconds:.0f} s, plain {self.plain_search['seconds']:.0f} s"
        )
        self.few = databases.current()
        self.counts = {}
        self.first: dict[str, int] = {}
        off = {"PAGE_CACHE": "0"}
        self.servers = {"plain": self._serve_plain(), "ours": self._serve("ours", {}), "off": self._serve("off", off)}
        if redis := self._redis():
            self.servers["shared"] = self._serve("shared", {"CACHE_URL": redis, "PAGE_CACHE_PROCESS_MB": "0"})
        self.pairs = self._pairs()

    def _pairs(self) -> list[Pair]:
        own, page = self.content, ("plain Wagtail page", plain_project.PAGE)
        found = [
            Pair(
                "hub page",
                "plain hub page",
                plain_project.HUB,
                self.world.hub_page,
                self.world.hub_page.partition("?")[0],
            ),
            Pair("call page", *page, self.world.call_page, self.world.call_page.partition("?")[0]),
            Pair("news page", "plain news page", plain_project.PICTURED, f"{own.news}?anew", own.news),
            Pair("month of events", "plain month", plain_project.MONTH, f"{own.month}?anew", own.month),
            Pair("bulletin issue", "plain issue", plain_project.ISSUE, f"{own.issue}?anew", own.issue),
        ]
        for kind, word in (("rare", RARE), ("common", COMMON)):
            asked = plain_project.SEARCH + word
            found.append(Pair(f"search, {kind} word", f"plain search, {kind} word", asked, f"/search/?q={word}"))
        return found

    def _serve(self, name: str, environment: dict[str, str]) -> Server:
        given = {**self.ours(self.url), **environment}
        server = Server("cms.config.wsgi:application", given, self.folder / f"{name}.log", config=CONFIG)
        self.stack.callback(server.end)
        server.first_answer("/healthz")
        return server

    def _redis(self) -> str:
        program = shutil.which("redis-server")
        if program is None:
            say("no redis-server: the shared tier is not measured")
            return ""
        port = free_port()
        log = (self.folder / "redis.log").open("wb")
        command = [program, "--port", str(port), "--save", "", "--dir", str(self.folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        self.stack.callback(process.wait)
        self.stack.callback(process.terminate)
        assert until(lambda: _listens(port), 20), "redis-server does not answer"
        return f"redis://127.0.0.1:{port}/0"

    def targets(self) -> list[Target]:
        plain, ours = self.servers["plain"], self.servers["ours"]
        bare, off = Asker(plain.port).ask, self.servers["off"]
        hub = self.pairs[0]
        found = [
            Target("hello view", plain, partial(get, bare, "/hello/"), SHORT),
            Target("INSERT view", plain, partial(get, bare, "/insert/"), SHORT),
        ]
        likes = {"plain Wagtail page": plain_project.PAGE} | {pair.plain_name: pair.plain for pair in self.pairs}
        for name, address in likes.items():
            found.append(Target(name, plain, partial(get, bare, quoted(address)), LONG))
        for pair in self.pairs:
            ask = Asker(ours.port).ask
            found.append(Target(pair.name, ours, partial(get, ask, quoted(pair.anew)), LONG))
            if pair.kept:
                found.append(Target(f"{pair.name}, kept", ours, partial(get, ask, pair.kept), SHORT))
        for pair in self.pairs[:2]:
            found.append(Target(f"{pair.name}, cache off", off, partial(get, Asker(off.port).ask, pair.kept), LONG))
        found.append(Target(UNCHANGED, ours, partial(_unchanged, ours.port, hub.kept), SHORT))
        if shared := self.servers.get("shared"):
            found.append(Target(SHARED, shared, partial(get, Asker(shared.port).ask, hub.kept), SHORT))
        return found

    def count(self) -> None:
        """While the version is believed; each process asks for it once in ``PAGE_CACHE_CHECK_SECONDS``.

        ``first``: what the first page of a process after a change takes.
        """
        settings.PAGE_CACHE_CHECK_SECONDS = 3600
        anyone = in_process()
        for pair in self.pairs:
            forget()
            version.current()
            self.first[pair.name] = statements(partial(get, anyone, quoted(pair.anew))).asked
            self.counts[pair.name] = statements(partial(get, anyone, quoted(pair.anew)))
            self.counts[pair.plain_name] = self.plain.counts[pair.plain]
            if pair.kept:
                get(anyone, pair.kept)
                self.counts[f"{pair.name}, kept"] = statements(partial(get, anyone, pair.kept))
        self.counts.update({"hello view": 0, "INSERT view": 1})

    def loads(self) -> dict[tuple[str, int], float]:
        """Requests per second by (what, connections), the median over rounds; empty without ``wrk``."""
        wrk = shutil.which("wrk")
        if wrk is None:
            say("no wrk: requests per second are not measured")
            return {}
        plain, ours = self.servers["plain"], self.servers["ours"]
        asked = {
            "hello view": f"{plain.port}/hello/",
            "plain Wagtail page": f"{plain.port}{plain_project.PAGE}",
            "hub page": f"{ours.port}{self.pairs[0].anew}",
            KEPT: f"{ours.port}{self.pairs[0].kept}",
        }
        if shared := self.servers.get("shared"):
            asked[SHARED] = f"{shared.port}{self.pairs[0].kept}"
        found: dict[tuple[str, int], list[float]] = {}
        for _round in range(ROUNDS):
            for connections in (1, 16):
                for name, address in asked.items():
                    found.setdefault((name, connections), []).append(_rate(wrk, address, connections))
        return {key: statistics.median(rates) for key, rates in found.items()}


def quoted(address: str) -> str:
    return quote(address, safe="/?=&")


def forget() -> None:
    process_tier.clear()
    version.forget()
    memory.forget()


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _unchanged(port: int, path: str) -> None:
    ask = Asker(port, {"If-None-Match": "*"}).ask
    assert ask("GET", path).status == 304


def _rate(wrk: str, address: str, connections: int) -> float:
    threads = min(connections, 2)
    command = [wrk, f"-t{threads}", f"-c{connections}", f"-d{LOAD_SECONDS}s", f"http://127.0.0.1:{address}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert rate, told
    return float(rate[1])


def judge(bench: CacheBench, targets: list[Target], loads: dict[tuple[str, int], float]) -> list[Verdict]:
    by = {one.name: one for one in targets}
    count = {name: one if isinstance(one, Statements) else Statements(one, 0) for name, one in bench.counts.items()}
    plain, hello = by["plain Wagtail page"], by["hello view"]
    wanted = 1.3 if databases.is_postgres() else 1.5
    new: list[Part] = []
    kept: list[Part] = []
    for pair in bench.pairs:
        new.append((f"{pair.name}: at most 6 SQL", str(count[pair.name]), count[pair.name].asked <= 6))
        if not pair.kept:
            continue
        new.append(at_least(f"{pair.name}: CPU of {pair.plain_name} / ours", _ratio(by, pair), wanted))
        name = f"{pair.name}, kept"
        kept.append((f"{name}: 0 SQL", str(count[name]), count[name].asked == 0))
        kept.append(at_least(f"{name}: CPU of hello-world / ours", hello.times_of(by[name]), 0.9))
        kept.append(at_least(f"{name}: CPU of a plain page / ours", plain.times_of(by[name]), 20))
    return [
        Verdict(1, "kept page", [*kept, *_shared(by), *_loaded(loads)]),
        Verdict(2, "public page", new),
        Verdict(8, "search", _found(bench)),
    ]


def _ratio(by: dict[str, Target], pair: Pair) -> float:
    return by[pair.plain_name].times_of(by[pair.name])


def _shared(by: dict[str, Target]) -> list[Part]:
    if SHARED not in by:
        return []
    return [at_least(f"{SHARED}: CPU of hello-world / ours", by["hello view"].times_of(by[SHARED]), 0.5)]


def _loaded(loads: dict[tuple[str, int], float]) -> list[Part]:
    found = []
    for name, connections in loads:
        if name in (KEPT, SHARED):
            share = loads[name, connections] / loads["hello view", connections]
            what = f"{name}, {connections} connections: requests/s, x hello-world"
            found.append(at_least(what, share, 0.9 if name == KEPT else 0.5))
    return found


def _found(bench: CacheBench) -> list[Part]:
    """How many of the documents that hold the word each search finds; the plain one's is told beside ours."""
    parts = []
    for word in (RARE, COMMON):
        got, there = bench.plain_search["recall"][word]
        case = next(one for one in search.cases() if one.words == (word,))
        ours = search.exact(case)
        told = f"ours {ours}, plain Wagtail {got} of {there}"
        parts.append((f"recall of {word}: all", told, "MISSED" not in ours))
    return parts


def main() -> list[Verdict]:
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        bench = CacheBench(stack)
        say(f"database {'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {ROUNDS} rounds")
        bench.count()
        targets = bench.targets()
        interleaved(targets, ROUNDS)
        say(f"\n{table(targets, bench.counts)}\n")
        say("CPU of the like of plain Wagtail / ours, made anew:")
        by = {one.name: one for one in targets}
        for pair in bench.pairs:
            article, first = by["plain Wagtail page"].times_of(by[pair.name]), bench.first[pair.name]
            like = f"{_ratio(by, pair):.2f} (a plain article: {article:.2f})"
            say(f"- {pair.name}: {like}; {first} SQL as the first page after a change")
        loads = bench.loads()
        for (name, connections), rate in loads.items():
            say(f"{name}, {connections} connections: {rate:,.0f} requests/s")
        found = judge(bench, targets, loads)
        say(f"\n{verdicts(found)}")
        say(f"load at the end {os.getloadavg()[0]:.1f}")
        return found
