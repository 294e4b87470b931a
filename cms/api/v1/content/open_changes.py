"""When each set of the open data last changed: a job compares digests, for the rows themselves bear no time.

A row that is new, altered or gone is a change; one that only grew too old is none, and neither are phase and remaining
days of a call, which follow from its moments. What nobody has looked at yet is as new as the moment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from cms.api.models import OpenDataState
from cms.api.v1.calls import call_told
from cms.api.v1.content import awards
from cms.api.v1.content.open_rows import DataSet, calls, dates, first_day, hubs
from cms.api.v1.events import dates_told
from cms.core.dates import jst_date
from pages.models import EventDate


@dataclass(frozen=True)
class Standing:
    first_at: datetime
    changed_at: datetime

    @property
    def updated_on(self) -> date:
        return jst_date(self.changed_at)

    @property
    def issued_on(self) -> date:
        return jst_date(self.first_at)


# What follows from the clock or is said in the reader's language.
NOT_OF_THE_ROW = ("phase", "takes_applications", "days_left", "kind_label", "status_label")


def standing_of(name: DataSet) -> Standing:
    """One query."""
    return standings(name)[name]


def standings(*names: DataSet) -> dict[str, Standing]:
    """One query for all of them."""
    now = timezone.now()
    rows = OpenDataState.objects.filter(name__in=names).values_list("name", "first_at", "changed_at")
    known = {name: Standing(first_at, changed_at) for name, first_at, changed_at in rows}
    return {name: known.get(name) or Standing(now, now) for name in names}


def note_changes() -> list[str]:
    """The sets that changed since the last look; their state has the moment of now."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return []
    with transaction.atomic():
        return [name for name in get_args(DataSet) if _note(name, site.root_page.url_path)]


def _note(name: DataSet, root: str) -> bool:
    """The old digest is compared with one of the same days, and kept as one of today's."""
    now, since = timezone.now(), first_day()
    digest = digest_of(name, root, since)
    known = OpenDataState.objects.filter(name=name).first()
    if known is None:
        OpenDataState.objects.create(name=name, digest=digest, since=since, first_at=now, changed_at=now)
        return True
    same_days = digest if known.since == since else digest_of(name, root, known.since)
    changed = same_days != known.digest
    if changed or digest != known.digest or since != known.since:
        known.digest, known.since = digest, since
        known.changed_at = now if changed else known.changed_at
        known.save()
    return changed


def digest_of(name: DataSet, root: str, since: date) -> str:
    mark = hashlib.sha256()
    for row in _facts(name, root, since):
        mark.update(json.dumps(row, default=str, ensure_ascii=False, sort_keys=True).encode())
    return mark.hexdigest()


def _facts(name: DataSet, root: str, since: date) -> Iterable[Any]:
    if name == "awards":
        return awards.grants()
    if name == "events":
        found = list(dates(root, since))
        return zip(dates_told(found, root), map(_of_page, found), strict=True)
    rows = hubs(root) if name == "hubs" else [call_told(call, timezone.now()) for call in calls()]
    return ({key: value for key, value in row.items() if key not in NOT_OF_THE_ROW} for row in rows)


def _of_page(one: EventDate) -> tuple[Any, ...]:
    """What the calendar alone tells changes with a publication, but for the name of a group."""
    group = one.page.organiser_group
    return one.page.last_published_at, group.name if group else ""
