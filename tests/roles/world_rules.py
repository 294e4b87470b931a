"""A content rule of the side's hub that has applied once."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pages.rules.models import RuleRun
from tests.factories_rules import make_rule


def add_rules(side: Any) -> None:
    """It listens to what no cell of the matrix does."""
    rule = make_rule("review_over", hub=side.hub, actor=side.chief, name=f"{side.mark}の決まり")
    RuleRun.objects.create(
        rule=rule, rule_name=rule.name, event=rule.event, occurrence="1", happened_at=timezone.now(), state="met"
    )
    side.args["content_rule"] = {"pk": rule.pk}
