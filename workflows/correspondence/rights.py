"""Who handles the letters of a case, and who may let a correction go out. Each service asks here."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cms.core.errors import Forbidden
from cms.people.access import roles_of
from cms.people.models import Role, User
from forms.wording import said
from workflows.cases.access import has_own_interest
from workflows.cases.models import Case
from workflows.correspondence.models import LetterCorrection


def handles_letters(user: User, case: Case) -> bool:
    """Asks for corrections, retries and posts: the division's reviewers, never for a case of their own group."""
    return roles_of(user).has(Role.DIVISION_REVIEWER) and not has_own_interest(user, case)


def require_handler(actor: User, case: Case) -> None:
    if not handles_letters(actor, case):
        raise Forbidden(_("Your role does not include the letters of this case."))


def hindrance_to_confirm(user: User, correction: LetterCorrection, case: Case) -> str:
    """Why this person may not let the correction go out, as a sentence; empty when they may."""
    if not roles_of(user).has(Role.DIVISION_APPROVER):
        return _("A division approver confirms the correction of a letter.")
    if correction.asked_by_id == user.pk:
        return _("Whoever asked for the correction cannot confirm it.")
    if case.drafted_by_id == user.pk:
        return _("Whoever drafted the decision cannot confirm a correction of its letter.")
    if has_own_interest(user, case):
        return said("You belong to the group of this case, so somebody else has to act on it.", case.kind)
    return ""


def confirms(user: User, correction: LetterCorrection, case: Case) -> bool:
    return not hindrance_to_confirm(user, correction, case)
