"""A rule: at which event, where, on which conditions, what is done. Changed through ``services`` only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_order(self) -> RuleQuerySet:
        """As they run: the ward's rules before those of hubs, so that no hub stops a rule of the ward."""
        return self.order_by(F("hub").asc(nulls_first=True), "position", "pk")


class Rule(models.Model):
    """``hub``: a rule of that hub, which reaches nothing beyond it. Empty: a rule of the ward."""

    class Where(models.TextChoices):
        EVERYWHERE = "everywhere", pgettext_lazy("where a rule applies", "every page of the ward")
        HUBS = "hubs", pgettext_lazy("where a rule applies", "the sites of all hubs")
        HUB = "hub", pgettext_lazy("where a rule applies", "the site of one hub")
        BRANCH = "branch", pgettext_lazy("where a rule applies", "a page and all below it")

    name = models.CharField(pgettext_lazy("rule", "name"), max_length=80)
    is_on = models.BooleanField(pgettext_lazy("rule", "in use"), default=True)
    event = models.CharField(pgettext_lazy("rule", "when"), max_length=30)
    where = models.CharField(pgettext_lazy("rule", "where"), max_length=12, choices=Where.choices)
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("hub")
    )
    # Is the page deleted, the rule applies nowhere.
    branch = models.ForeignKey("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(pgettext_lazy("rule", "order"), default=10)
    stops = models.BooleanField(_("later rules are not run"), default=False)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("content rule")
        verbose_name_plural = _("content rules")
        indexes = [models.Index(fields=["event"], condition=Q(is_on=True), name="rules_that_listen")]
        constraints = [
            models.CheckConstraint(
                name="rule_names_its_place",
                condition=Q(where__in=["everywhere", "hubs"], hub=None, branch=None)
                | Q(where="hub", hub__isnull=False, branch=None)
                | Q(where="branch"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RuleCondition(models.Model):
    """``given``: what the kind of condition wants to know, as its form gives it."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=30)
    given = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "kind"], name="rule_condition_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.kind}"


class RuleAction(models.Model):
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=30)
    given = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "kind"], name="rule_action_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.kind}"
