"""Making, changing, switching and deleting rules. Nobody makes a rule that reaches further than they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.errors import CaseError, Forbidden, Stale
from cms.hubs.models import Hub
from cms.people.models import User
from pages.editing.branches import hub_of
from pages.rules import access, registry
from pages.rules.models import Rule, RuleAction, RuleCondition
from pages.rules.working import refusal


@dataclass(frozen=True)
class Wanted:
    """A rule as somebody wants it. ``hub`` and ``branch`` go with ``where``; parts by their codes."""

    name: str
    event: str
    where: str
    hub: Hub | None = None
    branch: Page | None = None
    position: int = 10
    stops: bool = False
    is_on: bool = True
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)
    actions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def as_rule(self) -> Rule:
        """Not saved; a branch in the site of a hub makes it a rule of that hub."""
        hub = hub_of(self.branch) if self.branch else self.hub
        return Rule(
            name=self.name, event=self.event, where=self.where, hub=hub, branch=self.branch,
            position=self.position, stops=self.stops, is_on=self.is_on,
        )  # fmt: skip


class Refused(CaseError):
    """An action that this rule may not do; ``code`` names it."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code


def refusals(wanted: Wanted) -> dict[str, str]:
    """Codes of the actions that such a rule may not do, with the reasons."""
    rule, found = wanted.as_rule(), {}
    for code, given in wanted.actions.items():
        kind = registry.action_of(code)
        why_not = refusal(kind, given, rule) if kind else _("This version does not know the action.")
        if why_not:
            found[code] = why_not
    return found


def save_rule(rule: Rule | None, wanted: Wanted, *, actor: User, seen_version: int = 0) -> Rule:
    """A new rule for None. Forbidden beyond the actor's reach; Refused; Stale when somebody changed it meanwhile."""
    made = wanted.as_rule()
    if not access.may_keep(actor, made.hub_id):
        raise Forbidden(_("You keep no rules for this place."))
    for code, told in refusals(wanted).items():
        raise Refused(code, told)
    if not wanted.actions:
        raise CaseError(_("Please choose what is to be done."))
    with transaction.atomic():
        if rule is not None:
            known = locked(rule, actor=actor)
            if known.version != seen_version:
                raise Stale(_("Somebody else has changed this rule meanwhile. Here is how it stands now."))
            made.pk, made.version = known.pk, known.version + 1
        made.changed_by, made.changed_at = actor, timezone.now()
        made.save(force_update=rule is not None, force_insert=rule is None)
        made.conditions.all().delete()
        made.actions.all().delete()
        RuleCondition.objects.bulk_create(
            RuleCondition(rule=made, kind=c, given=g) for c, g in wanted.conditions.items()
        )
        RuleAction.objects.bulk_create(RuleAction(rule=made, kind=c, given=g) for c, g in wanted.actions.items())
        log(instance=made, action="rules.changed" if rule else "rules.made", user=actor)
    return made


def locked(rule: Rule, *, actor: User) -> Rule:
    """Forbidden for a rule that the actor does not keep, Stale for one that is gone."""
    found = Rule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if found is None:
        raise Stale(_("Somebody else has deleted this rule meanwhile."))
    if not access.may_keep(actor, found.hub_id):
        raise Forbidden(_("You keep no rules for this place."))
    return found


@transaction.atomic
def switch(rule: Rule, *, actor: User, is_on: bool) -> Rule:
    found = locked(rule, actor=actor)
    if found.is_on != is_on:
        found.is_on, found.changed_by, found.changed_at = is_on, actor, timezone.now()
        found.version += 1
        found.save(update_fields=["is_on", "changed_by", "changed_at", "version"])
        log(instance=found, action="rules.switched_on" if is_on else "rules.switched_off", user=actor)
    return found


@transaction.atomic
def delete_rule(rule: Rule, *, actor: User) -> None:
    """Its log stays, with its name."""
    found = locked(rule, actor=actor)
    log(instance=found, action="rules.deleted", user=actor, deleted=True)
    found.delete()
