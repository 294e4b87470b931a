"""What was sent, each time it was sent: the first application and every correction."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Submission(models.Model):
    """Answers with the form version that they answer. Number 1 is the application itself."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey("kizuna_forms.FormVersion", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, help_text="section key → question key → answer")
    arrived_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.UUIDField(help_text="idempotency key of the sending; belongs to its sender")

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["sent_by", "key"], name="submission_key_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.number}"


class CaseFile(models.Model):
    """A file as part of one submission (``question``), or a scan of the paper form."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    question = models.CharField(max_length=40)
    file = models.ForeignKey("kizuna_media.PrivateFile", on_delete=models.PROTECT, related_name="case_files")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "question", "file"], name="case_file_once"),
            models.CheckConstraint(name="case_file_has_question", condition=~Q(question="")),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.question}"
