"""Keeps the list of links in step with the live pages, and looks whether they still lead somewhere.

Links inside the product are judged by its rows. Other sites are asked by the worker alone, only where
LINK_CHECK_EXTERNAL says so, each target once however many pages name it, few at a time and fewer of one host.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_unpublished

from cms.jobs import outbox
from cms.jobs.registry import Payload
from pages.editing.links import fetching
from pages.editing.links.extracting import NUMBER, links_of
from pages.editing.models import FoundLink

COLLECT, COLLECT_ALL, CHECK = "collect_links", "collect_all_links", "check_link"
State, Kind = FoundLink.State, FoundLink.Kind
BATCH = 200
INSIDE_EVERY, OUTSIDE_EVERY, FAILED_EVERY = timedelta(hours=1), timedelta(days=1), timedelta(hours=6)
MOST_ASKED, MOST_OF_ONE_HOST = 20, 2
# After so long no further site is asked in this turn.
LONGEST_SECONDS = 120
# One failure of another site may be a moment's; the second is told.
FAILURES_TOLD = 2
BROKEN = (State.GONE, State.UNPUBLISHED, State.FAILING)


def connect() -> None:
    page_published.connect(published, dispatch_uid="kizuna-links-published")
    page_unpublished.connect(unpublished, dispatch_uid="kizuna-links-unpublished")


@transaction.atomic
def published(sender: Any, instance: Page, **kwargs: Any) -> None:
    """The worker reads the page's links anew, and asks again after every link to it."""
    revision = instance.live_revision_id or 0
    outbox.put(kind=COLLECT, key=f"links:{instance.pk}:{revision}", payload={"page": instance.pk}, urgent=False)
    FoundLink.objects.filter(target=f"page:{instance.pk}").update(checked_at=None)


def unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    FoundLink.objects.filter(page_id=instance.pk).delete()
    FoundLink.objects.filter(target=f"page:{instance.pk}").update(checked_at=None)


def _hash(target: str) -> str:
    return hashlib.sha256(target.encode()).hexdigest()


@transaction.atomic
def collect(payload: Payload) -> None:
    """The rows of one page are those of its live version; what stays keeps what is known of it."""
    page = Page.objects.select_for_update(of=("self",)).filter(pk=payload["page"], live=True).first()
    links = links_of(page.specific) if page is not None else set()
    wanted = {_hash(target): (kind, target) for kind, target in links}
    FoundLink.objects.filter(page_id=payload["page"]).exclude(target_hash__in=wanted).delete()
    rows = [
        FoundLink(page_id=payload["page"], kind=kind, target=target, target_hash=digest)
        for digest, (kind, target) in wanted.items()
    ]
    FoundLink.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def collect_all(payload: Payload) -> None:
    """A batch of live pages after another, for those published before links were kept."""
    after = payload.get("after", 0)
    pages = list(Page.objects.live().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
    for pk in pages:
        collect({"page": pk})
    if pages:
        key = f"links-all:{payload['day']}:{pages[-1]}"
        outbox.put(kind=COLLECT_ALL, key=key, payload={**payload, "after": pages[-1]}, urgent=False)


@transaction.atomic
def sweep() -> None:
    """Once a day."""
    day = timezone.localdate().isoformat()
    outbox.put(kind=COLLECT_ALL, key=f"links-all:{day}:0", payload={"day": day}, urgent=False)


def check_one(payload: Payload) -> None:
    """Somebody asked for it in the report."""
    link = FoundLink.objects.filter(pk=payload["link"]).first()
    if link is None:
        return
    if link.kind == Kind.INTERNAL:
        _judge_inside([link])
    elif settings.LINK_CHECK_EXTERNAL:
        _keep(link.target, fetching.look(link.target))


def run(*, manners: fetching.Manners | None = None) -> None:
    """What is due now: links inside, then a few outside."""
    now = timezone.now()
    due = Q(checked_at=None) | Q(checked_at__lte=now - INSIDE_EVERY)
    _judge_inside(list(FoundLink.objects.filter(due, kind=Kind.INTERNAL).order_by("checked_at", "pk")[: BATCH * 5]))
    if settings.LINK_CHECK_EXTERNAL:
        began = time.monotonic()
        for target in next_outside(now):
            if time.monotonic() - began < LONGEST_SECONDS:
                _keep(target, fetching.look(target, manners=manners))


def next_outside(now: datetime) -> list[str]:
    """The targets whose turn it is, the longest unseen first, few of one host."""
    failed = Q(state=State.FAILING, checked_at__lte=now - FAILED_EVERY)
    due = Q(checked_at=None) | Q(checked_at__lte=now - OUTSIDE_EVERY) | failed
    rows = FoundLink.objects.filter(due, kind=Kind.EXTERNAL).values("target").annotate(seen=Max("checked_at"))
    chosen: list[str] = []
    hosts: Counter[str] = Counter()
    for target in rows.order_by("seen", "target").values_list("target", flat=True)[: BATCH * 5]:
        host = _host(target)
        if hosts[host] < MOST_OF_ONE_HOST and len(chosen) < MOST_ASKED:
            hosts[host] += 1
            chosen.append(target)
    return chosen


def _host(target: str) -> str:
    """Something that merely begins like an address is a host of its own; the look will say what is wrong with it."""
    try:
        return urlsplit(target).netloc.lower()
    except ValueError:
        return target


@transaction.atomic
def _keep(target: str, seen: fetching.Seen) -> None:
    for link in FoundLink.objects.select_for_update().filter(kind=Kind.EXTERNAL, target_hash=_hash(target)):
        _note(link, seen.state, seen.detail)


def _judge_inside(links: list[FoundLink]) -> None:
    numbers: dict[str, set[int]] = {"page": set(), "document": set(), "picture": set()}
    for link in links:
        name, _colon, number = link.target.partition(":")
        if name in numbers and NUMBER.fullmatch(number):
            numbers[name].add(int(number))
    pages = dict(Page.objects.filter(pk__in=numbers["page"]).values_list("pk", "live"))
    files = {
        name: set(model.objects.filter(pk__in=numbers[name]).values_list("pk", flat=True))
        for name, model in (("document", get_document_model()), ("picture", get_image_model()))
    }
    for link in links:
        with transaction.atomic():
            _note(link, _state_inside(link.target, pages, files))


def _state_inside(target: str, pages: dict[int, bool], files: dict[str, set[int]]) -> str:
    name, _colon, number = target.partition(":")
    if name == "page" and NUMBER.fullmatch(number):
        live = pages.get(int(number))
        return State.GONE if live is None else State.GOOD if live else State.UNPUBLISHED
    if name in files and NUMBER.fullmatch(number):
        return State.GOOD if int(number) in files[name] else State.GONE
    return _state_of_path(target)


def _state_of_path(path: str) -> str:
    """A route of the product, or a live page below a site."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return State.GONE
    if name != "pages:page":
        return State.GOOD
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    page = Page.objects.filter(url_path=site.root_page.url_path + path.lstrip("/")).first() if site else None
    return State.GONE if page is None else State.GOOD if page.live else State.UNPUBLISHED


def _note(link: FoundLink, state: str, detail: str = "") -> None:
    now = timezone.now()
    link.failures = link.failures + 1 if state in BROKEN else 0
    told = state in BROKEN and (state != State.FAILING or link.failures >= FAILURES_TOLD)
    link.broken_since = (link.broken_since or now) if told else None
    link.state, link.detail, link.checked_at = state, detail[:100], now
    link.save(update_fields=["state", "detail", "checked_at", "failures", "broken_since"])


def broken(pages: Iterable[Any]) -> Any:
    """Links that lead nowhere on ``pages`` (a queryset), the longest broken first."""
    found = FoundLink.objects.filter(broken_since__isnull=False, page__in=pages).select_related("page")
    return found.order_by("broken_since", "pk")
