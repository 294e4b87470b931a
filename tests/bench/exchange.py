"""``python -m tests.bench exchange``: suggestions among 5,000 needs and offers of 2,000 groups, beside hello-world.

BENCH_LISTINGS, BENCH_GROUPS and BENCH_ROUNDS change the sizes. The whole page at the desk is measured over HTTP, and
what suggests alone in this process; both are compared with the hello view of the same run.
"""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from cms.hubs.models import Area, Chome, Hub
from cms.people.models import CommunityGroup
from tests import databases
from tests.bench.counting import shares, statements
from tests.bench.measuring import Asker, Target, interleaved
from tests.bench.report import Verdict, at_most, say, verdicts
from tests.bench.run import ROUNDS, Bench
from tests.bench.world import get, in_process, over_http
from tests.factories_people import make_staff
from workflows.exchange.models import Listing, Together
from workflows.exchange.suggesting import suggestions

GROUPS = int(os.environ.get("BENCH_GROUPS", "2000"))
LISTINGS = int(os.environ.get("BENCH_LISTINGS", "5000"))
HUBS, MOST, TIMES = 17, 60, 20
WORDS = ("テント", "会場", "広報", "手伝い", "音響の機材", "講師", "炊き出しの道具")


def fill() -> None:
    """Seventeen hubs with an area each, smaller areas inside, and whoever has worked together before."""
    chance = random.Random(1)
    chome = Chome.objects.bulk_create(Chome(town=f"町{n}", town_kana="まち", number=1) for n in range(200))
    areas = Area.objects.bulk_create(
        Area(code=f"bench-{n}", name=f"第{n}地区", layer=2 if n < HUBS else 1) for n in range(HUBS * 5)
    )
    for area in areas:
        area.chome.set(chance.sample(chome, 12 if area.layer == Area.Layer.NETWORK else 3))
    hubs = Hub.objects.bulk_create(
        Hub(code=f"bench-{n}", name=f"第{n}拠点", status=Hub.Status.ACTIVE, area=areas[n]) for n in range(HUBS)
    )
    groups = CommunityGroup.objects.bulk_create(
        CommunityGroup(name=f"見本第{n}町会", kind="neighbourhood", hub=chance.choice(hubs), verification="verified")
        for n in range(GROUPS)
    )
    Listing.objects.bulk_create(_listing(chance, number, areas, groups) for number in range(LISTINGS))
    pairs = {tuple(sorted(one.pk for one in chance.sample(groups, 2))) for _n in range(GROUPS * 2)}
    Together.objects.bulk_create(
        Together(one_id=one, other_id=other, how=chance.choice(["met", "worked"]), on=date(2026, 1, 1), source="bench",
                 ref=str(number))
        for number, (one, other) in enumerate(sorted(pairs))
    )  # fmt: skip


def _listing(chance: random.Random, number: int, areas: list[Area], groups: list[CommunityGroup]) -> Listing:
    today = timezone.localdate()
    begin = chance.choice([None, today + timedelta(days=chance.randint(0, 90))])
    return Listing(
        side=chance.choice(["need", "offer"]), kind=chance.choice(Listing.Kind.values), group=chance.choice(groups),
        title=f"{chance.choice(WORDS)}{number}", text="夏まつりで使います。" * 9, area=chance.choice(areas),
        from_on=begin, until_on=begin and begin + timedelta(days=chance.randint(0, 60)),
        weekdays=chance.choice([0, 0, 0b1100000, 0b11111]), audience=chance.choice(["public", "public", "staff"]),
        expires_on=today + timedelta(days=90), changed_at=timezone.now() - timedelta(minutes=number),
    )  # fmt: skip


class ExchangeBench(Bench):
    """The plain project and ours, with the listings in the database."""

    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        url = self._database("bench_exchange")
        fill()
        self.reader = make_staff("auditor")
        self.few = databases.current()
        self.servers = {"plain": self._serve_plain(), "ours": self._serve_ours(url, "ours")}
        self.listings = list(Listing.objects.select_related("group__hub", "area").order_by("pk")[:TIMES])

    def targets(self) -> list[Target]:
        plain, ours = self.servers["plain"], self.servers["ours"]
        desk, pages = over_http(self.reader, ours.port), [f"/cms/desk/exchange/{one.pk}/" for one in self.listings]
        turn = iter(pages * 1000)
        return [
            Target("hello view", plain, partial(get, Asker(plain.port).ask, "/hello/"), 100),
            Target("suggestions, whole page of the desk", ours, lambda: get(desk, next(turn)), TIMES),
        ]

    def alone_ms(self) -> float:
        """CPU of the suggestions of one listing, the mean over ``TIMES`` of them."""
        today = timezone.localdate()
        began = time.process_time()
        for one in self.listings:
            assert suggestions(one, reader=self.reader, today=today)
        return 1000 * (time.process_time() - began) / TIMES


def main() -> list[Verdict]:
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        bench = ExchangeBench(stack)
        say(f"{'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {GROUPS:,} groups, {LISTINGS:,} listings")
        hello, page = targets = bench.targets()
        bench.alone_ms()
        alone = [bench.alone_ms() for _n in range(ROUNDS)]
        interleaved(targets, ROUNDS)
        ask, today = in_process(bench.reader), timezone.localdate()
        addresses = [f"/cms/desk/exchange/{one.pk}/" for one in bench.listings]
        get(ask, addresses[0])
        counts = {statements(partial(get, ask, one)).asked for one in addresses}
        inner = {
            statements(partial(suggestions, one, reader=bench.reader, today=today)).asked for one in bench.listings
        }
        cpu = sorted(alone)[len(alone) // 2]
        say(f"hello {hello.cpu_ms:.2f} ms; page {page.cpu_ms:.1f} ms, {counts} SQL; alone {cpu:.1f} ms, {inner} SQL")
        say(shares(lambda: [get(ask, one) for one in addresses]))
        parts = [
            ("suggestions: SQL is the same for all", str(inner), len(inner) == 1),
            ("page: SQL is the same for all", str(counts), len(counts) == 1),
            at_most("suggestions alone: CPU, x hello", cpu / max(hello.cpu_ms, 0.01), MOST),
            at_most("whole page: CPU, x hello", page.times_of(hello), MOST),
        ]
        found = [Verdict(12, "suggestions", parts)]
        say(verdicts(found))
    return found
