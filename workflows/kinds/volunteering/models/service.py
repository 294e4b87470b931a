"""What volunteers do: training, activity with hours, reports, articles."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

MOST_MINUTES = 24 * 60


def spoken(minutes: int) -> str:
    """``1時間30分``, as the log is read."""
    return gettext("%(hours)d hours %(minutes)d minutes") % {"hours": minutes // 60, "minutes": minutes % 60}


class Training(models.Model):
    """A training that a hub holds for its volunteers."""

    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="+", verbose_name=_("hub"))
    title = models.CharField(_("title"), max_length=100)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    place = models.CharField(_("place"), max_length=120)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-starts_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether a volunteer came to a training."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="attendances")
    appointment = models.ForeignKey("volunteering.Appointment", on_delete=models.PROTECT, related_name="attendances")
    came = models.BooleanField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "appointment"], name="attendance_once_per_training")]

    def __str__(self) -> str:
        return f"{self.appointment_id} at {self.training_id}"


class Activity(models.Model):
    """An entry of the volunteer's own log: one day's work with its time, or a report on a longer time."""

    appointment = models.ForeignKey("volunteering.Appointment", on_delete=models.PROTECT, related_name="activities")
    done_on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(0), MaxValueValidator(MOST_MINUTES)]
    )
    text = models.TextField(pgettext_lazy("activity", "what was done"))
    is_report = models.BooleanField(default=False)
    key = models.UUIDField(help_text="of the form that was sent: the same form twice is one entry")
    written_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "key"], name="activity_once_per_form"),
            models.CheckConstraint(name="activity_fits_a_day", condition=Q(minutes__lte=MOST_MINUTES)),
        ]

    def __str__(self) -> str:
        return f"activity {self.pk}"

    @property
    def time(self) -> str:
        return spoken(self.minutes)


class Article(models.Model):
    """A text that a volunteer handed in for the site; the page is the editors' draft of it."""

    appointment = models.ForeignKey("volunteering.Appointment", on_delete=models.PROTECT, related_name="articles")
    title = models.CharField(_("title"), max_length=80)
    key = models.UUIDField(help_text="of the form that was sent: the same form twice is one article")
    page = models.PositiveBigIntegerField(null=True, help_text="id of the editors' draft; the pages are a layer above")
    handed_in_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["appointment", "key"], name="article_once_per_form")]

    def __str__(self) -> str:
        return self.title
