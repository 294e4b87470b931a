"""Who begins something from a case, and who undoes it: the one rule for pages, services and menus."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.people.models import User
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case
from workflows.correspondence.queries import readable_letters
from workflows.engine.ending import has_failed
from workflows.engine.kind import kind_of
from workflows.linking.spawnable import Spawnable, sorts


def may_begin(user: User | AnonymousUser, case: Case, spawnable: Spawnable) -> bool:
    return _acts(user, case, spawnable) and at_its_step(case, spawnable)


def begun_by(user: User | AnonymousUser, case: Case, *, at_desk: bool) -> list[Spawnable]:
    """What ``user`` may begin from ``case`` on this side."""
    acts = acts_at_desk if at_desk else acts_as_applicant
    return [one for one in sorts().values() if at_its_step(case, one) and acts(user, case, one)]


def require(user: User, case: Case, spawnable: Spawnable) -> None:
    """For the locked case. Raises Forbidden for the person, CaseError for the case."""
    if not _acts(user, case, spawnable):
        raise Forbidden(_("Your role does not include beginning something from this case."))
    if not at_its_step(case, spawnable):
        raise CaseError(_("This cannot be begun from the case as it stands now."))


def at_its_step(case: Case, spawnable: Spawnable) -> bool:
    """The kind says at which steps; nothing is begun from a case that came to nothing or was erased."""
    if case.erased_at is not None or case.step not in kind_of(case).begins.get(spawnable.sort, ()):
        return False
    return not has_failed(case)


def acts_at_desk(user: User | AnonymousUser, case: Case, spawnable: Spawnable) -> bool:
    """Reviewers and chiefs of the case's own hub, never for their own group."""
    return user.is_authenticated and keeps(user, case)


def keeps(user: User, case: Case) -> bool:
    """Who at the desk looks after what was begun from ``case``."""
    return access.is_of_the_hub(user, case) and not access.has_own_interest(user, case)


def acts_as_applicant(user: User | AnonymousUser, case: Case, spawnable: Spawnable) -> bool:
    """The group itself, once it has been told in writing that its case was concluded."""
    if not spawnable.for_applicants or not user.is_authenticated or not case.outcome:
        return False
    return acts_for_case(user, case) and readable_letters(case).exists()


def _acts(user: User | AnonymousUser, case: Case, spawnable: Spawnable) -> bool:
    return acts_at_desk(user, case, spawnable) or acts_as_applicant(user, case, spawnable)
