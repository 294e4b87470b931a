"""What waits for the person: their turn in a case, a form that was begun, a question from another group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from cms.api.acting import href
from cms.api.keys.scopes import Scope
from cms.api.shapes import Told
from cms.api.signing_in import signed_in
from workflows.cases.access import readable_by_applicant
from workflows.cases.models import Case
from workflows.engine.adding import waiting_for_resident
from workflows.engine.kind import kind_of
from workflows.intake.overview import draft_rows
from workflows.intake.views.guards import user_of

router = Router(auth=signed_in(Scope.MINE))


class Task(Told):
    """``sort``: case, draft or page. ``href`` is in the API (of a page that of its matter), ``page`` is for people."""

    sort: str
    title: str
    text: str
    due_at: datetime | None
    href: str | None
    page: str


@router.get("/me/tasks", response=list[Task])
def list_my_tasks(request: HttpRequest) -> list[dict[str, Any]]:
    """Everything that asks this person to act."""
    user = user_of(request)
    waiting = readable_by_applicant(user).filter(turn=Case.Turn.APPLICANT, closed_at=None).order_by("due_at", "pk")
    cases = [
        _task("case", case.number, str(kind_of(case).step(case.step).public_label), case.due_at,
              href("cases", case.number), f"/mypage/cases/{case.pk}/")
        for case in waiting
    ]  # fmt: skip
    drafts = [
        _task("draft", row.title, "", row.until, href("drafts", str(row.draft.pk)), f"/mypage/drafts/{row.draft.pk}/")
        for row in draft_rows(user)
    ]
    pages = [
        _task("page", str(one.title), str(one.text), None, one.matter and href("me", "matters", *one.matter), one.url)
        for one in waiting_for_resident(user)
    ]
    return [*cases, *pages, *drafts]


def _task(sort: str, title: str, text: str, due: datetime | None, address: str | None, page: str) -> dict[str, Any]:
    return {
        "sort": sort, "title": title, "text": text, "due_at": due, "href": address, "page": f"{settings.BASE_URL}{page}"
    }  # fmt: skip
