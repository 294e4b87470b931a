"""An entry of the ledger is written, changed, published with the consent of whom it names, and taken off again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden
from cms.core.text import unstorable
from cms.core.waiting import or_busy
from cms.hubs.models import Hub
from cms.people.models import CommunityGroup, User
from workflows.cases.access import may_read_as_staff
from workflows.cases.models import Case
from workflows.engine.kind import kind_of
from workflows.ledger import access, names
from workflows.ledger.models import Collaboration, NamedPerson, Partner
from workflows.ledger.signals import partners_kept

FIELDS = (
    "title", "topic", "area", "began_on", "ended_on", "agenda_by", "agenda", "done", "learned", "cost_note",
)  # fmt: skip
TEXTS = ("title", "agenda", "done", "learned")


def write_entry(
    hub: Hub, *, actor: User, partners: Iterable[dict[str, Any]], case: Case | None = None, **given: Any
) -> Collaboration:
    """A new entry of the hub, from ``case`` or by itself. ``given``: every one of ``FIELDS``."""
    if hub.pk not in access.hubs_of(actor):
        raise Forbidden(_("Only the staff of this hub write its collaborations."))
    if case is not None and (case.hub_id != hub.pk or not may_read_as_staff(actor, case)):
        raise CaseError(_("This case belongs to another hub."))
    entry = Collaboration(hub=hub, case=case, created_by=actor)
    with transaction.atomic():
        _fill(entry, given)
        entry.save(force_insert=True)
        _set_partners(entry, partners)
        log(entry, "ledger.written", user=actor)
    return entry


def change_entry(
    entry: Collaboration, *, actor: User, partners: Iterable[dict[str, Any]], **given: Any
) -> Collaboration:
    """Not while everybody reads it: it is taken off first, so that nothing goes out unlooked at."""
    with or_busy(), transaction.atomic():
        locked = _locked(entry, actor)
        if locked.is_published:
            raise CaseError(_("This entry is published. Take it off the site before you change it."))
        _fill(locked, given)
        locked.changed_at = timezone.now()
        locked.save(update_fields=[*FIELDS, "changed_at"])
        _set_partners(locked, partners)
        log(locked, "ledger.changed", user=actor)
    return locked


def record_consent(entry: Collaboration, *, actor: User, name: str, how: str, agreed_on: date) -> NamedPerson:
    """A person agreed to stand in the case study by this name."""
    if not name.strip() or unstorable(name):
        raise CaseError(_("Please write the name."))
    if agreed_on > timezone.localdate():
        raise CaseError(_("The day of the consent lies in the future."))
    with or_busy(), transaction.atomic():
        locked = _locked(entry, actor)
        named = NamedPerson.objects.create(
            collaboration=locked, name=name.strip(), how=NamedPerson.How(how), agreed_on=agreed_on, recorded_by=actor
        )
        log(locked, "ledger.consent_recorded", user=actor, data={"person": named.pk})
    return named


def withdraw_consent(named: NamedPerson, *, actor: User) -> bool:
    """They no longer agree: the row is gone, and an entry that names them is off the site at once; True if it was."""
    with or_busy(), transaction.atomic():
        locked = _locked(Collaboration(pk=named.collaboration_id), actor)
        is_shown = locked.is_published and names.named_in(locked, named.name)
        NamedPerson.objects.filter(pk=named.pk).delete()
        log(locked, "ledger.consent_withdrawn", user=actor, data={"person": named.pk})
        if is_shown:
            _take_off(locked, actor)
    return is_shown


def publish(entry: Collaboration, *, actor: User, confirmed: bool) -> Collaboration:
    """Everybody reads it. ``confirmed``: the actor has read it and it names nobody who has not agreed.

    Raises  Forbidden; CaseError when the case it comes from must not be told, when a name that we know stands in it
            without consent, or it has no partners.
    """
    with or_busy(), transaction.atomic():
        locked = _locked(entry, actor)
        if not access.publishes(actor, locked):
            raise Forbidden(_("The chief of the hub or the editor-in-chief publishes it."))
        if locked.is_published:
            raise CaseError(_("This entry is published already."))
        if locked.case is not None and (untold := kind_of(locked.case).untold) and (why := untold(locked.case)):
            raise CaseError(why)
        if not locked.partners.exists():
            raise CaseError(_("Please write first who took part."))
        if found := names.without_consent(locked):
            raise CaseError(
                _("These persons are named and have not agreed: %(names)s. Take them out, or record their consent.")
                % {"names": "、".join(found)}
            )
        if not confirmed:
            raise CaseError(_("Please confirm that you have read it and that it names nobody who has not agreed."))
        locked.published_at, locked.published_by = timezone.now(), actor
        locked.save(update_fields=["published_at", "published_by"])
        log(locked, "ledger.published", user=actor)
    return locked


def unpublish(entry: Collaboration, *, actor: User) -> Collaboration:
    """Nobody outside reads it any more."""
    with or_busy(), transaction.atomic():
        locked = _locked(entry, actor)
        if not access.publishes(actor, locked):
            raise Forbidden(_("The chief of the hub or the editor-in-chief takes it off."))
        if not locked.is_published:
            raise CaseError(_("This entry is not published."))
        _take_off(locked, actor)
    return locked


def _take_off(entry: Collaboration, actor: User) -> None:
    entry.published_at = entry.published_by = None
    entry.save(update_fields=["published_at", "published_by"])
    log(entry, "ledger.unpublished", user=actor)


def _fill(entry: Collaboration, given: dict[str, Any]) -> None:
    for name in FIELDS:
        setattr(entry, name, given[name])
    if any(not getattr(entry, name).strip() or unstorable(getattr(entry, name)) for name in TEXTS):
        raise CaseError(_("Please write something here; some characters cannot be kept."))
    if entry.ended_on is not None and entry.ended_on < entry.began_on:
        raise CaseError(_("The last day is before the first one."))


def _set_partners(entry: Collaboration, partners: Iterable[dict[str, Any]]) -> None:
    entry.partners.all().delete()
    rows = [Partner(collaboration=entry, **one) for one in partners]
    for row in rows:
        if row.kind == Partner.Kind.GROUP:
            row.group = _registered(row.name, entry.hub_id)
    Partner.objects.bulk_create(rows)
    groups = {row.group_id for row in rows if row.group_id is not None}
    partners_kept.send(sender=Collaboration, entry=entry, groups=groups)


def _registered(name: str, hub: int) -> CommunityGroup | None:
    """The one group in use that bears this name, of the hub before all others; None when there are none or several."""
    called = CommunityGroup.objects.filter(name=name, is_active=True, verification=CommunityGroup.Verification.VERIFIED)
    for rows in (called.filter(hub=hub), called):
        found = list(rows[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _locked(entry: Collaboration, actor: User) -> Collaboration:
    locked = Collaboration.objects.select_related("case").select_for_update(of=("self",)).get(pk=entry.pk)
    if not access.keeps(actor, locked):
        raise Forbidden(_("Only the staff of this hub write its collaborations."))
    return locked
