"""The run log: each rule at each occurrence, and what each of its actions did. It names pages and no person."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pages.rules.models.rule import Rule


class RuleRun(models.Model):
    """One row per rule, page and occurrence of the event; it outlives the rule and the page."""

    class State(models.TextChoices):
        MET = "met", pgettext_lazy("run of a rule", "applied")
        NOT_MET = "not_met", pgettext_lazy("run of a rule", "did not apply")
        STOPPED = "stopped", pgettext_lazy("run of a rule", "not run")
        CAPPED = "capped", pgettext_lazy("run of a rule", "held back")

    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="runs")
    rule_name = models.CharField(max_length=80)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    event = models.CharField(max_length=30)
    occurrence = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("run of a content rule")
        verbose_name_plural = _("runs of content rules")
        constraints = [
            models.UniqueConstraint(fields=["rule", "page", "event", "occurrence"], name="rule_run_once"),
        ]
        indexes = [
            models.Index(fields=["rule", "-at"], name="runs_of_rule"),
            models.Index(fields=["page", "-at"], name="runs_of_page"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_name} {self.page_id} {self.state}"


class RuleAct(models.Model):
    """What one action did. A failed one is tried again with the others left as they are."""

    class State(models.TextChoices):
        DONE = "done", pgettext_lazy("action of a rule", "done")
        NOTHING = "nothing", pgettext_lazy("action of a rule", "nothing to do")
        IMPOSSIBLE = "impossible", pgettext_lazy("action of a rule", "not possible")
        FAILED = "failed", pgettext_lazy("action of a rule", "failed")

    run = models.ForeignKey(RuleRun, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices)
    told = models.CharField(max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="rule_act_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.kind} {self.state}"
