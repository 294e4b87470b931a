"""Every change of a budget as a dated entry: first (当初), supplementary (補正), transfer (流用), mistake mended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.programmes.models.call import Budget


class BudgetAmendment(models.Model):
    """Who changed which amount to which, when, as of which day, and why. Written by ``budgets``, never changed."""

    class Kind(models.TextChoices):
        INITIAL = "initial", _("initial budget (当初)")
        SUPPLEMENTARY = "supplementary", _("supplementary budget (補正)")
        TRANSFER = "transfer", _("transfer between items (流用)")
        MENDED = "mended", _("mistake in the entry mended")

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="amendments")
    kind = models.CharField(_("kind of change"), max_length=14, choices=Kind.choices)
    dated_on = models.DateField(_("date of the change"))
    before_yen = models.PositiveBigIntegerField()
    after_yen = models.PositiveBigIntegerField()
    reason = models.CharField(_("reason for the change"), max_length=600)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of a budget")
        verbose_name_plural = _("changes of budgets")
        ordering = ["budget", "id"]
        constraints = [
            models.CheckConstraint(name="budget_amendment_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="budget_amendment_changes_something",
                condition=models.Q(kind="initial", before_yen=0)
                | models.Q(kind="mended")
                | ~models.Q(before_yen=models.F("after_yen")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id}: {self.before_yen} → {self.after_yen}"

    @property
    def difference_yen(self) -> int:
        return self.after_yen - self.before_yen
