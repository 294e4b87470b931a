"""Trying a rule: what it would do with pages that are there. Only reads."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy

from pages.rules import registry
from pages.rules.trying import DAYS, candidates, try_rule
from pages.rules.views.base import RuleDesk

PER_PAGE = 10
LONGEST = 60


class TryView(RuleDesk):
    page_title = gettext_lazy("Try the content rule")
    template_name = "rules/try.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        rows = Paginator(candidates(self.rule, words), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            **kwargs,
            words=words,
            days=DAYS,
            rows=rows,
            trials=try_rule(self.rule, list(rows)),
            event=registry.event_of(self.rule.event),
        )
