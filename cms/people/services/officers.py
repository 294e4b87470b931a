"""The officers' list of a group: rows end and stay readable, and nobody overwrites what they have not seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import CaseError, Forbidden, Stale
from cms.people.groups import manages
from cms.people.models import CommunityGroup, Officer, User
from cms.people.services.fields import FieldRefused, set_fields

OFFICER_FIELDS = ("title", "name", "name_kana", "from_on", "until_on")
MOST_OFFICERS = 40


def _filled(officer: Officer, number: int, entry: Mapping[str, Any]) -> list[str]:
    """``officer`` has the values of ``entry``; the names of the changed fields."""
    values = {"name_kana": "", "until_on": None, **{name: entry[name] for name in OFFICER_FIELDS if name in entry}}
    before = None if officer.pk is None else str(officer)
    changed = set_fields(officer, OFFICER_FIELDS, values)
    if before is not None and before != str(officer):
        # The names stay in the row: whoever erases it erases them, which the log could not promise.
        officer.earlier = [*officer.earlier, {"told": before, "until": timezone.localdate().isoformat()}]
    if officer.until_on is not None and officer.until_on < officer.from_on:
        message = _("Officer %(row)d: the end of the term lies before its beginning.") % {"row": number}
        raise FieldRefused("until_on", message)
    return changed


def _end(officer: Officer, actor: User) -> None:
    """The row is off the list; a term that had begun ends today, if it had not ended before."""
    today = timezone.localdate()
    if officer.from_on <= today and (officer.until_on is None or officer.until_on > today):
        officer.until_on = today
    officer.ended_at, officer.ended_by = timezone.now(), actor
    officer.save(update_fields=["until_on", "ended_at", "ended_by"])


def _keep(kept: list[Officer], gone: list[Officer], actor: User) -> None:
    """The rows are saved; a new one takes the place of the row of the same office that it follows."""
    for officer in kept:
        if officer.pk is None:
            former = [*gone, *(o for o in kept if o.pk and o.until_on and o.until_on < officer.from_on)]
            followed = next((o for o in former if o.title == officer.title), None)
            officer.place = (followed.place or followed.pk) if followed else None
    for officer in kept:
        officer.save()
    for officer in gone:
        _end(officer, actor)


def _refuse_stale(locked: CommunityGroup, seen_revision: int | None) -> None:
    if seen_revision is not None and seen_revision != locked.officers_revision:
        raise Stale(
            _(
                "Another manager has changed the officers' list meanwhile, so nothing was saved. "
                "Open the list again and enter your change there."
            )
        )


@transaction.atomic
def set_officers(
    group: CommunityGroup,
    *,
    actor: User,
    officers: Iterable[Mapping[str, Any]],
    seen_revision: int | None = None,
) -> list[Officer]:
    """The officers' list of ``group`` is ``officers`` (title, name, name_kana, from_on, until_on).

    An entry with ``row`` changes that row, one without is new; a row that no entry names has ended.
    Raises Stale when the list is no longer the one of ``seen_revision``.
    """
    if not manages(actor, group):
        raise Forbidden(_("Only a manager of the group can change its officers."))
    locked = CommunityGroup.objects.select_for_update().get(pk=group.pk)
    _refuse_stale(locked, seen_revision)
    entries = list(officers)
    if len(entries) > MOST_OFFICERS:
        raise CaseError(_("A group can list at most %(most)d officers.") % {"most": MOST_OFFICERS})
    known = {officer.pk: officer for officer in listed(locked)}
    changes: dict[int, list[str]] = {}
    kept: list[Officer] = []
    for number, entry in enumerate(entries, start=1):
        found = known.get(entry.get("row") or 0)
        officer = found or Officer(group=locked)
        changed = _filled(officer, number, entry)
        if found and changed:
            changes[found.pk] = sorted(changed)
        kept.append(officer)
    new = [officer for officer in kept if officer.pk is None]
    gone = [officer for officer in known.values() if officer not in kept]
    if changes or new or gone:
        _keep(kept, gone, actor)
        locked.officers_revision += 1
        locked.officers_changed_at = timezone.now()
        locked.save(update_fields=["officers_revision", "officers_changed_at"])
        told = {"changed": changes, "added": [o.pk for o in new], "ended": [o.pk for o in gone]}
        log(locked, "people.officers_set", user=actor, data=told)
    return kept


def listed(group: CommunityGroup) -> list[Officer]:
    """The rows of the list as it stands, past terms included."""
    return list(group.officers.filter(ended_at__isnull=True))


def officers_on(group: CommunityGroup, on: datetime.date | None = None) -> list[Officer]:
    """Who holds an office of ``group`` on ``on`` (today if empty)."""
    on = on or timezone.localdate()
    return [o for o in listed(group) if o.from_on <= on and (o.until_on is None or o.until_on >= on)]


def earlier_wordings(group: CommunityGroup) -> list[str]:
    """What the rows of the list said before they were changed, with the day of the change."""
    return [f"{old['told']}（{old['until']}）" for officer in group.officers.all() for old in officer.earlier]


def former_officers(group: CommunityGroup) -> list[Officer]:
    """Who held an office before: the term is over, or the row was taken off the list."""
    today = timezone.localdate()
    return [
        o for o in group.officers.all() if o.ended_at is not None or (o.until_on is not None and o.until_on < today)
    ]
