"""The letters of a case, as pages and steps ask for them. Who may read the case is asked before."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from workflows.cases.models import Case
from workflows.correspondence.models import Letter, LetterCorrection


def letters_of(case: Case) -> QuerySet[Letter]:
    """Every letter and version, also those still being made, oldest first; files come along."""
    return Letter.objects.filter(case=case).select_related("file", "replaces", "posted_by").order_by("branch")


# What the applicant's side may read: an electronic letter once it is issued, one on paper once it was posted.
GIVEN_OUT = Q(state__in=[Letter.State.ISSUED, Letter.State.REPLACED], file__isnull=False) & (
    Q(notice=Case.Notice.ELECTRONIC) | Q(posted_on__isnull=False)
)


def readable_letters(case: Case) -> QuerySet[Letter]:
    """What the applicant may read: letters given out, the replaced ones too, oldest first."""
    return letters_of(case).filter(GIVEN_OUT)


def current_letter(case: Case) -> Letter | None:
    """The letter in force: the newest one issued, even while a correction of it is being made."""
    return _of(case, letters_of(case).filter(state=Letter.State.ISSUED).order_by("-branch").first())


def newest_letter(case: Case) -> Letter | None:
    """The newest letter in whatever state: the one that is being made, waits for a person, or is in force."""
    return _of(case, letters_of(case).order_by("-branch").first())


def _of(case: Case, letter: Letter | None) -> Letter | None:
    """The letter with this very case: a case that is locked already must not be read a second time."""
    if letter is not None:
        letter.case = case
    return letter


_PARKED = Q(state=Letter.State.PARKED)
_TO_POST = Q(state=Letter.State.ISSUED, notice=Case.Notice.POST, posted_on=None)


def parked(cases: QuerySet[Case]) -> QuerySet[Letter]:
    """Letters of these cases that cannot be made without a person, the oldest first."""
    return _listed(cases).filter(_PARKED)


def to_post(cases: QuerySet[Case]) -> QuerySet[Letter]:
    """Letters of these cases that are issued on paper and not posted yet, the oldest first."""
    return _listed(cases).filter(_TO_POST)


def needing_a_person(cases: QuerySet[Case]) -> QuerySet[Letter]:
    """Both kinds together, to be counted."""
    return Letter.objects.filter(_PARKED | _TO_POST, case__in=cases.order_by().values("pk"))


def corrections_waiting(cases: QuerySet[Case]) -> QuerySet[LetterCorrection]:
    """Requests for a correction that wait for an approver, the oldest first."""
    found = LetterCorrection.objects.filter(
        state=LetterCorrection.State.WAITING, letter__case__in=cases.order_by().values("pk")
    )
    return found.select_related(
        "letter__case__hub", "letter__case__group", "letter__case__person", "asked_by"
    ).order_by("pk")


def _listed(cases: QuerySet[Case]) -> QuerySet[Letter]:
    found = Letter.objects.filter(case__in=cases.order_by().values("pk"))
    return found.select_related("case__hub", "case__group", "case__person").order_by("pk")
