"""What the screens of rules share: only whoever keeps rules comes in, and only to rules that they keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.people.models import User
from pages.editing.views.base import EditingView
from pages.rules import access
from pages.rules.forms.parts import Reach
from pages.rules.models import Rule


class RulesDesk(EditingView):
    door = "content rules"
    header_icon = "cogs"

    def may_enter(self, user: User) -> bool:
        return access.keeps_rules(user)

    @property
    def reach(self) -> Reach:
        found = access.reach_of(self.user)
        assert found is not None  # may_enter has seen it
        return found

    def crumbs(self) -> list[dict[str, Any]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Dashboard")},
            *self.crumbs(),
            {"url": "", "label": self.get_page_title()},
        ]


class RuleDesk(RulesDesk):
    """One rule; a foreign one is 404 and on record."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        kept = access.kept_rules(request.user).select_related("hub", "branch")
        self.found = kept.prefetch_related("conditions", "actions").filter(pk=kwargs["pk"]).first()

    def may_enter(self, user: User) -> bool:
        return super().may_enter(user) and self.found is not None

    @property
    def rule(self) -> Rule:
        assert self.found is not None  # may_enter has seen it
        return self.found

    def get_page_subtitle(self) -> str:
        return self.rule.name

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rules:rules"), "label": _("Content rules")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, rule=self.rule)
