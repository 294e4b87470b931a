"""Points by several people: nobody sees another's before theirs are in, and nobody close to the applicant gives any."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Avg, Sum
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.core.waiting import or_busy
from cms.people.access import roles_of
from cms.people.models import Role, User
from workflows.cases import access
from workflows.cases.models import Case, CaseEvent
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock
from workflows.kinds.volunteering.models import Recruitment, Score
from workflows.kinds.volunteering.services import slots

STEP = "interview"
LEAST, MOST = 1, 5


def recruitment_of(case: Case) -> Recruitment:
    """Raises CaseError while the facts of the call have not been entered."""
    found = Recruitment.objects.filter(call_id=case.call_id).first()
    if found is None:
        raise CaseError(_("The facts of this recruitment have not been entered yet."))
    return found


def is_scorer(user: User, case: Case) -> bool:
    """The hub's reviewers and chief, and the division's reviewers; never who belongs to the case."""
    roles = roles_of(user)
    theirs = case.hub_id in roles.hubs_as(Role.REVIEWER, Role.CHIEF) or roles.has(Role.DIVISION_REVIEWER)
    return theirs and not access.has_own_interest(user, case)


def own(user: User, case: Case) -> Score | None:
    return Score.objects.filter(case=case, scorer=user).first()


def is_over(case: Case) -> bool:
    """Once an interview is finished its points can be read, so nobody adds any, even when the draft comes back."""
    return case.closed_at is not None or CaseEvent.objects.filter(case=case, verb="interviewed").exists()


def visible(user: User, case: Case) -> list[Score]:
    """As long as points may be given: all, to whoever has given theirs, else none. Afterwards all.

    Who declared to be close to the applicant sees their declaration alone, at any time.
    """
    mine = own(user, case)
    if mine is not None and mine.has_conflict:
        return [mine]
    if mine is None and not is_over(case):
        return []
    return list(Score.objects.select_related("scorer").filter(case=case))


def counted(case: Case) -> int:
    return Score.objects.filter(case=case, has_conflict=False).count()


def sum_of(case: Case) -> int:
    return Score.objects.filter(case=case, has_conflict=False).aggregate(sum=Sum("total"))["sum"] or 0


def mean_of(case: Case) -> int:
    """The mean of the scorers' sums, times 100: as comparable after three scorers as after two."""
    mean = Score.objects.filter(case=case, has_conflict=False).aggregate(mean=Avg("total"))["mean"]
    return round(100 * (mean or 0))


def give(case: Case, *, actor: User, points: Mapping[str, int], comment: str = "") -> Score:
    """The points of ``actor``, given once. Raises Forbidden, CaseError (given before, not the time, not whole)."""
    criteria = recruitment_of(case).criteria_list
    if set(points) != set(criteria) or not all(LEAST <= value <= MOST for value in points.values()):
        raise CaseError(_("Give 1 to 5 points for every criterion."))
    score = Score(case=case, scorer=actor, points=dict(points), total=sum(points.values()), comment=comment)
    return _enter(case, score, actor=actor, verb="scored")


def declare_conflict(case: Case, *, actor: User, reason: str) -> Score:
    """``actor`` is close to the applicant: they give no points and see none. Raises as ``give`` does."""
    if not reason.strip():
        raise CaseError(_("Please write in what way you are close to the applicant."))
    return _enter(
        case, Score(case=case, scorer=actor, has_conflict=True, comment=reason), actor=actor, verb="conflict_declared"
    )


def _enter(case: Case, score: Score, *, actor: User, verb: str) -> Score:
    """No points in the event: it is read while others have not given theirs."""
    try:
        with or_busy(), transaction.atomic():
            locked = lock(case)
            if not is_scorer(actor, locked):
                raise Forbidden(_("Your role does not include giving points here."))
            if locked.step != STEP:
                raise CaseError(_("Points are given after the interview has been chosen and before the draft."))
            if not score.has_conflict and is_over(locked):
                raise CaseError(_("The interview is finished and its points can be read, so nobody adds to them."))
            with transaction.atomic():
                score.save(force_insert=True)
            record(locked, actor=actor, verb=verb, payload={"scorer": actor.pk})
    except IntegrityError as error:
        if own(actor, case) is None:
            raise
        raise CaseError(_("You have given your points already.")) from error
    return score


def must_not_be_close(case: Case, actor: User) -> None:
    """Raises Forbidden for who declared to be close to the applicant: they do no step of the selection."""
    if Score.objects.filter(case=case, scorer=actor, has_conflict=True).exists():
        raise Forbidden(_("You declared to be close to the applicant, so somebody else has to do this."))


def finish(case: Case, *, actor: User, note: str = "") -> Case:
    """The interview took place and enough people gave points; the points join the chain."""
    case = lock(case)
    must_not_be_close(case, actor)
    wanted, given = recruitment_of(case).scorers, counted(case)
    if given < wanted:
        raise CaseError(
            _("%(given)d of %(wanted)d people have given their points. The others have to do so first.")
            % {"given": given, "wanted": wanted}
        )
    totals = {str(score.scorer_id): score.total for score in Score.objects.filter(case=case, has_conflict=False)}
    record(
        case, actor=actor, verb="interviewed", payload={"points": totals, "sum": sum_of(case), "mean": mean_of(case)},
        details={"note": note} if note else None,
    )  # fmt: skip
    return case


def stayed_away(case: Case, *, actor: User, note: str = "") -> Case:
    """The applicant did not come; the slot is free again. The step's way out says whether they choose anew."""
    case = lock(case)
    must_not_be_close(case, actor)
    slots.let_go(case)
    record(case, actor=actor, verb="stayed_away", payload={}, details={"note": note} if note else None)
    return case
