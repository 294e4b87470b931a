"""Which papers are owed, and what becomes of one that is made. One row lock each; the slow part is outside."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cms.jobs import outbox
from media.services import discard_file, store_bytes
from pages.models import IssuePage, IssuePrint

KIND = "issue_print"
State = IssuePrint.State
REASON_LENGTH = IssuePrint._meta.get_field("reason").max_length or 0


def ask(issues: Iterable[int]) -> None:
    """Each of these issues gets its paper anew, by the worker; the one that is there stays until then."""
    with transaction.atomic():
        for pk in sorted(set(issues)):
            row, _made = IssuePrint.objects.select_for_update().get_or_create(issue_id=pk)
            row.wanted += 1
            row.state, row.reason = State.MAKING, ""
            row.save(update_fields=["wanted", "state", "reason"])
            key = f"issue_print:{row.pk}:{row.wanted}"
            outbox.put(kind=KIND, key=key, payload={"print": row.pk, "wanted": row.wanted}, urgent=False)


def keep(row: IssuePrint, *, wanted: int, pdf: bytes, pages: int, digest: str) -> bool:
    """The file of the issue is ``pdf``; False when something newer was asked for meanwhile."""
    with transaction.atomic():
        current = _still(row, wanted)
        if current is None:
            return False
        old = current.file
        current.file = store_bytes(owner=None, data=pdf, name=file_name(current.issue), content_type="application/pdf")
        current.version += 1
        current.pages, current.digest, current.made_at = pages, digest, timezone.now()
        current.state, current.reason = State.READY, ""
        current.save()
    if old is not None:
        discard_file(old)
    return True


def leave(row: IssuePrint, *, wanted: int, state: str, reason: str = "") -> None:
    """No new file: the one that is there is right (READY), there is nothing to print, or a person must look."""
    with transaction.atomic():
        current = _still(row, wanted)
        if current is None:
            return
        old = current.file if state == State.EMPTY else None
        if state == State.EMPTY:
            current.file, current.digest, current.pages = None, "", 0
        current.state, current.reason = state, reason[:REASON_LENGTH]
        current.save()
    if old is not None:
        discard_file(old)


def file_name(issue: IssuePage) -> str:
    return f"{issue.get_parent().title} {issue.title}.pdf"


def _still(row: IssuePrint, wanted: int) -> IssuePrint | None:
    """The row, locked, while ``wanted`` is the newest wish."""
    return IssuePrint.objects.select_for_update().filter(pk=row.pk, wanted=wanted).first()
