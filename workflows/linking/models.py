"""What was begun from a case: an application, or a page. One row each, from the case to what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class CaseLink(models.Model):
    """A form becomes a case when it is sent; a page stays one. What somebody has deleted leaves the row without it.

    root      the case at the top of the family; a case has one origin at most, so a family is a tree
    about     what exactly, where a sort has several (``call:12``); empty where there is one
    told_at   since when those who take care of it know that ``source`` has ended without success
    ended_at  undone, or found gone when it was begun anew; from then on it counts no more
    """

    class How(models.TextChoices):
        UNDONE = "undone", pgettext_lazy("link", "undone")
        GONE = "gone", pgettext_lazy("link", "no longer there")

    source = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="begun")
    root = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="family")
    sort = models.SlugField(max_length=20)
    about = models.CharField(max_length=40, blank=True, default="")
    case = models.OneToOneField("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="origin")
    draft = models.OneToOneField(
        "kizuna_forms.Draft", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    page = models.OneToOneField("wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=6, choices=How.choices, blank=True, default="")

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "sort", "about"], condition=Q(ended_at=None), name="case_link_once"
            ),
            models.CheckConstraint(
                name="case_link_ended_whole",
                condition=Q(ended_at=None, how="", ended_by=None)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(how="")),
            ),
            models.CheckConstraint(name="case_link_form_or_page", condition=Q(page=None) | Q(draft=None, case=None)),
        ]

    def __str__(self) -> str:
        return f"{self.sort} of {self.source_id}"

    @property
    def is_there(self) -> bool:
        """Somebody may have deleted the page, or discarded the form, without a word to us."""
        if self.case_id or self.page_id:
            return True
        return self.draft is not None and self.draft.discarded_at is None
