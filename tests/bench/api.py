"""``python -m tests.bench api``: a listing of 20 news and one page over our API, beside Wagtail's own v2 and v3.

Goal 3: 200 pages on both sides, and 5,000 on ours besides; the last page of the list beside its first. Ours tells
title, summary, hub, date and picture of each; v2 title and introduction; v3 the fields that every page has.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from pages.models import HubPage, NewsPage
from tests import databases
from tests.bench import plain_project
from tests.bench.content import picture, shown
from tests.bench.counting import Statements, statements
from tests.bench.measuring import Asker, Server, Target, interleaved
from tests.bench.report import Part, Verdict, at_least, at_most, say, table, verdicts
from tests.bench.run import CONFIG, ROUNDS, Bench
from tests.bench.sizes import PARAGRAPHS, TEXT
from tests.bench.world import get, in_process
from tests.bulk_cases import analyse
from tests.factories_pages import make_news

FEW, MANY = 200, 5_000
LISTING = "/api/v1/pages?type=news"
TIMES = 40
OURS = ("our listing", f"our listing of {MANY:,}", f"the last page of {MANY:,}", "our detail")


class ApiBench(Bench):
    """The plain project with its two APIs; ours with few and with many news."""

    def __init__(self, stack: ExitStack) -> None:
        self._prepare(stack)
        stack.enter_context(override_settings(MEDIA_ROOT=self.folder / "public"))
        self.peers = self.plain.with_apis()
        self.counts: dict[str, Statements | int] = {}
        self.addresses: dict[str, str] = {}
        self.servers = {"plain": self._serve_plain()}
        for name, count in (("few", FEW), ("many", MANY)):
            self._make(name, count)
        self.counts |= {name: asked for name, (_address, asked) in self.peers.items()}
        self.counts |= {"hello view": 0, "INSERT view": 1, "plain Wagtail page": self.plain.queries}

    def _make(self, name: str, count: int) -> None:
        url = self._database(f"bench_api_{name}")
        site = self._filled(20).site
        page = fill(site, count)
        analyse()
        settings.PAGE_CACHE_CHECK_SECONDS = 3600
        ask = in_process()
        found = {"our listing": LISTING, "our detail": f"/api/v1/pages/{page.pk}"}
        if name == "many":
            found = {OURS[1]: LISTING, OURS[2]: f"{LISTING}&cursor={last_cursor()}"}
        for what, address in found.items():
            get(ask, address)
            self.counts[what] = statements(partial(get, ask, address))
        self.addresses |= found
        server = Server("cms.config.wsgi:application", self.ours(url), self.folder / f"{name}.log", config=CONFIG)
        self.stack.callback(server.end)
        server.first_answer("/healthz")
        self.servers[name] = server

    def targets(self) -> list[Target]:
        plain = self.servers["plain"]
        bare = Asker(plain.port).ask
        found = [
            Target("hello view", plain, partial(get, bare, "/hello/"), 100),
            Target("INSERT view", plain, partial(get, bare, "/insert/"), 100),
            Target("plain Wagtail page", plain, partial(get, bare, plain_project.PAGE), TIMES),
        ]
        for name, (address, _asked) in self.peers.items():
            found.append(Target(name, plain, partial(get, bare, address), TIMES))
        for name in OURS:
            server = self.servers["many" if name in OURS[1:3] else "few"]
            found.append(Target(name, server, partial(get, Asker(server.port).ask, self.addresses[name]), TIMES))
        return found


def fill(site: HubPage, count: int) -> Page:
    """News with a picture, each published a minute before the one that was made before it."""
    image = picture("lead")
    text = [("paragraph", RichText(f"<p>{TEXT}</p>"))] * PARAGRAPHS
    values = {"summary": TEXT[:50], "lead_picture": [("picture", shown(image))], "body": text}
    first = make_news(site, "お知らせ", slug="bench-0", **values)
    publish(first, 0)
    first.refresh_from_db()
    copies(first, count)
    return first


def publish(page: Page, number: int) -> None:
    at = timezone.now() - timedelta(minutes=number)
    Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)


def copies(first: NewsPage, count: int) -> None:
    """As many rows as if each had been made by itself, without asking the tree for each."""
    parent = first.get_parent()
    begin, kind = parent.numchild, ContentType.objects.get_for_model(NewsPage)
    own = {one.attname: getattr(first, one.attname) for one in NewsPage._meta.local_concrete_fields}
    rows = []
    for number in range(1, count):
        title, at = f"お知らせ第{number}号", timezone.now() - timedelta(minutes=number)
        row = Page(title=title, draft_title=title, slug=f"bench-{number}", content_type=kind, locale=first.locale)
        row.path, row.depth = Page._get_path(parent.path, parent.depth + 1, begin + number), parent.depth + 1
        row.url_path, row.first_published_at, row.last_published_at = f"{parent.url_path}{row.slug}/", at, at
        rows.append(row)
    for row in Page.objects.bulk_create(rows, batch_size=100):
        NewsPage(**{**own, "page_ptr_id": row.pk}).save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=parent.pk).update(numchild=begin + count - 1)


def last_cursor() -> str:
    """The one that leads to the end of the list."""
    ask, cursor = in_process(), ""
    while True:
        told = json.loads(get(ask, f"{LISTING}&limit=100{f'&cursor={cursor}' if cursor else ''}").body)
        if not told["next"]:
            return cursor
        cursor = told["next"]


def judge(bench: ApiBench, targets: list[Target]) -> list[Verdict]:
    by = {one.name: one for one in targets}
    count = {name: one if isinstance(one, Statements) else Statements(one, 0) for name, one in bench.counts.items()}
    ours, many, last, detail = (by[name] for name in OURS)
    limits = {OURS[0]: 5, OURS[1]: 5, OURS[2]: 5, OURS[3]: 6}
    parts: list[Part] = [
        (f"{name}: at most {most} SQL", str(count[name]), count[name].asked <= most) for name, most in limits.items()
    ]
    parts += [
        at_least("listing: CPU of Wagtail's v2 / ours", by["Wagtail v2 listing"].times_of(ours), 1.25),
        at_least("listing: CPU of Wagtail's v3 / ours", by["Wagtail v3 listing"].times_of(ours), 1.0),
        at_most(f"listing: CPU at {MANY:,} pages, x {FEW}", many.times_of(ours), 1.15),
        at_most("listing: CPU of the last page, x the first", last.times_of(many), 1.3),
    ]
    for version in ("v2", "v3"):
        told = by[f"Wagtail {version} detail"].times_of(detail)
        say(f"detail: CPU of Wagtail's {version} / ours: {told:.2f}")
    return [Verdict(3, "API", parts)]


def main() -> list[Verdict]:
    say(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        bench = ApiBench(stack)
        say(f"database {'PostgreSQL' if databases.is_postgres() else 'SQLite'}, {ROUNDS} rounds")
        targets = bench.targets()
        interleaved(targets, ROUNDS)
        say(f"\n{table(targets, bench.counts)}\n")
        found = judge(bench, targets)
        say(f"\n{verdicts(found)}")
    return found
