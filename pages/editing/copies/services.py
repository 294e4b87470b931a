"""A working copy begins, is merged or thrown away. Each in one transaction with both pages locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.errors import CaseError, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.people.models import User
from pages.editing.copies import content, threeway
from pages.editing.copies.threeway import Change, Merge
from pages.editing.models import WorkingCopy
from pages.editing.turns import take


@dataclass(frozen=True)
class Versions:
    """The three versions as values, and what both pages stood at when they were read."""

    base: dict[str, Any]
    page: dict[str, Any]
    copy: dict[str, Any]
    streams: list[str]
    seen: str

    @property
    def merge(self) -> Merge:
        return threeway.compare(self.base, self.page, self.copy, self.streams)


def may_copy(actor: User, page: Page) -> bool:
    """Whoever may edit a live page of a type that may stand twice."""
    kind = page.specific_class
    if not page.live or kind is None or page.alias_of_id is not None or not _may_stand_twice(kind):
        return False
    return bool(page.permissions_for_user(actor).can_edit())


def _may_stand_twice(kind: type[Page]) -> bool:
    """Nothing but the page itself is the only one of its kind: a hub has one page, a call has one."""
    single = [one for one in kind._meta.local_concrete_fields if one.unique and not one.primary_key]
    return not [one for one in single if one.name not in getattr(kind, "exclude_fields_in_copy", [])]


def copy_of(page: Page) -> WorkingCopy | None:
    """The open working copy of ``page``."""
    return WorkingCopy.objects.select_related("copy", "made_by").filter(page_id=page.pk, outcome="").first()


def source_of(page: Page) -> WorkingCopy | None:
    """The record by which ``page`` is a working copy; None for a page of its own."""
    return WorkingCopy.objects.select_related("page", "made_by").filter(copy_id=page.pk, outcome="").first()


def begin(page: Page, *, actor: User, note: str = "") -> WorkingCopy:
    """The page stands a second time beside itself, as a draft that says what the live page says.

    Raises  Forbidden, CaseError (there is one already), Busy.
    """
    if not may_copy(actor, page):
        raise Forbidden(_("Only those who may edit a published page can make a working copy of it."))
    with or_busy(), transaction.atomic():
        take([page.pk])
        if copy_of(page) is not None:
            raise CaseError(_("There is a working copy of this page already. Merge it or throw it away first."))
        source = Page.objects.get(pk=page.pk).specific
        copied = source.copy(
            to=source.get_parent(), copy_revisions=False, keep_live=False, user=actor, log_action="wagtail.copy",
            update_attrs={"slug": _free_slug(source), "title": source.title},
        )  # fmt: skip
        copied.save_revision(user=actor)
        made = WorkingCopy.objects.create(
            page_id=source.pk, copy_id=copied.pk, base=content.written(source), note=note.strip(), made_by=actor
        )
        log(source, "editing.copy_begun", user=actor, data={"copy": copied.pk})
    return made


def _free_slug(page: Page) -> str:
    taken = set(page.get_siblings(inclusive=True).values_list("slug", flat=True))
    return next(name for number in range(1, 1000) if (name := f"{page.slug[:240]}-copy-{number}") not in taken)


def versions_of(made: WorkingCopy) -> Versions:
    """What the page and its copy say now, drafts included."""
    assert made.copy is not None
    page = made.page.specific.get_latest_revision_as_object()
    copy = made.copy.specific.get_latest_revision_as_object()
    seen = f"{made.page.latest_revision_id}.{made.copy.latest_revision_id}"
    return Versions(made.base, content.written(page), content.written(copy), content.streams(page), seen)


def merge(made: WorkingCopy, *, actor: User, choices: Mapping[str, str], seen: str) -> Page:
    """The page has a new draft with what the copy brings; the copy is gone. Publishing is as with every draft.

    choices  ``page`` or ``copy`` for every clash
    seen     ``Versions.seen`` of what the person looked at
    Raises  Forbidden, Stale (either side was changed meanwhile), CaseError (a clash is not decided), Busy.
    """
    with or_busy(), transaction.atomic():
        row, page = _locked(made, actor)
        found = versions_of(row)
        if found.seen != seen:
            raise Stale(_("The page or its copy was changed meanwhile. Please look at the differences again."))
        try:
            values = threeway.merged(found.base, found.page, found.copy, found.streams, choices)
        except (KeyError, ValueError) as error:
            raise CaseError(_("Please choose for each place that both changed.")) from error
        result = content.with_values(page.get_latest_revision_as_object(), values)
        result.full_clean()
        result.save_revision(user=actor, log_action=True)
        _end(row, actor, WorkingCopy.Outcome.MERGED)
        log(page, "editing.copy_merged", user=actor, data={"places": len(found.merge.changes)})
        return Page.objects.get(pk=page.pk).specific


def discard(made: WorkingCopy, *, actor: User) -> Page:
    """The copy is gone, the page stays as it is."""
    with or_busy(), transaction.atomic():
        row, page = _locked(made, actor)
        _end(row, actor, WorkingCopy.Outcome.DISCARDED)
        log(page, "editing.copy_discarded", user=actor)
    return page


def _locked(made: WorkingCopy, actor: User) -> tuple[WorkingCopy, Page]:
    """The record and its page, both pages locked. Raises CaseError once it has ended."""
    take(pk for pk in (made.page_id, made.copy_id) if pk)
    row = WorkingCopy.objects.select_for_update(of=("self",)).select_related("page", "copy").get(pk=made.pk)
    if not row.is_open:
        raise CaseError(_("This working copy was merged or thrown away already."))
    if not row.page.permissions_for_user(actor).can_edit():
        raise Forbidden(_("Only those who may edit the page can do this."))
    return row, row.page.specific


def _end(row: WorkingCopy, actor: User, outcome: str) -> None:
    copy = row.copy
    row.outcome, row.ended_by, row.ended_at, row.copy = outcome, actor, timezone.now(), None
    row.save(update_fields=["outcome", "ended_by", "ended_at", "copy"])
    if copy is not None:
        copy.specific.delete(user=actor)


def told(made: WorkingCopy, found: Versions) -> list[dict[str, Any]]:
    """Every change in words: where, what stood there, what stands in the page and in the copy, and what comes of it."""
    page = made.page.specific
    return [_told(page, change) for change in found.merge.changes]


def _told(page: Page, change: Change) -> dict[str, Any]:
    texts = {side: content.text_of(page, change.key, getattr(change, side)) for side in ("base", "page", "copy")}
    return {
        "key": change.key,
        "label": content.label_of(page, change.key),
        "is_order": change.key.endswith(":order"),
        "clashes": change.clashes,
        "sides": [str(side) for side in change.sides],
        **texts,
    }
