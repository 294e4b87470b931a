"""Pages that somebody must check again by a date: who is told, and the list of them.

A page type takes part by having a date field ``review_on``.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.core import dates
from cms.mailings.services import write_mail
from cms.people.models import HubRole, Role, User
from pages.editing.branches import hubs_by_path
from pages.editing.models import ModerationRule, ReviewWarning

FIELD = "review_on"
SOON, OVER = "soon", "over"
# Sent once for each page, date and phase, with ``page``, ``review_on`` and ``phase``.
comes_up = Signal()


@dataclass(frozen=True)
class Review:
    page: Page
    review_on: datetime.date
    hub_id: int | None

    @property
    def is_over(self) -> bool:
        return self.review_on < timezone.localdate()


def reviews(pages: QuerySet[Page], *, until: datetime.date) -> list[Review]:
    """Live pages among ``pages`` to be checked by ``until``, the most urgent first; one query per page type."""
    branches = hubs_by_path()
    found = []
    for model in get_page_models():
        if not _takes_part(model):
            continue
        rows = model.objects.live().filter(pk__in=pages.values("pk"), review_on__lte=until)
        found += [Review(page, page.review_on, _hub(page, branches)) for page in rows]
    return sorted(found, key=lambda one: (one.review_on, one.page.pk))


def _takes_part(model: type[Page]) -> bool:
    try:
        model._meta.get_field(FIELD)
    except FieldDoesNotExist:
        return False
    return True


def _hub(page: Page, branches: dict[str, int]) -> int | None:
    paths = (page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen))
    return next((branches[path] for path in paths if path in branches), None)


def people_of(hub_id: int | None) -> QuerySet[User]:
    """Who looks after the pages of a hub; the ward's own are the editor-in-chief's."""
    live = HubRole.objects.live()
    if hub_id is None:
        held = live.filter(role=Role.EDITOR_IN_CHIEF)
    else:
        held = live.filter(role__in=[Role.EDITOR, Role.CHIEF], hub_id=hub_id)
    return held.holders()


@transaction.atomic
def warn() -> int:
    """Whoever looks after a page is told once before its date and once after it, in one mail a day; how many mails."""
    today = timezone.localdate()
    rules = {rule.hub_id: rule for rule in ModerationRule.objects.all()}
    general = rules.get(None) or ModerationRule()
    longest = max([general.review_days_before, *(rule.review_days_before for rule in rules.values())])
    told: dict[tuple[int | None, str], list[Review]] = defaultdict(list)
    for one in reviews(Page.objects.all(), until=today + datetime.timedelta(days=longest)):
        rule = rules.get(one.hub_id, general)
        if one.review_on > today + datetime.timedelta(days=rule.review_days_before):
            continue
        phase = OVER if one.is_over else SOON
        _row, is_new = ReviewWarning.objects.get_or_create(page_id=one.page.pk, review_on=one.review_on, phase=phase)
        if is_new:
            told[one.hub_id, phase].append(one)
            comes_up.send(Review, page=one.page, review_on=one.review_on, phase=phase)
    written = {key for (hub, phase), found in told.items() for key in _tell(hub, phase, found, today)}
    return len(written)


def _tell(hub_id: int | None, phase: str, found: list[Review], today: datetime.date) -> list[Any]:
    link = settings.BASE_URL + reverse("editing:reviews")
    written = []
    for user in people_of(hub_id).order_by("pk"):
        key = f"review:{phase}:{hub_id or 0}:{today.isoformat()}:{user.pk}"
        context = {"link": link, "due": dates.wareki(min(one.review_on for one in found))}
        written.append(
            write_mail(to=user.email, template=f"review_{phase}", context=context, about=f"hub:{hub_id or 0}", key=key)
        )
    return written
