"""Keeping a case beyond its time: while there is a dispute nothing of it is erased."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.people.access import roles_of
from cms.people.models import Role, User
from forms.wording import said
from workflows.cases import access
from workflows.cases.models import Case
from workflows.cases.services.events import record
from workflows.cases.services.locking import lock

LONGEST_REASON = 200


def freeze(case: Case, *, actor: User, reason: str) -> Case:
    """The case is kept, whatever its time, until it is released. The reason may name a dispute, so it is erasable."""
    check_keeper(actor, case)
    reason = checked_reason(reason)
    with transaction.atomic():
        locked = lock(case)
        if locked.erased_at:
            raise CaseError(_("The content of this case has already been erased."))
        if locked.retention_hold:
            raise CaseError(_("This case is already kept beyond its time."))
        locked.retention_hold = reason
        record(locked, actor=actor, verb="frozen", details={"reason": reason}, changed=["retention_hold"])
    return locked


def release(case: Case, *, actor: User, reason: str) -> Case:
    """The time of the case counts again as if it had never been frozen."""
    check_keeper(actor, case)
    reason = checked_reason(reason)
    with transaction.atomic():
        locked = lock(case)
        if not locked.retention_hold:
            raise CaseError(_("This case is not kept beyond its time."))
        locked.retention_hold = ""
        record(locked, actor=actor, verb="unfrozen", details={"reason": reason}, changed=["retention_hold"])
    return locked


def check_keeper(actor: User, case: Case) -> None:
    """Administrators alone, never on a case of their own group. Raises Forbidden."""
    if not roles_of(actor).has(Role.ADMINISTRATOR):
        raise Forbidden(_("Only an administrator decides on keeping and erasing cases."))
    if access.has_own_interest(actor, Case.objects.get(pk=case.pk)):
        raise Forbidden(said("You belong to the group of this case, so somebody else has to act on it.", case.kind))


def checked_reason(reason: str) -> str:
    """The reason on its own; CaseError when it is empty, too long or cannot be kept."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or unstorable(reason):
        raise CaseError(_("Give the reason in at most %(limit)d characters.") % {"limit": LONGEST_REASON})
    return reason
