"""The events of pages that rules wait for, and the signals that they come from."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState
from wagtail.signals import page_published, page_unpublished, task_submitted, workflow_rejected

from pages.editing import reviewing
from pages.models import EventPage
from pages.rules.listening import occurred
from pages.rules.registry import Event, register_event

PUBLISHED = Event(
    "page_published", _("a page is published"), _("A page has been published."),
    is_public=True, log_action="wagtail.publish",
)  # fmt: skip
UNPUBLISHED = Event(
    "page_unpublished", _("a page is taken off the site"), _("A page has been taken off the site."),
    log_action="wagtail.unpublish",
)  # fmt: skip
SUBMITTED = Event(
    "page_submitted", _("a page is sent to approval"), _("A page has been sent to approval."), reads_draft=True
)
SENT_BACK = Event(
    "page_sent_back", _("a page is sent back to its writer"), _("A page has been sent back to its writer."),
    reads_draft=True,
)  # fmt: skip
REVIEW_SOON = Event(
    "review_soon", _("the day on which a page is to be checked again comes near"),
    _("The day on which a page is to be checked again comes near."), is_public=True,
)  # fmt: skip
REVIEW_OVER = Event(
    "review_over", _("the day on which a page is to be checked again is over"),
    _("The day on which a page is to be checked again is over."), is_public=True,
)  # fmt: skip
CANCELLED = Event(
    "event_cancelled", _("an event is called off"), _("An event has been called off."),
    is_public=True, log_action="wagtail.publish",
)  # fmt: skip

for _event in (PUBLISHED, UNPUBLISHED, SUBMITTED, SENT_BACK, REVIEW_SOON, REVIEW_OVER, CANCELLED):
    register_event(_event)


def connect() -> None:
    page_published.connect(published, dispatch_uid="rules-published")
    page_unpublished.connect(unpublished, dispatch_uid="rules-unpublished")
    task_submitted.connect(submitted, dispatch_uid="rules-submitted")
    workflow_rejected.connect(sent_back, dispatch_uid="rules-sent-back")
    reviewing.comes_up.connect(review_comes_up, dispatch_uid="rules-review")


def moment(at: datetime.datetime) -> str:
    return f"{at:%Y%m%d%H%M%S%f}"


def published(sender: Any, instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Wagtail sends this for what is scheduled, too."""
    if not instance.live or instance.last_published_at is None:
        return
    key = f"{revision.pk if revision else 0}:{moment(instance.last_published_at)}"
    is_first = instance.first_published_at == instance.last_published_at
    occurred(PUBLISHED.code, instance, key, is_first=is_first)
    if isinstance(instance, EventPage) and instance.is_cancelled and not _was_cancelled(instance):
        occurred(CANCELLED.code, instance, key, is_first=is_first)


def _was_cancelled(page: EventPage) -> bool:
    """As it was published before: its history tells of this publication a moment later."""
    went_live = ("wagtail.publish", "wagtail.publish.scheduled")
    before = PageLogEntry.objects.filter(page_id=page.pk, action__in=went_live, revision__isnull=False)
    content = before.order_by("-timestamp", "-pk").values_list("revision__content", flat=True).first()
    return bool(content and content.get("is_cancelled"))


def unpublished(sender: Any, instance: Page, **kwargs: Any) -> None:
    occurred(UNPUBLISHED.code, instance, moment(timezone.now()))


def submitted(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    """A step begins: it is the writer who sent the page, unless an approved step came before."""
    page = instance.workflow_state.content_object
    if not isinstance(page, Page):
        return
    earlier = TaskState.objects.filter(workflow_state=instance.workflow_state_id, pk__lt=instance.pk)
    last = earlier.exclude(status=TaskState.STATUS_SKIPPED).order_by("-pk").first()
    if last is None or last.status == TaskState.STATUS_REJECTED:
        occurred(SUBMITTED.code, page, f"step:{instance.pk}", actor=instance.workflow_state.requested_by)


def sent_back(sender: Any, instance: WorkflowState, **kwargs: Any) -> None:
    page = instance.content_object
    if isinstance(page, Page):
        occurred(SENT_BACK.code, page, f"step:{instance.current_task_state_id}", actor=kwargs.get("user"))


def review_comes_up(sender: Any, page: Page, review_on: datetime.date, phase: str, **kwargs: Any) -> None:
    event = REVIEW_OVER if phase == reviewing.OVER else REVIEW_SOON
    occurred(event.code, page, review_on.isoformat())
