"""``python -m tests.bench run``: what is measured beside what, and which goals that meets.

Sizes by environment: BENCH_CASES (100,000), BENCH_ROUNDS (5). DATABASE_URL_BENCH names a PostgreSQL
server where databases may be made; without it everything runs on SQLite files.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.utils.crypto import get_random_string

from cms.jobs.models import Heartbeat
from tests import databases
from tests.bench import plain_project
from tests.bench.counting import Statements, shares, statements
from tests.bench.measuring import Asker, Server, Target, interleaved, pss
from tests.bench.plain_project import PlainProject
from tests.bench.report import Verdict, at_least, at_most, say, table, verdicts
from tests.bench.world import FORM, INBOX, Ask, World, applies, get, in_process, over_http, post, sends, writes
from tests.programs import Program, until
from workflows.intake.reviewed import mark_of

CASES = int(os.environ.get("BENCH_CASES", "100000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
FEW = 1_000
STEPS_A_ROUND = 4
APPLICATIONS_A_ROUND = 2
COLD_STARTS = 3
CONFIG = "python:cms.config.gunicorn"


class Bench:
    """Two databases of ours (few and many cases), one of the plain project; everything ends with ``stack``."""

    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        self.many_url = self._database("bench_many")
        self.many_reader = self._filled(CASES).reader
        many = databases.current()
        self.few_url = self._database("bench_few")
        self.world = self._filled(FEW)
        self.few = databases.current()
        self.servers = {
            "plain": self._serve_plain(),
            "few": self._serve_ours(self.few_url, "few"),
            "many": self._serve_ours(self.many_url, "many"),
        }
        databases.use(many)
        self.ask_many = over_http(self.many_reader, self.servers["many"].port)
        databases.use(self.few)
        self.counts: dict[str, Statements | int] = {}

    def _prepare(self, stack: ExitStack) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kizuna-bench-"))
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        settings.PRIVATE_ROOT = self.folder / "private"
        self.stack = stack
        self.plain = PlainProject(self.folder / "plain", self._database("bench_plain", empty=True))
        say("plain project made")

    def _database(self, label: str, *, empty: bool = False) -> str:
        """A database that this process is connected to (unless ``empty``: for somebody else's migrations)."""
        if empty and not databases.is_postgres():
            return f"sqlite:///{self.folder / label}.sqlite3"
        name = databases.make_copy(label)
        self.stack.callback(databases.drop, name)
        if empty:
            with databases._server() as server:
                server.execute(f"DROP DATABASE {name}")
                server.execute(f"CREATE DATABASE {name}")
        else:
            databases.use(name)
        return databases.url(name)

    @staticmethod
    def _filled(cases: int) -> World:
        began = time.monotonic()
        made = World(cases)
        say(f"{cases:,} cases made in {time.monotonic() - began:.0f} s")
        return made

    def ours(self, url: str) -> dict[str, str]:
        return {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "EMAIL_URL": "dummymail://",
            "SECRET_KEY": settings.SECRET_KEY,
            "VAR_DIR": str(self.folder),
        }

    def _serve_ours(self, url: str, name: str) -> Server:
        server = Server("cms.config.wsgi:application", self.ours(url), self.folder / f"{name}.log", config=CONFIG)
        self.stack.callback(server.end)
        server.first_answer("/healthz")
        return server

    def _serve_plain(self) -> Server:
        log = self.folder / "plain.log"
        server = Server("plainsite.wsgi:application", self.plain.environment, log, self.plain.folder)
        self.stack.callback(server.end)
        server.first_answer(plain_project.PAGE)
        return server

    def targets(self) -> list[Target]:
        """The three references first."""
        plain, few, many = self.servers["plain"], self.servers["few"], self.servers["many"]
        bare, ours = Asker(plain.port).ask, Asker(few.port).ask
        token = get_random_string(32)
        form = Asker(plain.port, {"Cookie": f"csrftoken={token}", "X-CSRFToken": token}).ask
        inbox = over_http(self.world.reader, few.port)
        return [
            Target("hello view", plain, partial(get, bare, "/hello/"), 100),
            Target("INSERT view", plain, partial(get, bare, "/insert/"), 100),
            Target("plain Wagtail page", plain, partial(get, bare, plain_project.PAGE), 20),
            Target("plain Wagtail form, 12 fields", plain, partial(fill_form, form), 20),
            Target("hub page", few, partial(get, ours, self.world.hub_page), 20),
            Target("call page", few, partial(get, ours, self.world.call_page), 20),
            Target("first save to receipt, 17 requests", few, self._application(), APPLICATIONS_A_ROUND),
            Target("inbox, 1,000 cases", few, partial(get, inbox, INBOX), 10),
            Target(f"inbox, {CASES:,} cases", many, partial(get, self.ask_many, INBOX), 10),
            Target("one step (POST)", few, self._step(), STEPS_A_ROUND),
        ]

    def _application(self) -> Callable[[], None]:
        """Each call is another resident's application; all are begun before anything is measured."""
        ready = [self.world.begin() for _n in range(ROUNDS * APPLICATIONS_A_ROUND)]
        asking = [(over_http(one.user, self.servers["few"].port), one) for one in ready]
        return lambda: applies(*asking.pop())

    def _step(self) -> Callable[[], object]:
        ready = [self.world.next_waiting() for _n in range(ROUNDS * STEPS_A_ROUND)]
        ask = over_http(self.world.reviewer, self.servers["few"].port)
        return lambda: post(ask, *ready.pop())

    def count(self) -> None:
        """The statements of each request, after the caches are warm; the sending by itself, too."""
        anyone, reader = in_process(), in_process(self.world.reader)
        for name, ask, path in (
            ("hub page", anyone, self.world.hub_page),
            ("call page", anyone, self.world.call_page),
            ("inbox, 1,000 cases", reader, INBOX),
        ):
            get(ask, path)
            self.counts[name] = statements(partial(get, ask, path))
        applying = self.world.begin()
        ask = in_process(applying.user)
        writing = statements(partial(writes, ask, applying))
        sending = statements(partial(sends, ask, applying, mark_of(applying.draft)))
        self.counts["sending"] = sending
        whole = Statements(writing.asked + sending.asked, writing.framing + sending.framing)
        self.counts["first save to receipt, 17 requests"] = whole
        staff = in_process(self.world.reviewer)
        post(staff, *self.world.next_waiting())
        self.counts["one step (POST)"] = statements(partial(post, staff, *self.world.next_waiting()))
        self.counts.update({"hello view": 0, "INSERT view": 1, "plain Wagtail page": self.plain.queries})
        with self.in_many():
            ask = in_process(self.many_reader)
            get(ask, INBOX)
            self.counts[f"inbox, {CASES:,} cases"] = statements(partial(get, ask, INBOX))

    @contextmanager
    def in_many(self) -> Iterator[None]:
        databases.use(databases.current().replace("bench_few", "bench_many"))
        yield
        databases.use(self.few)

    def profiles(self) -> dict[int, str]:
        """What a goal's requests spend their time on, by goal."""
        applying = self.world.begin()
        ask = in_process(applying.user)
        anyone, reader = in_process(), in_process(self.world.reader)
        staff, (address, answers) = in_process(self.world.reviewer), self.world.next_waiting()
        return {
            2: shares(lambda: [get(anyone, self.world.call_page) for _n in range(10)]),
            4: shares(partial(applies, ask, applying)),
            5: shares(partial(post, staff, address, answers)),
            6: shares(lambda: [get(reader, INBOX) for _n in range(5)]),
        }

    def memory(self) -> dict[str, float]:
        """MiB (PSS): one worker of each, our two workers with the master, and the job worker's processes."""
        few = self.servers["few"]
        log = self.folder / "worker.log"
        worker = Program(["manage.py", "worker"], log=log, environment=self.ours(self.few_url))
        try:
            assert until(Heartbeat.objects.exists, 120), log.read_text()
            jobs = sum(pss(one) for one in [psutil.Process(worker.process.pid), *worker.family()])
        finally:
            worker.end()
        return {
            "plain": self.servers["plain"].worker_pss(),
            "ours": few.worker_pss(),
            "web": sum(pss(one) for one in few.processes()),
            "jobs": jobs,
        }

    def cold_starts(self) -> tuple[float, float]:
        """Seconds from starting the server to its first page: the plain project's, ours."""
        plain, ours = [], []
        for number in range(COLD_STARTS):
            log = self.folder / f"cold-{number}.log"
            first = Server("plainsite.wsgi:application", self.plain.environment, log, self.plain.folder)
            plain.append(_answered(first, plain_project.PAGE))
            second = Server("cms.config.wsgi:application", self.ours(self.few_url), log, config=CONFIG)
            ours.append(_answered(second, self.world.hub_page))
        return statistics.median(plain), statistics.median(ours)


def _answered(server: Server, path: str) -> float:
    try:
        return server.first_answer(path)
    finally:
        server.end()


def fill_form(ask: Ask) -> None:
    """A form of the plain project is sent; it answers with its landing page."""
    answer = ask("POST", plain_project.FORM, urlencode(plain_project.ANSWERS).encode(), FORM)
    assert "受け付けました" in answer.body.decode(), answer.body.decode()[-1500:]


def judge(bench: Bench, targets: list[Target], memory: dict[str, float], cold: tuple[float, float]) -> list[Verdict]:
    by = {one.name: one for one in targets}
    plain, form = by["plain Wagtail page"], by["plain Wagtail form, 12 fields"]
    few, many = by["inbox, 1,000 cases"], by[f"inbox, {CASES:,} cases"]
    count = {name: one if isinstance(one, Statements) else Statements(one, 0) for name, one in bench.counts.items()}
    wanted = 1.3 if databases.is_postgres() else 1.5
    public = [
        part
        for name in ("hub page", "call page")
        for part in (
            (f"{name}: at most 6 SQL", str(count[name]), count[name].asked <= 6),
            at_least(f"{name}: CPU of a plain page / ours", plain.times_of(by[name]), wanted),
        )
    ]
    step, sending = count["one step (POST)"], count["sending"]
    size = len(get(in_process(bench.world.reader), INBOX).body) / 1000
    whole = by["first save to receipt, 17 requests"]
    waits = count[many.name]
    return [
        Verdict(2, "public page", public),
        Verdict(4, "application", [
            ("the sending: at most 12 SQL", str(sending), sending.asked <= 12),
            at_most("all 17 requests: CPU, x plain form", whole.times_of(form), 1.6),
        ]),
        Verdict(5, "step", [("at most 14 SQL and 3 of framing", str(step), step.asked <= 14 and step.framing <= 3)]),
        Verdict(6, "inbox", [
            ("at most 12 SQL", str(waits), waits.asked <= 12),
            ("at most 120 KB", f"{size:.0f} KB", size <= 120),
            at_most(f"CPU at {CASES:,} cases, x 1,000", many.times_of(few), 1.3),
            at_most("CPU, x plain page", many.times_of(plain), 3),
        ]),
        Verdict(9, "memory", [
            at_most("worker, x plain Wagtail", memory["ours"] / memory["plain"], 1.35),
            at_most("two web workers and the job worker, MiB", memory["web"] + memory["jobs"], 450),
        ]),
        Verdict(10, "cold start", [at_most("first page, x plain Wagtail", cold[1] / cold[0], 1.5)]),
    ]  # fmt: skip


def main() -> list[Verdict]:
    """Everything is measured and printed."""
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    with ExitStack() as stack:
        bench = Bench(stack)
        say(f"database {'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {ROUNDS} rounds")
        bench.count()
        targets = bench.targets()
        interleaved(targets, ROUNDS)
        say(f"\n{table(targets, bench.counts)}\n")
        memory, cold = bench.memory(), bench.cold_starts()
        say(f"worker: {memory['ours']:.0f} MiB (plain Wagtail {memory['plain']:.0f}); web with two workers")
        say(f"{memory['web']:.0f} MiB, job worker {memory['jobs']:.0f} MiB (PSS). First page after {cold[1]:.2f} s")
        say(f"(plain Wagtail {cold[0]:.2f} s). The sending alone: {bench.counts['sending']} statements.\n")
        found = judge(bench, targets, memory, cold)
        say(f"{verdicts(found)}\n")
        profiles = bench.profiles()
        for one in found:
            if not one.met and one.number in profiles:
                say(f"goal {one.number}, time by area: {profiles[one.number]}")
    return found
