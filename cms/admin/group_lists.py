"""The register of groups as a list: what the rooms know of each, as far as the reader may read it; always on record."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.admin import spreadsheets
from cms.admin.export_states import end
from cms.admin.models import Export
from cms.admin.rights import reads_cases
from cms.jobs import outbox
from cms.people.group_panels import columns_of
from cms.people.groups import readable_groups
from cms.people.models import CommunityGroup, User
from media.services import store_bytes

OF = "groups"
AT_ONCE = 200
GRACE = timedelta(minutes=10)
BATCH = 500
FIELDS = ("name", "name_kana", "postal_code", "address", "phone", "register_number")


def may_take_out(user: Any) -> bool:
    """Whoever reads the register and the cases; the administrator keeps the register alone."""
    return bool(user.has_perm("people.view_communitygroup")) and reads_cases(user)


def order(owner: User, *, format: str) -> Export:
    """Made at once when it is short, else owed by the worker."""
    short = not readable_groups(owner)[AT_ONCE : AT_ONCE + 1].exists()
    with transaction.atomic():
        export = Export.objects.create(owner=owner, format=format, params={"of": OF})
        # A short list is owed too, a little later: a request that dies in the middle loses nothing.
        due_at = timezone.now() + GRACE if short else None
        payload = {"export": export.pk}
        outbox.put(kind="export", key=f"export:{export.pk}", payload=payload, due_at=due_at, urgent=False)
    if short:
        make(export, owner=owner)
    return export


def make(export: Export, *, owner: User) -> None:
    """The file lies ready, or the export is refused because its owner may not read the register any more."""
    if not owner.is_active or not may_take_out(owner):
        end(export, Export.State.REFUSED)
        return
    end(export, Export.State.RUNNING)
    groups = readable_groups(owner).select_related("hub").order_by("pk")
    lines = itertools.chain([_titles(owner)], _rows(export, groups, owner))
    title, as_csv = _("Register of groups"), export.format == Export.Format.CSV
    data, content_type = spreadsheets.file_of(lines, as_csv=as_csv, title=title)
    name = f"{title}_{timezone.localtime(export.created_at):%Y%m%d_%H%M}.{export.format}"
    with transaction.atomic():
        export.file = store_bytes(owner=owner, data=data, name=name, content_type=content_type)
        end(export, Export.State.READY)
        log(export, "desk.groups_exported", user=owner, data={"rows": export.rows, "hubs": export.hubs})


def _titles(owner: User) -> list[str]:
    labels = {field.name: str(field.verbose_name) for field in CommunityGroup._meta.fields}
    own = [*(labels[name] for name in FIELDS), _("kind"), _("hub"), _("verification"), _("in use")]
    return [*own, *(str(column.title) for column in columns_of([], owner))]


def _rows(export: Export, groups: QuerySet[CommunityGroup], owner: User) -> Iterator[list[Any]]:
    """Batch by batch, each with the same number of queries."""
    hubs: set[int] = set()
    source = groups.iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(source, BATCH)):
        columns = columns_of([group.pk for group in batch], owner)
        export.rows += len(batch)
        hubs.update(group.hub_id for group in batch)
        for group in batch:
            yield [*_own(group), *(_cell(column.values.get(group.pk, "")) for column in columns)]
    export.hubs = sorted(hubs)


def _own(group: CommunityGroup) -> list[Any]:
    plain = [getattr(group, name) for name in FIELDS]
    return [*plain, group.get_kind_display(), group.hub.name, group.verification_words(), group.use_words()]


def _cell(value: Any) -> Any:
    return value if isinstance(value, int | date) else str(value)
