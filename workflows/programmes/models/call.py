"""One round of a programme (募集), and the money of a programme in a fiscal year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.programmes.models.programme import Programme

ONE_MINUTE = timedelta(minutes=1)


class Call(models.Model):
    """Open from ``opens_at`` to the end of the minute that ``closes_at`` names: in time means in time.

    Both are whole minutes, as every page shows them and the admin's widget writes them.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="calls", verbose_name=_("programme")
    )
    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    budget_fiscal_year = models.PositiveSmallIntegerField(_("fiscal year of the budget"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    activity_from_on = models.DateField(_("activity from"), null=True, blank=True)
    activity_until_on = models.DateField(_("activity until"), null=True, blank=True)
    report_due_on = models.DateField(_("report due"), null=True, blank=True)
    hubs = models.ManyToManyField("hubs.Hub", verbose_name=_("hubs"), blank=True, related_name="calls")
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["closes_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="call_opens_before_it_closes", condition=models.Q(closes_at__gt=models.F("opens_at"))
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.closes_at:
            self.closes_at = whole_minute(self.closes_at)

    @property
    def ends_at(self) -> datetime:
        """The first instant at which the call is over: the end of the minute that ``closes_at`` names."""
        return whole_minute(self.closes_at) + ONE_MINUTE

    def is_open(self, at: datetime) -> bool:
        """Open at this instant of the database clock."""
        return self.is_published and self.opens_at <= at < self.ends_at


def whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


class Budget(models.Model):
    """Money of a programme in one fiscal year; decisions lock this row and may not pass its sum."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="budgets", verbose_name=_("programme")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    budget_yen = models.PositiveBigIntegerField(_("budget (yen)"))
    committed_yen = models.PositiveBigIntegerField(_("committed (yen)"), default=0)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(fields=["programme", "fiscal_year"], name="budget_once_per_year"),
            models.CheckConstraint(
                name="budget_not_exceeded", condition=models.Q(committed_yen__lte=models.F("budget_yen"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.fiscal_year}"
