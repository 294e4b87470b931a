"""One mail to many readers, and how it went for each of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mailing(models.Model):
    """An issue of the e-mail magazine. ``hub`` sends it (empty: the ward); the segment says to whom.

    ``html`` and ``text`` carry the marks of ``magazine.marks`` where each reader's own links go; ``body`` is what
    staff wrote by hand, empty when the texts were made elsewhere. ``run`` counts the stretches of work that the
    workers do on it, ``runner`` is who is at it and ``runner_place`` where that one keeps its journal.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("mailing", "draft")
        SCHEDULED = "scheduled", pgettext_lazy("mailing", "scheduled")
        SENDING = "sending", pgettext_lazy("mailing", "being sent")
        STOPPED = "stopped", pgettext_lazy("mailing", "stopped")
        FINISHED = "finished", pgettext_lazy("mailing", "sent to all")

    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sender")
    )
    subject = models.CharField(_("Subject"), max_length=200)
    body = models.TextField(_("Text"), blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    to_ward = models.BooleanField(_("readers of the ward's news"), default=False)
    hubs = models.ManyToManyField("hubs.Hub", related_name="+", blank=True, verbose_name=_("readers of these hubs"))
    layers = models.JSONField(_("areas"), default=list, blank=True)
    topics = models.ManyToManyField("hubs.Topic", related_name="+", blank=True, verbose_name=_("topics"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    recipients = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    ambiguous = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    run = models.PositiveIntegerField(default=0)
    runner = models.CharField(max_length=40, blank=True)
    runner_place = models.CharField(max_length=80, blank=True)
    round_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("magazine mail")
        verbose_name_plural = _("magazine mails")
        indexes = [models.Index(fields=["hub", "-id"], name="mailing_of_hub")]
        constraints = [
            models.CheckConstraint(
                name="mailing_totals_add_up",
                condition=Q(state__in=["draft", "scheduled", "sending"])
                | Q(recipients=F("sent") + F("failed") + F("suppressed") + F("ambiguous") + F("withheld")),
            ),
            models.CheckConstraint(
                name="mailing_schedule_has_time",
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def ended(self) -> bool:
        return self.state in (self.State.STOPPED, self.State.FINISHED)


class Delivery(models.Model):
    """What became of a mailing for one reader. ``attempts`` counts the times that the server said "later"."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("delivery", "waiting")
        SENT = "sent", pgettext_lazy("delivery", "sent")
        FAILED = "failed", pgettext_lazy("delivery", "not accepted")
        SUPPRESSED = "suppressed", pgettext_lazy("delivery", "unsubscribed meanwhile")
        AMBIGUOUS = "ambiguous", pgettext_lazy("delivery", "not known whether it arrived")
        WITHHELD = "withheld", pgettext_lazy("delivery", "not sent, because sending was stopped")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey("mailings.Subscriber", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "subscriber"], name="delivery_once")]
        indexes = [
            models.Index(fields=["mailing", "attempts", "id"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["mailing", "state"], name="delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id}/{self.pk} ({self.state})"
