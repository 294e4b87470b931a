"""The letters of a case, as pages and steps ask for them. Who may read the case is asked before."""

from __future__ import annotations

from django.db.models import QuerySet

from workflows.cases.models import Case
from workflows.correspondence.models import Letter


def letters_of(case: Case) -> QuerySet[Letter]:
    """Every letter and version, also those still being made, oldest first; files come along."""
    return Letter.objects.filter(case=case).select_related("file", "replaces", "posted_by").order_by("branch")


def readable_letters(case: Case) -> QuerySet[Letter]:
    """What the applicant may read: issued letters, the replaced ones too, oldest first."""
    return letters_of(case).filter(state__in=[Letter.State.ISSUED, Letter.State.REPLACED], file__isnull=False)


def current_letter(case: Case) -> Letter | None:
    """The letter in force: the newest one issued, even while a correction of it is being made."""
    return letters_of(case).filter(state=Letter.State.ISSUED).order_by("-branch").first()


def newest_letter(case: Case) -> Letter | None:
    """The newest letter in whatever state: the one that is being made, waits for a person, or is in force."""
    return letters_of(case).order_by("-branch").first()
