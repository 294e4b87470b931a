"""The run log: of one rule for whoever keeps it, of one page for whoever writes or oversees it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.people.models import User
from pages.editing.views.base import EditingView
from pages.rules import access, registry
from pages.rules.models import RuleRun
from pages.rules.views.base import RuleDesk

PER_PAGE = 30


def shown(runs: QuerySet[RuleRun], user: User, number: str | None) -> dict[str, Any]:
    """One page of the log; five queries however many runs there are."""
    rows = Paginator(runs.select_related("page").prefetch_related("acts").order_by("-at", "-pk"), PER_PAGE)
    page = rows.get_page(number)
    titles = access.titles_shown(user, {run.page_id for run in page if run.page_id})
    events = {event.code: event.title for event in registry.events()}
    kinds = {kind.code: kind.title for kind in registry.actions()}
    entries = [
        {
            "run": run,
            "title": _title(run, titles),
            "event": events.get(run.event, run.event),
            "acts": [(kinds.get(one.kind, one.kind), one) for one in run.acts.all()],
        }
        for run in page
    ]
    return {"rows": page, "entries": entries}


def _title(run: RuleRun, titles: set[int]) -> str:
    if run.page is None:
        return _("a page that has been deleted")
    return str(run.page.title) if run.page_id in titles else _("a page that is not public")


class RuleLogView(RuleDesk):
    page_title = gettext_lazy("Log of the content rule")
    template_name = "rules/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = RuleRun.objects.filter(rule=self.rule)
        return super().get_context_data(**kwargs, **shown(runs, self.user, self.request.GET.get("page")))


class PageLogView(EditingView):
    """The guard has already turned away foreign pages."""

    door = "what rules did to a page"
    header_icon = "cogs"
    page_title = gettext_lazy("What rules did to this page")
    template_name = "rules/page_log.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = Page.objects.filter(pk=kwargs["page_id"], depth__gt=1).first()

    def may_enter(self, user: User) -> bool:
        return self.page is not None and access.reads_log_of(user, self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.specific_deferred.get_admin_display_title()) if self.page else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.page is not None  # may_enter has seen it
        found = shown(access.runs_of(self.page), self.user, self.request.GET.get("page"))
        return super().get_context_data(**kwargs, page=self.page, **found)
