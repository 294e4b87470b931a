"""The inbox: what waits for me, for my hub, and everything that I may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.admin import badge
from cms.admin.inbox_form import VIEWS, InboxForm
from cms.admin.rights import enters_paper
from cms.admin.views.base import DeskView
from cms.people.access import roles_of
from workflows.cases.models import Case
from workflows.engine import inbox
from workflows.engine.keyset import Page
from workflows.engine.kind import kind_of

ROWS = 25


@dataclass(frozen=True)
class Line:
    """One row of the list: the case with its words."""

    case: Case
    step: str | Promise
    is_overdue: bool
    is_soon: bool


def line(case: Case, now: datetime) -> Line:
    due = case.due_at if case.closed_at is None else None
    return Line(
        case=case,
        step=kind_of(case).step(case.step).label,
        is_overdue=bool(due and due < now),
        is_soon=bool(due and now <= due <= now + inbox.SOON_DAYS),
    )


class InboxView(DeskView):
    template_name = "desk/inbox.html"
    page_title = _("Inbox")
    door = "inbox"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = InboxForm(self.request.GET, user=self.user)
        filters = form.filters
        page = Page([], None, None)
        count = 0
        at = self.request.GET.get("at", "")
        if filters is not None:
            page = inbox.inbox_page(self.user, filters, cursor=at, size=ROWS)
            whole = not at and page.next is None
            count = len(page.rows) if whole else inbox.count_up_to(self.user, filters)
        if filters is not None and filters.view == inbox.MINE and not form.narrowed:
            badge.keep(self.user, count)
        # The menu shows what is known already: the list itself is the number here.
        self.request.desk_badge = badge.known(self.user)  # type: ignore[attr-defined]
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "lines": [line(case, now) for case in page.rows],
            "count": min(count, inbox.COUNTED - 1),
            "more_than_counted": count >= inbox.COUNTED,
            "views": self._views(form),
            "next_page": form.address(at=page.next) if page.next else "",
            "previous_page": form.address(at=page.previous) if page.previous else "",
            "first_page": form.address() if at else "",
            "export_address": form.address(),
            "without_filters": form.address(**{name: "" for name in form.state if name not in ("view", "sort")}),
            "enters_paper": enters_paper(self.user),
        }

    def _views(self, form: InboxForm) -> list[dict[str, Any]]:
        shown = form.data["view"]
        offered = [inbox.MINE, inbox.HUB, inbox.ALL] if roles_of(self.user).hubs else [inbox.MINE, inbox.ALL]
        return [
            {"label": VIEWS[name], "address": form.address(view=name, sort=""), "current": name == shown}
            for name in offered
        ]
