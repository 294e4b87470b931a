"""The agreement (合意書・覚書), and the sheets by which both sides look back (ふりかえりシート)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.kinds.coordination.models.sounding import Side, Sounding, Way

TERMS = ("purpose", "goals", "roles", "costs", "liability", "personal_data", "results", "termination")


class Agreement(models.Model):
    """The terms as drafted; ``agreed_on`` since they were decided. The letter holds them for good."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="agreement")
    sounding = models.ForeignKey(Sounding, on_delete=models.PROTECT, related_name="agreements")
    purpose = models.TextField(_("purpose"))
    goals = models.TextField(_("goals: what, how much, until when"))
    roles = models.TextField(_("roles"))
    costs = models.TextField(_("costs"))
    liability = models.TextField(_("liability and insurance"))
    personal_data = models.TextField(_("personal data"))
    results = models.TextField(_("to whom the results belong"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    termination = models.TextField(_("termination"))
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_period_in_order", condition=models.Q(until_on__gte=F("from_on")))
        ]

    def __str__(self) -> str:
        return f"agreement of {self.case_id}"


class ReviewSheet(models.Model):
    """What one side says afterwards; the other reads it once both are in."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="review_sheets")
    side = models.CharField(max_length=9, choices=Side.choices)
    achieved = models.TextField(_("what was achieved"))
    went_well = models.TextField(_("what went well"), blank=True)
    difficulties = models.TextField(_("what was difficult"), blank=True)
    learned = models.TextField(_("what was learned"), blank=True)
    again = models.BooleanField(_("would do it again"))
    may_publish = models.BooleanField(_("it may be told publicly"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.ONLINE)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "side"], name="review_sheet_once_per_side")]

    def __str__(self) -> str:
        return f"sheet {self.pk} of {self.case_id}"
