"""What the worker does for one occurrence: judge each rule once, do each action once, write down both.

The row of a run is locked while one of its actions is done and recorded, so two workers at one occurrence do it once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from cms.core.waiting import patiently
from cms.jobs.registry import Later, Park
from cms.jobs.worker import describe
from pages.rules import occurrence as occurrences
from pages.rules import registry
from pages.rules.listening import quietly
from pages.rules.matching import judge, lies_where
from pages.rules.models import Rule, RuleAct, RuleAction, RuleRun
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Action, Plan

logger = logging.getLogger(__name__)
State, Done = RuleRun.State, RuleAct.State
# For another worker at the same run, or an editor at the page.
SECONDS = 20


def work(payload: dict[str, Any]) -> None:
    """Rules that listened when it happened and are still on. Later, when an action failed; the others are done."""
    event = registry.event_of(payload["event"])
    if event is None:
        raise Park(_("nothing in this version knows the event %(event)s") % {"event": payload["event"]})
    occurrence = occurrences.read(event, payload)
    if occurrence is None:
        return
    stopped_by, failed = "", False
    rules = Rule.objects.filter(pk__in=payload["rules"], is_on=True, event=event.code).select_related("branch")
    for rule in rules.prefetch_related("conditions", "actions").in_order():
        if not lies_where(rule, occurrence):
            continue
        run = settle(rule, occurrence, stopped_by)
        if run.state == State.MET:
            failed |= not act_all(run, rule, occurrence)
            stopped_by = stopped_by or (rule.name if rule.stops else "")
    if failed:
        raise Later(_("An action of a content rule failed; its log says which."))


@transaction.atomic
def settle(rule: Rule, occurrence: Occurrence, stopped_by: str) -> RuleRun:
    """Judged once: what was written stands, whatever has changed since."""
    named = {"rule": rule, "page_id": occurrence.page.pk, "event": occurrence.event.code, "occurrence": occurrence.key}
    known = RuleRun.objects.filter(**named).first()
    if known is not None:
        return known
    state, reason = verdict(rule, occurrence, stopped_by)
    told = {"rule_name": rule.name, "happened_at": occurrence.at, "state": state, "reason": reason[:300]}
    return RuleRun.objects.get_or_create(**named, defaults=told)[0]


def verdict(rule: Rule, occurrence: Occurrence, stopped_by: str) -> tuple[str, str]:
    if stopped_by:
        return State.STOPPED, _("The rule “%(name)s” before it ends the row.") % {"name": stopped_by}
    found = judge(rule.conditions.all(), occurrence)
    if not found.applies:
        return State.NOT_MET, found.reason
    day = timezone.now() - timedelta(days=1)
    today = RuleRun.objects.filter(rule=rule, page_id=occurrence.page.pk, state=State.MET, at__gt=day).count()
    if today >= settings.RULES_MOST_A_DAY:
        return State.CAPPED, _("It has applied to this page %(count)s times within a day.") % {"count": today}
    return State.MET, ""


def act_all(run: RuleRun, rule: Rule, occurrence: Occurrence) -> bool:
    """False when one failed; each is tried whatever became of the others."""
    rows = {one.kind: one for one in rule.actions.all()}
    ordered = [kind.code for kind in registry.actions() if kind.code in rows]
    unknown = sorted(set(rows) - set(ordered))
    ended = [act(run, rows[code], rule, occurrence) for code in (*ordered, *unknown)]
    return all(ended)


def act(run: RuleRun, row: RuleAction, rule: Rule, occurrence: Occurrence) -> bool:
    """Done and recorded together, or recorded as failed."""
    try:
        with transaction.atomic():
            patiently(SECONDS)
            RuleRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
            known = RuleAct.objects.filter(run=run, kind=row.kind).first()
            if known is None or known.state == Done.FAILED:
                _record(run, row.kind, *_do(row, rule, occurrence))
    except Exception as error:  # noqa: BLE001  an action may fail in any way; the others must not wait for it
        told = describe(error)
        logger.exception("action %s of content rule %s failed: %s", row.kind, rule.pk, told)
        with transaction.atomic():
            _record(run, row.kind, Done.FAILED, told)
        return False
    return True


def _do(row: RuleAction, rule: Rule, occurrence: Occurrence) -> tuple[str, str]:
    try:
        with transaction.atomic(), quietly():
            plan = plan_of(row, rule, occurrence)
            if plan.step is None:
                return Done.NOTHING, plan.told
            plan.step()
    except CaseError as error:
        return Done.IMPOSSIBLE, str(error)
    return Done.DONE, plan.told


def plan_of(row: RuleAction, rule: Rule, occurrence: Occurrence) -> Plan:
    """CaseError for what may not or cannot be done."""
    kind = registry.action_of(row.kind)
    if kind is None:
        raise CaseError(_("This version does not know the action: %(kind)s") % {"kind": row.kind})
    why_not = refusal(kind, row.given, rule)
    if why_not:
        raise CaseError(why_not)
    return kind.plan(row.given, rule, occurrence)


def refusal(kind: Action, given: dict[str, Any], rule: Rule) -> str:
    """Why this rule may not do it; empty if it may."""
    event = registry.event_of(rule.event)
    if kind.ward_only and rule.hub_id:
        return _("A rule of a hub cannot do this: it reaches beyond the hub.")
    if kind.needs_public and not (event and event.is_public):
        return _("This can be done only at an event of a public page.")
    return kind.refusal(given, rule.hub_id)


def _record(run: RuleRun, kind: str, state: str, told: str) -> None:
    row, is_new = RuleAct.objects.get_or_create(
        run=run, kind=kind, defaults={"state": state, "told": told[:400], "at": timezone.now()}
    )
    if not is_new and row.state == Done.FAILED:
        row.state, row.told, row.at = state, told[:400], timezone.now()
        row.attempts += 1
        row.save(update_fields=["state", "told", "at", "attempts"])
