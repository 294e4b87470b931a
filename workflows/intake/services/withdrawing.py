"""The applicant takes the application back and gets a receipt for that."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Forbidden
from cms.core.waiting import or_busy
from cms.people.models import User
from workflows.cases.models import Case
from workflows.cases.party import acts_for_case
from workflows.engine.withdrawing import withdraw
from workflows.intake.services.sending import mail_receipt


def take_back(case: Case, *, actor: User, reason: str = "", chosen: Collection[str] = ()) -> Case:
    """The case is withdrawn and ``actor`` is told by mail. Raises Forbidden, and CaseError once it has ended, Busy.

    chosen  what of the things that were begun from it is undone with it, see ``linking``
    """
    if not acts_for_case(actor, case):
        raise Forbidden(_("You do not act for this group."))
    with or_busy(), transaction.atomic():
        ended = withdraw(case, actor=actor, reason=reason, chosen=chosen)
        mail_receipt(ended, to=actor, template="withdrawal_receipt", key=f"withdrawn:{ended.pk}")
    return ended
