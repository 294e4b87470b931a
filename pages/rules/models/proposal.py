"""That a page was put into an issue of a bulletin by a rule: once for each bulletin, however often it is published."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Proposal(models.Model):
    """``article``: the page itself, or the draft of an article that was made of it."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    bulletin = models.ForeignKey("pages.BulletinPage", on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey("pages.IssuePage", on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "bulletin"], name="proposed_once_for_bulletin")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.issue_id}"
