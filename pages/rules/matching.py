"""Whether a rule applies to an occurrence. Only reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pages.rules import registry
from pages.rules.models import Rule, RuleCondition
from pages.rules.occurrence import Occurrence


@dataclass(frozen=True)
class Verdict:
    """``reason``: what did not hold, in words; empty when the rule applies."""

    reason: str = ""

    @property
    def applies(self) -> bool:
        return not self.reason


def lies_where(rule: Rule, occurrence: Occurrence) -> bool:
    """A rule of a hub holds in its site alone, wherever its page may have been moved."""
    hub, page = occurrence.hub, occurrence.page
    if rule.hub_id and (hub is None or hub.pk != rule.hub_id):
        return False
    if rule.where == Rule.Where.BRANCH:
        return rule.branch is not None and page.path.startswith(rule.branch.path)
    return rule.where != Rule.Where.HUBS or hub is not None


def judge(conditions: Iterable[RuleCondition], occurrence: Occurrence) -> Verdict:
    """Conditions are asked in the order of the form; the first that does not hold is told."""
    if occurrence.event.is_public and not occurrence.page.live:
        return Verdict(_("The page is not public any more."))
    rows = {one.kind: one for one in conditions}
    for kind in registry.conditions():
        row = rows.pop(kind.code, None)
        if row is not None and not kind.holds(row.given, occurrence):
            words = kind.words(row.given)
            return Verdict(_("It does not hold: %(condition)s (%(words)s)") % {"condition": kind.title, "words": words})
    if rows:
        return Verdict(_("The rule asks for something that this version does not know: %(kind)s") % {"kind": min(rows)})
    return Verdict()
