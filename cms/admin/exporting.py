"""Taking a list out of the system: at once when it is short, by the worker when it is long, always on record.

Whose list it is decides what is in it: the rights are asked when the file is made, not when it was
ordered, so that a role that ended meanwhile yields nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.admin import group_lists, personal_data, spreadsheets
from cms.admin.export_states import DOOR, end, lost_a_case
from cms.admin.inbox_form import InboxForm
from cms.admin.models import Export
from cms.admin.rights import reads_cases, reads_hubs
from cms.jobs import outbox
from cms.people.models import User
from forms.wording import in_words_of
from media.services import discard_file, store_bytes
from workflows.cases import outcomes
from workflows.cases.access import readable_by_staff
from workflows.cases.models import Case, CaseReading
from workflows.engine import inbox
from workflows.engine.kind import kind_of

AT_ONCE = 1_000
BATCH = 1_000
GRACE = timedelta(minutes=10)


def titles() -> list[str]:
    return [
        _("Number"), _("Programme"), _("Hub"), pgettext("community", "Group"),
        _("Applicant"), _("Title of the activity"), _("Channel"),
        _("Arrived"), _("Step"), pgettext("desk", "Whose turn"), _("Due"), _("Requested (yen)"), _("Outcome"),
        _("Decided (yen)"), _("Decided on"), _("Taken by"),
    ]  # fmt: skip


def row(case: Case) -> list[Any]:
    """One case in the order of ``titles``; days are days in Japan, amounts whole yen."""
    erased = _("(erased)")
    return [
        case.number, case.programme.name, case.hub.name, case.group.name if case.group else "",
        *((erased, erased) if case.erased_at else (case.person.name, case.title)),
        case.get_channel_display(), _day(case.arrived_at), str(kind_of(case).step(case.step).label),
        in_words_of(case.kind, case.get_turn_display()), _day(case.due_at), case.requested_yen,
        outcomes.words(case.kind, case.outcome),
        case.decided_yen, _day(case.decided_at), str(case.holder or ""),
    ]  # fmt: skip


def _day(moment: Any) -> Any:
    return timezone.localdate(moment) if moment else None


def order(owner: User, *, form: InboxForm, format: str) -> Export:
    """The export is on record: made at once up to ``AT_ONCE`` rows, else owed by the worker."""
    filters = form.filters
    if filters is None:
        raise Http404
    short = inbox.count_up_to(owner, filters, AT_ONCE + 1) <= AT_ONCE
    with transaction.atomic():
        export = Export.objects.create(owner=owner, format=format, params=form.state)
        # A short list is owed too, a little later: a request that dies in the middle loses nothing.
        due_at = timezone.now() + GRACE if short else None
        payload = {"export": export.pk}
        outbox.put(kind="export", key=f"export:{export.pk}", payload=payload, due_at=due_at, urgent=False)
    if short:
        make(export)
    return export


def make(export: Export) -> None:
    """The file lies ready, or the export is refused because its owner may not read cases any more.

    Running again does nothing to an export that has ended.
    """
    if export.state not in (Export.State.WAITING, Export.State.RUNNING):
        return
    # Asked anew: whatever the request or an earlier run knew about the owner's roles may be over.
    owner = User.objects.get(pk=export.owner_id)
    if export.format == Export.Format.ZIP:
        personal_data.make(export, owner=owner)
        return
    if export.params.get("of") == group_lists.OF:
        group_lists.make(export, owner=owner)
        return
    filters = InboxForm(export.params, user=owner).filters if owner.is_active and reads_cases(owner) else None
    if filters is None:
        end(export, Export.State.REFUSED)
        return
    began = timezone.now()
    end(export, Export.State.RUNNING)
    cases = inbox.inbox(owner, filters).select_related("programme", "hub", "group", "person", "holder")
    segment = inbox.ORDERS["oldest" if filters.sort == "oldest" else "arrived"][0]
    cases = cases.order_by(f"{'-' if segment.newest_first else ''}{segment.column}", "-pk")
    rows = itertools.chain([titles()], _rows(export, cases))
    as_csv = export.format == Export.Format.CSV
    data, content_type = spreadsheets.file_of(rows, as_csv=as_csv, title=_("Cases"))
    name = f"{_('Cases')}_{timezone.localtime(export.created_at):%Y%m%d_%H%M}.{export.format}"
    with transaction.atomic():
        if lost_a_case(export, since=began):
            export.params = {}
            end(export, Export.State.ERASED)
            return
        export.file = store_bytes(owner=owner, data=data, name=name, content_type=content_type)
        end(export, Export.State.READY)


def _rows(export: Export, cases: QuerySet[Case]) -> Iterator[list[Any]]:
    """Each case that leaves is on record as read; how far the work has come is visible."""
    count = 0
    hubs: set[int] = set()
    for batch in _batches(cases.iterator(chunk_size=BATCH)):
        CaseReading.objects.bulk_create(
            [CaseReading(case=case, reader_id=export.owner_id, door=f"{DOOR}:{export.pk}") for case in batch]
        )
        count += len(batch)
        hubs.update(case.hub_id for case in batch)
        Export.objects.filter(pk=export.pk).update(rows=count)
        yield from (row(case) for case in batch)
    export.rows, export.hubs = count, sorted(hubs)


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    source = iter(cases)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch


def exports_of(user: User) -> QuerySet[Export]:
    return Export.objects.filter(owner_id=user.pk).select_related("file")


def own_export(user: User, pk: int) -> Export:
    """The finished export of this person, who still may read every case in it; else 404."""
    export = exports_of(user).filter(pk=pk, state=Export.State.READY).first()
    if export is None or export.file is None or export.hubs is None or not _still_reads(user, export):
        raise Http404
    if export.format == Export.Format.ZIP and not personal_data.may_fetch(user, export):
        raise Http404
    if export.params.get("of") == group_lists.OF and not group_lists.may_take_out(user):
        raise Http404
    return export


def _still_reads(user: User, export: Export) -> bool:
    """The hubs of a list of groups; of cases each one, for one may have become confidential meanwhile."""
    if export.params.get("of") == group_lists.OF:
        return reads_hubs(user, export.hubs or ())
    within = CaseReading.objects.filter(door=f"{DOOR}:{export.pk}")
    return reads_cases(user) and not within.exclude(case__in=readable_by_staff(user)).exists()


def prune() -> int:
    """Files older than ``EXPORT_KEEP_DAYS`` are gone, their rows stay on record; returns how many."""
    old = timezone.now() - timedelta(days=settings.EXPORT_KEEP_DAYS)
    exports = list(Export.objects.filter(state=Export.State.READY, ready_at__lt=old).select_related("file"))
    for export in exports:
        with transaction.atomic():
            file, export.file = export.file, None
            end(export, Export.State.EXPIRED)
            if file is not None:
                discard_file(file)
    return len(exports)
