"""The request itself: its officer, its issue, how it ended; and the talks on the way (面談の記録)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Coordination(models.Model):
    """One per case, made when it is taken in."""

    class Agenda(models.TextChoices):
        GROUP = "group", _("the group")
        WARD = "ward", _("the ward")
        BOTH = "both", _("both together")

    class Carried(models.TextChoices):
        NOT_YET = "", _("not finished")
        FINISHED = "finished", _("carried out")
        EARLY = "early", _("ended early")

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="coordination")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("officer in charge"),
    )  # fmt: skip
    issue = models.TextField(_("issue"), blank=True)
    agenda = models.CharField(
        pgettext_lazy("coordination", "who set the agenda"), max_length=5, choices=Agenda.choices, blank=True
    )
    carried = models.CharField(_("how it was carried out"), max_length=8, choices=Carried.choices, blank=True)
    carried_on = models.DateField(null=True, blank=True)
    publish = models.BooleanField(_("told publicly"), null=True, blank=True)
    publish_reason = models.TextField(_("reason of the decision on publishing"), blank=True)

    def __str__(self) -> str:
        return f"coordination of {self.case_id}"


class Talk(models.Model):
    """A record of one hearing, meeting or check; 1…n of each."""

    class Phase(models.TextChoices):
        HEARING = "hearing", _("hearing")
        MEETING = "meeting", _("first meeting")
        ARRANGING = "arranging", _("coordination talk")
        CARRYING = "carrying", _("report on the activity")
        INTERIM = "interim", _("interim check")
        REVIEW = "review", _("review with both sides")

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="talks")
    phase = models.CharField(max_length=9, choices=Phase.choices)
    held_on = models.DateField(_("day"))
    attended = models.CharField(pgettext_lazy("hearing", "who took part"), max_length=400, blank=True)
    record = models.TextField(_("record"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.phase} of {self.case_id}"
