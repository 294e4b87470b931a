"""An issue of a hub: what it is, how urgent, what is done about it, and how it went on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Issue(models.Model):
    """Priority and state are changed by the services only, which write an ``IssueChange`` each time."""

    class Priority(models.IntegerChoices):
        HIGH = 1, pgettext_lazy("priority", "high")
        NORMAL = 2, pgettext_lazy("priority", "normal")
        LOW = 3, pgettext_lazy("priority", "low")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("issue", "open")
        WORKING = "working", pgettext_lazy("issue", "in work")
        SOLVED = "solved", pgettext_lazy("issue", "solved")
        PASSED_ON = "passed_on", pgettext_lazy("issue", "not ours, passed on")

    ENDED = (State.SOLVED, State.PASSED_ON)

    hub = models.ForeignKey("hubs.Hub", on_delete=models.PROTECT, related_name="issues", verbose_name=_("hub"))
    title = models.CharField(_("title"), max_length=120)
    chome = models.ForeignKey(
        "hubs.Chome", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    topic = models.ForeignKey(
        "hubs.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    passed_to = models.CharField(_("passed on to"), max_length=120, blank=True)
    result = models.CharField(_("what came of it"), max_length=1000, blank=True)
    untold_reason = models.CharField(_("why not everybody was told"), max_length=200, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of an area", "issue")
        verbose_name_plural = pgettext_lazy("of an area", "issues")
        ordering = ["priority", "opened_at", "id"]
        indexes = [
            models.Index(fields=["hub", "priority", "opened_at"], name="issue_open", condition=Q(closed_at=None)),
            models.Index(fields=["hub", "-closed_at", "-id"], name="issue_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="issue_closed_exactly_when_ended",
                condition=Q(state__in=["open", "working"], closed_at__isnull=True)
                | Q(state__in=["solved", "passed_on"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_passed_on_to_somebody",
                condition=(Q(state="passed_on") & ~Q(passed_to="")) | (~Q(state="passed_on") & Q(passed_to="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class IssueChange(models.Model):
    """What was changed of an issue, by whom, when and why; rows are added, never changed."""

    class What(models.TextChoices):
        OPENED = "opened", pgettext_lazy("change of an issue", "taken up")
        PRIORITY = "priority", pgettext_lazy("change of an issue", "priority")
        STATE = "state", pgettext_lazy("change of an issue", "state")

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of an issue")
        verbose_name_plural = _("changes of issues")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.what}: {self.before} → {self.after}"

    def words(self) -> str:
        """From what to what, in words."""
        named = {Issue.Priority: self.What.PRIORITY, Issue.State: self.What.STATE}
        labels = {
            str(value): str(label) for kind, what in named.items() if what == self.what for value, label in kind.choices
        }
        before, after = (labels.get(one, one) for one in (self.before, self.after))
        return f"{before} → {after}" if before else after


class IssueAction(models.Model):
    """Something that is to be done about it, with which groups."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(_("what is done"), max_length=200)
    groups = models.ManyToManyField("people.CommunityGroup", blank=True, related_name="+", verbose_name=_("with"))
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.what


class IssueLink(models.Model):
    """The issue has to do with a thing of another room: its kind and its key there. See ``things``."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="links")
    thing = models.SlugField(max_length=20)
    key = models.CharField(max_length=60)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("link of an issue")
        verbose_name_plural = _("links of issues")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["issue", "thing", "key"], name="issue_link_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.key}"
