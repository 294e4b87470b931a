"""A draft begins: pinned to the call's form of today, with what is already known filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import CaseError, Closed, Forbidden
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from forms.answers import prefilled
from forms.drafts import start_draft
from forms.models import Draft
from forms.versions import freeze
from forms.wording import said
from workflows.cases import applying
from workflows.cases.models import Consultation
from workflows.cases.party import Party
from workflows.cases.services.consultation import current
from workflows.engine.kind import Kind, kinds
from workflows.intake.prefill import known
from workflows.intake.subjects import Subject, for_call
from workflows.programmes.models import Call, Programme


class ConsultationFirst(CaseError):
    """The programme wants a consultation before the form; none was asked for yet."""


def start(
    call: Call,
    *,
    actor: User,
    at: datetime,
    group: CommunityGroup | None = None,
    hub: Hub | None = None,
    eligibility: list[dict[str, str]] | None = None,
    origin: Mapping[str, Any] | None = None,
) -> Draft:
    """The unsent draft of this person, for themselves or for ``group``: the one they have, or a new one.

    at      the database's clock
    hub     to which a person applies who does so for themselves
    origin  what a new draft is filled in with besides, by the source that a question names
    Raises  Closed, Forbidden (not a member), ConsultationFirst, MayNotApply.
    """
    party = party_for(call, actor=actor, group=group, hub=hub)
    if not party.is_of(actor):
        raise Forbidden(_("You do not act for this group."))
    if not call.is_open(at):
        raise Closed(said("This call is not open for applications now.", call.programme.kind))
    applying.require(call, party)
    if wants_consultation_first(call, party):
        raise ConsultationFirst(
            said("This programme asks for a consultation before the application.", call.programme.kind)
        )
    with or_busy(), transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        return unsent(str(for_call(call)), owner=actor, party=party) or begin(
            for_call(call), call=call, owner=actor, party=party, user=actor, origin=origin or {},
            eligibility=eligibility or [],
        )  # fmt: skip


def kind_for(call: Call) -> Kind:
    return kinds()[call.programme.kind]


def party_for(call: Call, *, actor: User | None, group: CommunityGroup | None, hub: Hub | None) -> Party:
    """Who applies in ``call``, as its kind has it: a group, or ``actor`` for themselves at ``hub``.

    Raises CaseError when the one that is needed is missing.
    """
    if kind_for(call).is_for_groups:
        if group is None:
            raise CaseError(_("Please choose a group."))
        return Party.of(group)
    if hub is None:
        raise CaseError(_("Please choose a hub."))
    return Party(hub, user=actor)


def begin(
    subject: Subject,
    *,
    call: Call,
    owner: User,
    party: Party,
    user: User | None,
    origin: Mapping[str, Any] | None = None,
    **context: Any,
) -> Draft:
    """A new draft of the call's form, filled in with what is known of the group, ``user`` and the ``origin``."""
    version = freeze(kind_for(call).definition(call))
    return start_draft(
        owner=owner,
        subject=str(subject),
        version=version,
        context={"group": party.group and party.group.pk, "hub": party.hub.pk, "call": call.pk, **context},
        answers=prefilled(version, {**known(group=party.group, user=user), **(origin or {})}),
    )


def unsent(subject: str, *, owner: User, party: Party | None = None) -> Draft | None:
    """The newest draft of ``owner`` on ``subject`` (for ``party``) that was neither sent nor discarded."""
    drafts = Draft.objects.select_related("version").filter(
        owner=owner, subject=subject, sent_at=None, discarded_at=None
    )
    if party is not None and party.group is not None:
        drafts = drafts.filter(context__group=party.group.pk)
    elif party is not None:
        drafts = drafts.filter(context__hub=party.hub.pk)
    return drafts.order_by("-updated_at").first()


def wants_consultation_first(call: Call, party: Party) -> bool:
    """Only groups are consulted beforehand."""
    required = call.programme.consultation == Programme.Consultation.REQUIRED
    return required and party.group is not None and current(call, party.group) is None


def consultation_missing(call: Call, consultation: Consultation | None) -> bool:
    """A required consultation was not held yet, so the form cannot be sent."""
    required = call.programme.consultation == Programme.Consultation.REQUIRED
    return required and (consultation is None or consultation.state != Consultation.State.HELD)
