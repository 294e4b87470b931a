"""Goal 7: a magazine mail to many, beside Django's ``send_messages`` on one connection, in turns, to one sink.

BENCH_MAILS (50,000) recipients; the peer sends BENCH_PEER_MAILS (2,000) after each of our stretches of work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.db.backends.signals import connection_created

from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.magazine import links, marks, rendering, services
from cms.mailings.magazine.choices import Choice
from cms.mailings.models import Mailing
from tests import databases
from tests.bench.counting import FRAMING
from tests.bench.report import Verdict, say, verdicts
from tests.factories_hubs import make_ward
from tests.factories_mailings import make_subscribers
from tests.factories_people import make_hub, make_staff

MAILS = int(os.environ.get("BENCH_MAILS", "50000"))
PEER_MAILS = int(os.environ.get("BENCH_PEER_MAILS", "2000"))
FEW = 1_000
BATCH = 500
MIB = 1024 * 1024
PARAGRAPH = "地域の皆さまの活動を支えるため、町会や自治会の取組を紹介します。お近くの拠点にもお立ち寄りください。\n"
BODY = PARAGRAPH * 16


class Statements:
    """Every statement of every connection of this process, by what it begins with."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        connection_created.connect(self._listen, weak=False)
        connection.execute_wrappers.append(self._count)

    def _listen(self, connection: Any, **rest: Any) -> None:
        if self._count not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._count)

    def _count(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(FRAMING):
            bulk = sql.startswith('UPDATE "mailings_delivery"')
            self.seen["bulk" if bulk else "other"] += 1
        return execute(sql, params, many, context)


class Meter:
    """Wall and CPU time of this process, over several pieces."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.mails = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu

    @property
    def rate(self) -> float:
        return self.mails / self.wall

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu / self.mails


@contextmanager
def sink() -> Iterator[int]:
    started = subprocess.Popen([sys.executable, "-m", "tests.bench.sink"], stdout=subprocess.PIPE, text=True)
    assert started.stdout
    try:
        yield int(started.stdout.readline())
    finally:
        started.kill()
        started.wait()


def prepare(stack: ExitStack) -> None:
    """A database of our own with two lists of readers, and a mail server."""
    folder = Path(tempfile.mkdtemp(prefix="kizuna-magazine-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    name = databases.make_copy("bench_magazine")
    stack.callback(databases.drop, name)
    databases.use(name)
    settings.MAGAZINE_JOURNAL_DIR = str(folder / "journal")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", stack.enter_context(sink())
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


class Peer:
    """The same mail as a Django programmer would send it: one message each, one connection for all."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing, self.meter = mailing, Meter()

    def sends(self, count: int) -> None:
        with self.meter.running():
            server = get_connection()
            server.open()
            for first in range(0, count, BATCH):
                server.send_messages([self._message(number) for number in range(first, min(first + BATCH, count))])
            server.close()
        self.meter.mails += count

    def _message(self, number: int) -> EmailMultiAlternatives:
        leave, choose = links.unsubscribe_url(number), links.preferences_url(number)
        texts = [
            part.replace(marks.UNSUBSCRIBE, leave).replace(marks.PREFERENCES, choose)
            for part in (self.mailing.text, self.mailing.html)
        ]
        head = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        head |= {"Message-ID": rendering.message_id(number), "List-Id": "<ward.magazine.example.jp>"}
        made = EmailMultiAlternatives(self.mailing.subject, texts[0], to=[f"r{number}@example.jp"], headers=head)
        made.attach_alternative(texts[1], "text/html")
        return made


def ours(mailing: Mailing, meter: Meter, between: Callable[[], None]) -> float:
    """The mailing has been sent, one stretch at a time; returns the most memory that a stretch ended with, in MiB."""
    process, most = psutil.Process(), 0.0
    mine = OutboxItem.objects.filter(kind="mailing", state=OutboxItem.State.DUE)
    while mine.exists():
        with meter.running():
            run_due(1)
        most = max(most, process.memory_info().rss / MIB)
        between()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.FINISHED, mailing.state
    assert mailing.sent == mailing.recipients
    meter.mails += mailing.sent
    return most


def written(hub: Any, actor: Any) -> Mailing:
    segment = Choice(hubs=frozenset([hub.pk]))
    return services.write_mailing(actor=actor, hub=hub, subject="地域だより 秋号", body=BODY, segment=segment)


def main() -> list[Verdict]:
    with ExitStack() as stack:
        prepare(stack)
        make_ward()
        actor = make_staff("editor_in_chief")
        small, large = make_hub(), make_hub()
        make_subscribers(FEW, hub=small)
        make_subscribers(MAILS, hub=large)
        counted = Statements()
        few, many = written(small, actor), written(large, actor)
        peer = Peer(many)
        peer.sends(FEW)
        services.schedule(few, actor=actor)
        before = ours(few, Meter(), lambda: None)
        peer = Peer(many)
        size = len(rendering.Form(many).filled(to="a@example.jp", delivery=1, subscriber=1))
        say(f"{connection.vendor}, {MAILS:,} recipients, {size:,} bytes each")
        services.schedule(many, actor=actor)
        counted.seen.clear()
        meter = Meter()
        after = ours(many, meter, lambda: peer.sends(PEER_MAILS))
        return report(counted, meter, peer.meter, after - before)


def report(counted: Statements, meter: Meter, peer: Meter, growth: float) -> list[Verdict]:
    items = OutboxItem.objects.filter(kind="mailing").count()
    batches = -(-MAILS // BATCH)
    ratio, share = meter.rate / peer.rate, (meter.wall / meter.mails) / (peer.wall / peer.mails)
    say(f"ours {meter.rate:.0f} mails/s, {meter.cpu_ms:.2f} ms CPU a mail; "
        f"send_messages {peer.rate:.0f} mails/s, {peer.cpu_ms:.2f} ms")  # fmt: skip
    parts = [
        ("mails/s beside send_messages, at least 1.8 x", f"{ratio:.2f} x", ratio >= 1.8),
        ("time beside send_messages, at most 60 %", f"{100 * share:.0f} %", share <= 0.6),
        ("CPU a mail, at most 0.8 ms", f"{meter.cpu_ms:.2f} ms", meter.cpu_ms <= 0.8),
        ("statements besides the bulk ones, at most 250", str(counted.seen["other"]), counted.seen["other"] <= 250),
        ("bulk statements, one a batch", f"{counted.seen['bulk']} of {batches}", counted.seen["bulk"] <= batches),
        ("pieces of work, at most one per 500", str(items), items <= batches),
        (f"memory from {FEW:,} to {MAILS:,}, at most +20 MiB", f"{growth:+.1f} MiB", growth <= 20),
    ]
    found = [Verdict(7, f"magazine to {MAILS:,}", parts)]
    say(verdicts(found))
    return found
