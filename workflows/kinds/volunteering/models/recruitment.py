"""What a call for volunteers wants, how many places it has, and when interviews can be held."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Recruitment(models.Model):
    """The facts of one call, as its page shows them. ``taken`` counts the places that are held."""

    call = models.OneToOneField(
        "programmes.Call", on_delete=models.PROTECT, related_name="recruitment", verbose_name=_("call")
    )
    hub = models.ForeignKey(
        "hubs.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="recruitments",
        verbose_name=_("hub"), help_text=_("Empty: every hub of the call."),
    )  # fmt: skip
    role = models.CharField(
        _("role of the volunteer"), max_length=60, help_text=_("As the letter of appointment names it.")
    )
    places = models.PositiveSmallIntegerField(_("number of places"), validators=[MinValueValidator(1)])
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    period = models.CharField(_("period"), max_length=160, blank=True)
    duties = models.TextField(_("duties"))
    conditions = models.TextField(
        _("conditions of the role"), blank=True, help_text=_("Living, working or studying in the ward.")
    )
    youngest = models.PositiveSmallIntegerField(
        _("youngest age"), default=18, validators=[MinValueValidator(10), MaxValueValidator(99)]
    )
    reward = models.CharField(_("reward"), max_length=160, blank=True)
    insurance = models.CharField(_("insurance"), max_length=160, blank=True)
    criteria = models.TextField(
        _("criteria of the selection"), blank=True, help_text=_("One per line; each gets 1 to 5 points.")
    )
    scorers = models.PositiveSmallIntegerField(
        _("people who give points"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    writes_articles = models.BooleanField(
        _("writes articles"), default=False, help_text=_("Articles go to the hub's editors as drafts.")
    )

    class Meta:
        verbose_name = _("recruitment")
        verbose_name_plural = _("recruitments")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="recruitment_places_not_oversold", condition=Q(taken__lte=F("places"))),
        ]

    def __str__(self) -> str:
        return self.role

    @property
    def criteria_list(self) -> list[str]:
        return [line.strip() for line in self.criteria.splitlines() if line.strip()] or ["総合"]


class Slot(models.Model):
    """A time at which a hub holds interviews. ``taken`` counts those who chose it."""

    recruitment = models.ForeignKey(Recruitment, on_delete=models.PROTECT, related_name="slots")
    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="+", verbose_name=_("hub"))
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = models.CharField(_("place"), max_length=120)
    capacity = models.PositiveSmallIntegerField(_("people at a time"), default=1, validators=[MinValueValidator(1)])
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="no longer offered")

    class Meta:
        verbose_name = _("interview slot")
        verbose_name_plural = _("interview slots")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="slot_never_overbooked", condition=Q(taken__lte=F("capacity"))),
            models.UniqueConstraint(fields=["recruitment", "hub", "starts_at", "place"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M} {self.place}"

    @property
    def left(self) -> int:
        return self.capacity - self.taken
