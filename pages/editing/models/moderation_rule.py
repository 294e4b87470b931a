"""How pages are approved: data of the ward, with a row of its own for a hub that differs."""

from __future__ import annotations

from collections.abc import Collection

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

LONGEST = 60


def _days(label: str, default: int) -> models.PositiveSmallIntegerField:
    checks = [MinValueValidator(1), MaxValueValidator(LONGEST)]
    return models.PositiveSmallIntegerField(label, default=default, validators=checks)


class ModerationRule(models.Model):
    """One row without a hub for the ward, and one for each hub that does it otherwise; days are business days."""

    hub = models.ForeignKey(
        "hubs.Hub",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moderation_rules",
        verbose_name=_("hub"),
        help_text=_("Empty: for every hub without a rule of its own."),
    )
    editor_in_chief_approves = models.BooleanField(
        _("the editor-in-chief approves too"), default=False, help_text=_("After the hub's chief, before publication.")
    )
    chief_publishes = models.BooleanField(
        _("the chief publishes without approval"),
        default=False,
        help_text=_("Then the chief also takes pages off, restricts and schedules them without a second person."),
    )
    chief_days = _days(_("days for the chief"), 3)
    editor_in_chief_days = _days(_("days for the editor-in-chief"), 3)
    remind_days_before = models.PositiveSmallIntegerField(
        _("reminder so many days before"), default=1, validators=[MaxValueValidator(LONGEST)]
    )
    review_days_before = models.PositiveSmallIntegerField(
        _("reminder of the review date so many days before"), default=14, validators=[MaxValueValidator(LONGEST)]
    )

    class Meta:
        verbose_name = _("rule of approval")
        verbose_name_plural = _("rules of approval")
        constraints = [models.UniqueConstraint(Coalesce("hub", 0), name="moderation_rule_once_per_hub")]

    def __str__(self) -> str:
        return str(self.hub) if self.hub else str(_("every hub"))

    @classmethod
    def of(cls, hub_id: int | None) -> ModerationRule:
        """The hub's own rule, else the ward's, else the defaults. One query."""
        rows = {rule.hub_id: rule for rule in cls.objects.filter(models.Q(hub_id=hub_id) | models.Q(hub=None))}
        return rows.get(hub_id) or rows.get(None) or cls()

    @classmethod
    def hubs_whose_chief_publishes(cls, hubs: Collection[int]) -> set[int]:
        """Those of ``hubs`` (ids); no query for none."""
        if not hubs:
            return set()
        rows = {rule.hub_id: rule for rule in cls.objects.filter(models.Q(hub_id__in=hubs) | models.Q(hub=None))}
        general = rows.get(None) or cls()
        return {hub for hub in hubs if rows.get(hub, general).chief_publishes}
