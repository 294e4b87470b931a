"""One joint activity: whose wish it was, who did what, what it cost, what was learned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Collaboration(models.Model):
    """While ``published_at`` is set everybody reads it as a case study; it is taken off before it is changed."""

    class Agenda(models.TextChoices):
        RESIDENTS = "residents", pgettext_lazy("who set the agenda", "residents")
        GROUP = "group", pgettext_lazy("who set the agenda", "a group")
        HUB = "hub", pgettext_lazy("who set the agenda", "the hub")
        WARD = "ward", pgettext_lazy("who set the agenda", "a section of the ward")

    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="collaborations", verbose_name=_("hub"))
    case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="collaborations"
    )
    title = models.CharField(_("title"), max_length=120)
    topic = models.ForeignKey(
        "hubs.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    area = models.ForeignKey(
        "hubs.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    began_on = models.DateField(_("began on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    agenda_by = models.CharField(_("who set the agenda"), max_length=10, choices=Agenda.choices)
    agenda = models.TextField(_("how it began"), max_length=2000)
    done = models.TextField(_("what was done"), max_length=4000)
    learned = models.TextField(_("what was learned"), max_length=4000)
    cost_note = models.CharField(_("about the costs"), max_length=300, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("collaboration")
        verbose_name_plural = _("collaborations")
        ordering = ["-began_on", "-id"]
        indexes = [
            models.Index(fields=["-began_on", "-id"], name="case_study", condition=Q(published_at__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="collaboration_published_by_somebody",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="collaboration_term_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Partner(models.Model):
    """Who took part, what they did and what they paid. A section or a group, no person.

    ``group``: the group of the register that bears the name, if there is just one.
    """

    class Kind(models.TextChoices):
        RESIDENTS = "residents", pgettext_lazy("partner", "residents")
        GROUP = "group", pgettext_lazy("partner", "group")
        HUB = "hub", pgettext_lazy("partner", "hub")
        WARD = "ward", pgettext_lazy("partner", "section of the ward")
        OTHER = "other", pgettext_lazy("partner", "school, firm or other body")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="partners")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("who took part"), max_length=100)
    group = models.ForeignKey(
        "people.CommunityGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(_("what they did"), max_length=300)
    cost_yen = models.PositiveIntegerField(_("cost borne (yen)"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class NamedPerson(models.Model):
    """A person who agreed to be named in the case study: how and when; nobody else may stand in it."""

    class How(models.TextChoices):
        WRITING = "writing", pgettext_lazy("consent", "in writing")
        MAIL = "mail", pgettext_lazy("consent", "by e-mail")
        ORAL = "oral", pgettext_lazy("consent", "orally")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="named")
    name = models.CharField(_("name as it stands in the text"), max_length=80)
    how = models.CharField(_("how they agreed"), max_length=8, choices=How.choices)
    agreed_on = models.DateField(_("agreed on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person named with consent")
        verbose_name_plural = _("persons named with consent")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"named person {self.pk}"
