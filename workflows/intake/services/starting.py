"""A draft begins: pinned to the call's form of today, with what is already known filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Closed, Forbidden
from cms.core.waiting import or_busy
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, User
from forms.answers import prefilled
from forms.drafts import start_draft
from forms.models import Draft
from forms.versions import freeze
from workflows.cases import applying
from workflows.cases.models import Consultation
from workflows.cases.services.consultation import current
from workflows.engine.kind import kinds
from workflows.intake.prefill import known
from workflows.intake.subjects import Subject, for_call
from workflows.programmes.models import Call, Programme


class ConsultationFirst(CaseError):
    """The programme wants a consultation before the form; none was asked for yet."""


def start(
    call: Call, *, actor: User, group: CommunityGroup, at: datetime, eligibility: list[dict[str, str]] | None = None
) -> Draft:
    """The unsent draft of this person and group for ``call``: the one they have, or a new one.

    at  the database's clock
    Raises  Closed, Forbidden (not a member), ConsultationFirst, MayNotApply.
    """
    if not acts_for(actor, group):
        raise Forbidden(_("You do not act for this group."))
    if not call.is_open(at):
        raise Closed(_("This call is not open for applications now."))
    applying.require(call, group)
    if wants_consultation_first(call, group):
        raise ConsultationFirst(_("This programme asks for a consultation before the application."))
    with or_busy(), transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        return unsent(str(for_call(call)), owner=actor, group=group) or begin(
            for_call(call), call=call, owner=actor, group=group, user=actor, eligibility=eligibility or []
        )


def begin(
    subject: Subject, *, call: Call, owner: User, group: CommunityGroup, user: User | None, **context: Any
) -> Draft:
    """A new draft of the call's form, filled in with what is known of ``group`` and ``user``."""
    version = freeze(kinds()[call.programme.kind].definition(call))
    return start_draft(
        owner=owner,
        subject=str(subject),
        version=version,
        context={"group": group.pk, "call": call.pk, **context},
        answers=prefilled(version, known(group=group, user=user)),
    )


def unsent(subject: str, *, owner: User, group: CommunityGroup | None = None) -> Draft | None:
    """The newest draft of ``owner`` on ``subject`` (for ``group``) that was neither sent nor discarded."""
    drafts = Draft.objects.select_related("version").filter(
        owner=owner, subject=subject, sent_at=None, discarded_at=None
    )
    if group is not None:
        drafts = drafts.filter(context__group=group.pk)
    return drafts.order_by("-updated_at").first()


def wants_consultation_first(call: Call, group: CommunityGroup) -> bool:
    required = call.programme.consultation == Programme.Consultation.REQUIRED
    return required and current(call, group) is None


def consultation_missing(call: Call, consultation: Consultation | None) -> bool:
    """A required consultation was not held yet, so the form cannot be sent."""
    required = call.programme.consultation == Programme.Consultation.REQUIRED
    return required and (consultation is None or consultation.state != Consultation.State.HELD)
