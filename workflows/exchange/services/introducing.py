"""Introductions: asked for by staff, agreed or refused by each side, ended with an outcome."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden, Stale
from cms.core.waiting import or_busy
from cms.people.groups import acts_for
from cms.people.models import CommunityGroup, User
from workflows.exchange.access import has_interest, introductions_for_staff, may_introduce
from workflows.exchange.contacts import OTHER
from workflows.exchange.models import Introduction, Listing, Together
from workflows.exchange.telling import tell_group

Outcome = Introduction.Outcome
SOURCE = "introduction"


def introduce(need: Listing, offer: Listing, *, actor: User, message: str) -> Introduction:
    """Both sides are asked by mail. Stale when a colleague has just introduced these two."""
    try:
        with or_busy(), transaction.atomic():
            return _introduce(need, offer, actor=actor, message=message)
    except IntegrityError as error:
        raise Stale(_already()) from error


def _already() -> str:
    return _("A colleague has introduced these two already.")


def _introduce(need: Listing, offer: Listing, *, actor: User, message: str) -> Introduction:
    rows = Listing.objects.select_for_update(of=("self",)).filter(pk__in=[need.pk, offer.pk])
    found = {row.pk: row for row in rows.select_related("group").order_by("pk")}
    need, offer = found[need.pk], found[offer.pk]
    if not may_introduce(actor, need, offer):
        raise Forbidden(_("The staff of the hub of one of the two groups introduce them."))
    if has_interest(actor, need, offer):
        raise Forbidden(_("You belong to one of the groups, so somebody else has to introduce them."))
    today = timezone.localdate()
    if (need.side, offer.side) != ("need", "offer") or need.kind != offer.kind or need.group_id == offer.group_id:
        raise CaseError(_("A need and an offer of the same kind, of two groups, can be introduced to each other."))
    if not (need.is_open(today) and offer.is_open(today) and need.group.is_active and offer.group.is_active):
        raise CaseError(_("One of the two was closed meanwhile."))
    if need.waits_for_hub or offer.waits_for_hub:
        raise CaseError(_("The hub of one of the two groups has not verified it yet."))
    if Introduction.objects.filter(need=need, offer=offer, closed_at=None).exists():
        raise Stale(_already())
    made = Introduction.objects.create(need=need, offer=offer, introduced_by=actor, message=message)
    log(made, "exchange.introduced", user=actor)
    for listing in (need, offer):
        tell_group(listing.group_id, template="introduced", listing=listing, **_named(made))
    return made


def consent(introduction: Introduction, *, actor: User, group: CommunityGroup, name: str, reach: str) -> Introduction:
    """``group`` agrees to be reached like this by the other side, which learns it once it agrees, too."""
    with or_busy(), transaction.atomic():
        row, side = _locked(introduction, actor, group)
        first = not row.has_consent(side)
        _put(row, side, at=timezone.now(), by=actor, name=name, reach=reach)
        if first and row.has_consent(OTHER[side]):
            row.connected_at = timezone.now()
        row.save()
        log(row, "exchange.consented", user=actor, data={"side": side})
        if first and row.connected_at is not None:
            for whose in row.groups().values():
                tell_group(whose, template="connected", **_named(row))
        return row


def withdraw_consent(introduction: Introduction, *, actor: User, group: CommunityGroup) -> Introduction:
    """What ``group`` had told is gone, and neither side sees the other's contact any more. Twice changes nothing."""
    with or_busy(), transaction.atomic():
        row, side = _locked(introduction, actor, group)
        if row.has_consent(side):
            was_connected = row.connected_at is not None
            _put(row, side, at=None, by=None, name="", reach="")
            row.connected_at = None
            row.save()
            log(row, "exchange.consent_withdrawn", user=actor, data={"side": side})
            if was_connected:
                tell_group(row.groups()[OTHER[side]], template="taken_back", **_named(row))
        return row


def decline(introduction: Introduction, *, actor: User, group: CommunityGroup, reason: str) -> Introduction:
    """The introduction ends; the staff read the reason, the other side does not."""
    with or_busy(), transaction.atomic():
        row, side = _locked(introduction, actor, group)
        _end(row, actor=actor, outcome=Outcome.NOT, reason=reason)
        log(row, "exchange.declined", user=actor, data={"side": side})
        tell_group(row.groups()[OTHER[side]], template="ended", **_named(row))
        return row


def record_outcome(introduction: Introduction, *, actor: User, outcome: str, reason: str) -> Introduction:
    """Staff record what became of it; after a meeting also what followed. It feeds what is known of the pair."""
    with or_busy(), transaction.atomic():
        row = Introduction.objects.select_for_update(of=("self",)).select_related("need__group", "offer__group")
        found = row.get(pk=introduction.pk)
        if not may_introduce(actor, found.need, found.offer) or not _reads(actor, found):
            raise Forbidden(_("The staff of the hub of one of the two groups record what became of it."))
        if has_interest(actor, found.need, found.offer):
            raise Forbidden(_("You belong to one of the groups, so somebody else has to record the outcome."))
        if found.outcome not in (Outcome.OPEN, Outcome.MET):
            raise Stale(_("The outcome is on record already."))
        if outcome in (Outcome.MET, Outcome.AGREED) and found.connected_at is None:
            raise CaseError(_("The two have not both agreed to be introduced, so they cannot have met through it."))
        _end(found, actor=actor, outcome=outcome, reason=reason)
        if outcome in (Outcome.MET, Outcome.AGREED):
            how = Together.How.AGREED if outcome == Outcome.AGREED else Together.How.MET
            pair = (found.need.group_id, found.offer.group_id)
            Together.note(groups=pair, how=how, on=timezone.localdate(), source=SOURCE, ref=str(found.pk))
        log(found, "exchange.outcome_recorded", user=actor, data={"outcome": outcome})
        return found


def _reads(actor: User, row: Introduction) -> bool:
    return introductions_for_staff(actor).filter(pk=row.pk).exists()


def _end(row: Introduction, *, actor: User, outcome: str, reason: str) -> None:
    """An introduction that came to nothing forgets at once how the two are reached."""
    row.outcome, row.reason = outcome, reason
    row.closed_at, row.closed_by = timezone.now(), actor
    if outcome == Outcome.NOT:
        forget(row)
    row.save()


def forget(row: Introduction) -> None:
    """No consent and no contact stands in the row any more; the caller saves it."""
    for side in OTHER:
        _put(row, side, at=None, by=None, name="", reach="")
    row.connected_at = None


def _put(row: Introduction, side: str, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, f"{side}_{name}", value)


def _locked(introduction: Introduction, actor: User, group: CommunityGroup) -> tuple[Introduction, str]:
    """The row, locked and under way, and the side of ``group``, for which ``actor`` acts."""
    rows = Introduction.objects.select_for_update(of=("self",)).select_related("need", "offer")
    row = rows.get(pk=introduction.pk)
    sides = row.sides_of(group.pk)
    if len(sides) != 1 or not acts_for(actor, group):
        raise Forbidden(_("Only the people of the two groups answer."))
    if row.closed_at is not None:
        raise Stale(_("This introduction has ended meanwhile."))
    return row, sides[0]


def _named(row: Introduction) -> dict[str, Any]:
    """About and key of a mail: the moment makes it a mail of its own when the same happens again."""
    return {"about": f"{SOURCE}:{row.pk}", "key": f"introduction:{row.pk}:{timezone.now():%Y%m%d%H%M%S%f}"}
