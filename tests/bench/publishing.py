"""``python -m tests.bench publishing``: what an editor's publish costs beside plain Wagtail's, in turns."""

from __future__ import annotations

import os
import statistics
import time
from contextlib import ExitStack
from datetime import date

from wagtail.rich_text import RichText

from pages.models import HubPage, StandardPage
from tests import databases
from tests.bench.counting import statements
from tests.bench.report import Verdict, at_most, say, verdicts
from tests.bench.run import ROUNDS, Bench
from tests.bench.sizes import PARAGRAPHS, TEXT

TIMES = 20


class PublishingBench(Bench):
    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        self._database("bench_publishing")
        self.world = self._filled(20)
        hub = HubPage.objects.order_by("path")[0]
        body = [("paragraph", RichText(f"<p>{TEXT}</p>"))] * PARAGRAPHS
        self.page = hub.add_child(instance=StandardPage(title="お知らせ", slug="news", body=body))
        self.number = 0

    def publish(self) -> None:
        self.number += 1
        self.page.title = f"お知らせ第{self.number}版"
        self.page.save_revision().publish()

    def plain_ms(self) -> tuple[float, int]:
        cpu, count = self.plain.run("publishing.py").split()[-2:]
        return float(cpu), int(count)

    def our_ms(self) -> float:
        self.publish()
        began = time.process_time()
        for _n in range(TIMES):
            self.publish()
        return 1000 * (time.process_time() - began) / TIMES


def main() -> list[Verdict]:
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        bench = PublishingBench(stack)
        say(f"database {'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {ROUNDS} rounds of {TIMES}")
        rounds = []
        for _round in range(ROUNDS):
            (plain, asked), ours = bench.plain_ms(), bench.our_ms()
            rounds.append((plain, ours))
        count = statements(bench.publish)
        plain, ours = (statistics.median(each) for each in zip(*rounds, strict=True))
        say(f"publish, CPU: plain Wagtail {plain:.1f} ms ({asked} statements), ours {ours:.1f} ms ({count})")
        ratio = statistics.median(ours / plain for plain, ours in rounds)
        parts = [
            ("at most 70 SQL", str(count), count.asked <= 70),
            at_most("CPU, x plain Wagtail", ratio, 1.25),
        ]
        found = [Verdict(11, "publish", parts)]
        say(f"\n{verdicts(found)}")
        return found
