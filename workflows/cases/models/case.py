"""One application that ends in one decision. What staff sort, filter or sum is a column here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Case(models.Model):
    """Status has two faces: ``step`` (internal) and ``turn`` with ``due_at`` (what people are told).

    ``event_count`` and ``event_head`` mirror the last event of the chain, so that a cut tail shows.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("online")
        PAPER = "paper", _("on paper")
        WARD = "ward", _("by the ward")

    class Notice(models.TextChoices):
        ELECTRONIC = "electronic", _("electronic notice")
        POST = "post", _("by post")

    class Turn(models.TextChoices):
        APPLICANT = "applicant", _("applicant")
        HUB = "hub", _("hub")
        DIVISION = "division", _("division")
        NOBODY = "nobody", _("nobody")

    class Outcome(models.TextChoices):
        NONE = "", _("open")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("ended without a decision")

    number = models.CharField(_("number"), max_length=40, unique=True)
    number_mark = models.CharField(max_length=20, help_text="mark of the section, as it was when the number was given")
    number_in_year = models.PositiveIntegerField()
    kind = models.SlugField(_("kind"))
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="cases")
    call = models.ForeignKey("programmes.Call", on_delete=models.PROTECT, related_name="cases")
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="cases")
    group = models.ForeignKey(
        "people.CommunityGroup",
        null=True,
        on_delete=models.PROTECT,
        related_name="cases",
        help_text="empty when a person applies for themselves, or when the ward started it",
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cases")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    title = models.CharField(_("title of the activity"), max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices, default=Channel.WEB)
    notice = models.CharField(_("notice"), max_length=10, choices=Notice.choices, default=Notice.POST)
    step = models.SlugField(_("step"))
    step_since = models.DateTimeField(default=timezone.now)
    needs = models.CharField(max_length=80, blank=True, help_text="permission that the open step asks for")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_cases",
        verbose_name=_("taken by"),
    )
    open_task = models.PositiveBigIntegerField(null=True, blank=True, help_text="the engine's open task")
    turn = models.CharField(_("whose turn"), max_length=10, choices=Turn.choices)
    due_at = models.DateTimeField(pgettext_lazy("deadline", "due"), null=True, blank=True)
    # Kinds add outcomes of their own; the shared ones are ``Outcome``, their words in outcomes.py.
    outcome = models.CharField(_("outcome"), max_length=20, blank=True, default="")
    fiscal_year = models.PositiveSmallIntegerField()
    budget_fiscal_year = models.PositiveSmallIntegerField()
    requested_yen = models.PositiveIntegerField(_("requested (yen)"), default=0)
    proposed_yen = models.PositiveIntegerField(_("proposed (yen)"), null=True, blank=True)
    decided_yen = models.PositiveIntegerField(_("decided (yen)"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    proposal = models.JSONField(default=dict, help_text="the draft decision: outcome, reason, conditions")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    correction = models.JSONField(default=dict, help_text="what the applicant is asked to correct")
    consultation = models.OneToOneField(
        "cases.Consultation", null=True, blank=True, on_delete=models.PROTECT, related_name="case"
    )
    revision = models.PositiveIntegerField(default=1)
    event_count = models.PositiveIntegerField(default=0)
    event_head = models.CharField(max_length=64, blank=True)
    is_confidential = models.BooleanField(
        _("confidential"), default=False, db_default=False, help_text=_("Read by those named for it, not by the hub.")
    )
    retention_hold = models.CharField(
        _("reason for keeping it beyond its time"), max_length=200, blank=True, default="", db_default=""
    )
    erased_at = models.DateTimeField(_("content erased"), null=True, blank=True)

    class Meta:
        ordering = ["-arrived_at", "-id"]
        indexes = [
            models.Index(fields=["hub", "-arrived_at", "-id"], name="case_hub_arrived"),
            models.Index(fields=["-arrived_at", "-id"], name="case_arrived"),
            models.Index(fields=["step", "-arrived_at", "-id"], name="case_step_arrived"),
            models.Index(fields=["outcome", "-arrived_at", "-id"], name="case_outcome_arrived"),
            # Few are on paper: without this the list of them would be sought through all.
            models.Index(fields=["-arrived_at", "-id"], name="case_paper_arrived", condition=Q(channel="paper")),
            models.Index(fields=["needs", "-arrived_at", "-id"], name="case_needs", condition=Q(closed_at=None)),
            models.Index(fields=["holder", "-arrived_at", "-id"], name="case_holder", condition=Q(closed_at=None)),
            models.Index(fields=["due_at", "id"], name="case_due", condition=Q(closed_at=None)),
            models.Index(fields=["number"], name="case_number_like", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number_mark", "fiscal_year", "number_in_year"], name="case_number_once_per_mark_and_year"
            ),
            models.CheckConstraint(
                name="case_decided_exactly_with_outcome",
                condition=Q(outcome__in=["", "withdrawn", "lapsed"], decided_at__isnull=True)
                | (~Q(outcome__in=["", "withdrawn", "lapsed"]) & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_amount_exactly_when_granted",
                condition=Q(outcome="granted", decided_yen__isnull=False)
                | (~Q(outcome="granted") & Q(decided_yen__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_drafter_does_not_decide",
                condition=Q(decided_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(decided_by=F("drafted_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    # Columns that wait to be saved together; None while nobody gathers (see services.locking.saved_once).
    gathered: set[str] | None = None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Named columns join those that are being gathered, if somebody gathers."""
        named = kwargs.get("update_fields")
        if self.gathered is None or named is None:
            super().save(*args, **kwargs)
        else:
            self.gathered.update(named)

    @property
    def party_name(self) -> str:
        """The group that applies, the person who does so for themselves, or the hub that started it."""
        if self.is_of_ward:
            return self.hub.name
        return self.group.name if self.group else self.person.name

    @property
    def is_of_ward(self) -> bool:
        """The ward asks: nobody of the residents acts for the case, and ``applicant`` is the staff account."""
        return self.channel == self.Channel.WARD

    @property
    def is_open(self) -> bool:
        return self.outcome == ""
