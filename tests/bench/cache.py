"""``python -m tests.bench cache``: kept and new pages beside hello-world and a plain Wagtail page.

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
from datetime import date
from functools import partial

from django.conf import settings

from tests import databases
from tests.bench import plain_project
from tests.bench.counting import statements
from tests.bench.measuring import Asker, Server, Target, interleaved
from tests.bench.report import Verdict, at_least, say, table, verdicts
from tests.bench.run import CONFIG, ROUNDS, Bench
from tests.bench.world import get, in_process
from tests.programs import free_port, until

LOAD_SECONDS = 2
KEPT, UNCHANGED, SHARED, NEVER = "kept page", "kept page, 304", "kept page, shared tier", "page, cache off"


class CacheBench(Bench):
    """The plain project, and one database of ours behind three servers: as shipped, cache off, shared tier alone."""

    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        self.url = self._database("bench_cache")
        self.world = self._filled(20)
        self.few = databases.current()
        self.counts = {}
        off = {"PAGE_CACHE": "0"}
        self.servers = {"plain": self._serve_plain(), "ours": self._serve("ours", {}), "off": self._serve("off", off)}
        if redis := self._redis():
            self.servers["shared"] = self._serve("shared", {"CACHE_URL": redis, "PAGE_CACHE_PROCESS_MB": "0"})
        self.hub, self.call = (path.partition("?")[0] for path in (self.world.hub_page, self.world.call_page))

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
        plain, ours, off = (self.servers[name] for name in ("plain", "ours", "off"))
        bare = Asker(plain.port).ask
        ask = Asker(ours.port).ask
        found = [
            Target("hello view", plain, partial(get, bare, "/hello/"), 100),
            Target("INSERT view", plain, partial(get, bare, "/insert/"), 50),
            Target("plain Wagtail page", plain, partial(get, bare, plain_project.PAGE), 20),
            Target("hub page", ours, partial(get, ask, self.world.hub_page), 20),
            Target("call page", ours, partial(get, ask, self.world.call_page), 20),
            Target(f"hub {NEVER}", off, partial(get, Asker(off.port).ask, self.hub), 20),
            Target(f"call {NEVER}", off, partial(get, Asker(off.port).ask, self.call), 20),
            Target(KEPT, ours, partial(get, ask, self.hub), 100),
            Target(UNCHANGED, ours, partial(_unchanged, ours.port, self.hub), 100),
        ]
        if shared := self.servers.get("shared"):
            found.append(Target(SHARED, shared, partial(get, Asker(shared.port).ask, self.hub), 100))
        return found

    def count(self) -> None:
        """While the version is believed; each process asks for it once in ``PAGE_CACHE_CHECK_SECONDS``."""
        settings.PAGE_CACHE_CHECK_SECONDS = 3600
        anyone = in_process()
        for name, path in (("hub page", self.world.hub_page), ("call page", self.world.call_page), (KEPT, self.hub)):
            get(anyone, path)
            self.counts[name] = statements(partial(get, anyone, path))
        self.counts.update({"hello view": 0, "INSERT view": 1, "plain Wagtail page": self.plain.queries})

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
            "hub page": f"{ours.port}{self.world.hub_page}",
            KEPT: f"{ours.port}{self.hub}",
        }
        if shared := self.servers.get("shared"):
            asked[SHARED] = f"{shared.port}{self.hub}"
        found: dict[tuple[str, int], list[float]] = {}
        for _round in range(ROUNDS):
            for connections in (1, 16):
                for name, address in asked.items():
                    found.setdefault((name, connections), []).append(_rate(wrk, address, connections))
        return {key: statistics.median(rates) for key, rates in found.items()}


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
    plain, hello = by["plain Wagtail page"], by["hello view"]
    wanted = 1.3 if databases.is_postgres() else 1.5
    new = [
        at_least(f"{name}: CPU of a plain page / ours", plain.times_of(by[name]), wanted)
        for name in ("hub page", "call page")
    ]
    kept = [
        (f"{KEPT}: 0 SQL", str(bench.counts[KEPT]), bench.counts[KEPT].asked == 0),  # type: ignore[union-attr]
        at_least(f"{KEPT}: CPU of hello-world / ours", hello.times_of(by[KEPT]), 0.9),
        at_least(f"{KEPT}: CPU of a plain page / ours", plain.times_of(by[KEPT]), 20),
    ]
    if SHARED in by:
        kept.append(at_least(f"{SHARED}: CPU of hello-world / ours", hello.times_of(by[SHARED]), 0.5))
    for name, connections in loads:
        if name in (KEPT, SHARED):
            share = loads[name, connections] / loads["hello view", connections]
            what = f"{name}, {connections} connections: requests/s, x hello-world"
            kept.append(at_least(what, share, 0.9 if name == KEPT else 0.5))
    return [Verdict(1, "kept page", kept), Verdict(2, "public page", new)]


def main() -> list[Verdict]:
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        bench = CacheBench(stack)
        say(f"database {'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {ROUNDS} rounds")
        bench.count()
        targets = bench.targets()
        interleaved(targets, ROUNDS)
        say(f"\n{table(targets, bench.counts)}\n")
        loads = bench.loads()
        for (name, connections), rate in loads.items():
            say(f"{name}, {connections} connections: {rate:,.0f} requests/s")
        say(f"\n{verdicts(judge(bench, targets, loads))}")
