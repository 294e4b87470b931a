"""Fixes put into the draft: one new revision, so that the history takes it back."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.core.errors import CaseError
from cms.people.models import User
from pages.proofreading.examining import findings_of, mark_of
from pages.proofreading.rich_text import replaced
from pages.proofreading.streams import put
from pages.writing import Finding

MOST_ROUNDS = 5


class TextChanged(CaseError):
    """Somebody saved the page meanwhile; what was chosen may stand elsewhere now."""


@transaction.atomic
def correct(page: Page, *, actor: User, seen_revision: int | None, marks: Collection[str] | None = None) -> int:
    """The chosen fixes (all of them for None) stand in the draft; returns how many.

    Raises TextChanged when ``seen_revision`` is not the newest one any more. Nothing is published.
    """
    draft = locked_draft(page, seen_revision=seen_revision)
    count = _correct_all(draft) if marks is None else _put(draft, _chosen(draft, marks))
    if count:
        save_draft(draft, actor=actor)
    return count


def locked_draft(page: Page, *, seen_revision: int | None) -> Page:
    """The draft of ``page``, its row locked until the end of the transaction. Raises TextChanged."""
    Page.objects.select_for_update().get(pk=page.pk)
    fresh: Page = Page.objects.get(pk=page.pk).specific
    if fresh.latest_revision_id != seen_revision:
        raise TextChanged(_("The page has been saved in the meantime. Here is how it stands now; please choose again."))
    return fresh.get_latest_revision_as_object()


def save_draft(draft: Page, *, actor: User) -> None:
    """A new revision, not checked for completeness: a draft may be unfinished."""
    draft.save_revision(user=actor, log_action=True, clean=False)


def _chosen(draft: Page, marks: Collection[str]) -> list[Finding]:
    return [one for one in findings_of(draft) if one.fix is not None and mark_of(one) in marks]


def _correct_all(draft: Page) -> int:
    """Fixes that overlap wait for the next round, as does what a fix brings to light."""
    total = 0
    for _round in range(MOST_ROUNDS):
        found = [one for one in findings_of(draft) if one.fix is not None]
        if not found:
            break
        total += _put(draft, found)
    return total


def _put(draft: Page, findings: list[Finding]) -> int:
    """From the end of each text to its start, so that places stay right; of overlapping ones the later wins."""
    count, untouched = 0, {one.where: float("inf") for one in findings}
    for finding in sorted(findings, key=lambda one: (-one.start, -one.end)):
        if finding.end <= untouched[finding.where]:
            _put_one(draft, finding)
            untouched[finding.where] = finding.start
            count += 1
    return count


def _put_one(draft: Page, finding: Finding) -> None:
    where, better = finding.where, finding.fix or ""
    value = getattr(draft, where.field)
    if isinstance(value, StreamValue):
        new = put(value, where, start=finding.start, end=finding.end, text=better)
    elif value.lstrip().startswith("<"):
        new = replaced(value, where.part, finding.start, finding.end, better)
    else:
        new = value[: finding.start] + better + value[finding.end :]
    setattr(draft, where.field, new)
