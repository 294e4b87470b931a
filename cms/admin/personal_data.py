"""Everything that is kept about one person, ordered for that person and handed over as a file.

Who may order it and how far it reaches is asked when it is ordered, when it is made and when it is fetched.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.admin.export_states import DOOR, end, lost_a_case
from cms.admin.models import Export
from cms.admin.personal_file import TYPE, zipped
from cms.hubs.models import Hub
from cms.jobs import outbox
from cms.people import disclosing
from cms.people.disclosing import Kept, Whom, discloses, hubs_disclosed
from cms.people.kept import kept_about
from cms.people.models import Person, User
from media.services import store_bytes
from workflows.cases.models import Case, CaseReading

Params = dict[str, Any]


def whom(reader: User, params: Params) -> Whom | None:
    """The person of a record (``person``) or of what was typed (``name``, ``email``, ``phone``), as far as
    ``reader`` may hand out; None for no such record and for whoever may not."""
    if not discloses(reader):
        return None
    hubs = hubs_disclosed(reader)
    if "person" not in params:
        typed = {name: str(params.get(name, "")) for name in ("name", "email", "phone")}
        return disclosing.whom_called(reader, hubs, **typed)
    person = Person.objects.select_related("user").filter(pk=params["person"], erased_at=None).first()
    return disclosing.whom_of(reader, hubs, person) if person else None


def kept(reader: User, params: Params) -> tuple[Whom, Kept] | None:
    """With what is kept; None when that is nothing, or nothing that ``reader`` may know of."""
    found = whom(reader, params)
    if found is None:
        return None
    held = kept_about(found)
    return (found, held) if held.row_count else None


def order(owner: User, *, params: Params, checked: str) -> Export | None:
    """On record and owed by the worker; None for what this person may not hand out. ``checked``: how it was made
    sure that the asker is the person."""
    found = kept(owner, params)
    if found is None:
        return None
    about = found[0]
    with transaction.atomic():
        wanted = {**params, "checked": checked, "whole": about.hubs is None}
        export = Export.objects.create(owner=owner, format=Export.Format.ZIP, params=wanted)
        log(
            export,
            "desk.personal_data_ordered",
            user=owner,
            data={"checked": checked, "persons": sorted(about.persons)},
        )
        for person in Person.objects.filter(pk__in=about.persons):
            log(person, "desk.personal_data_ordered", user=owner, data={"export": export.pk})
        outbox.put(kind="export", key=f"export:{export.pk}", payload={"export": export.pk}, urgent=False)
    return export


def make(export: Export, *, owner: User) -> None:
    """The file lies ready, or the export is refused because its owner may not hand this out any more."""
    found = kept(owner, export.params) if owner.is_active else None
    if found is None:
        end(export, Export.State.REFUSED)
        return
    about, held = found
    began = timezone.now()
    end(export, Export.State.RUNNING)
    CaseReading.objects.bulk_create(
        [CaseReading(case_id=pk, reader=owner, door=f"{DOOR}:{export.pk}") for pk in sorted(held.cases)]
    )
    export.rows = held.row_count
    hubs = Case.objects.filter(pk__in=held.cases).values_list("hub", flat=True)
    export.hubs = sorted(about.hubs if about.hubs is not None else set(hubs))
    export.params["whole"] = about.hubs is None
    name = f"{_('Personal data')}_{timezone.localtime(export.created_at):%Y%m%d_%H%M}.zip"
    data = zipped(held, scope=scope(about), at=began)
    with transaction.atomic():
        if lost_a_case(export, since=began):
            export.params = {}
            end(export, Export.State.ERASED)
            return
        export.file = store_bytes(owner=owner, data=data, name=name, content_type=TYPE)
        end(export, Export.State.READY)


def scope(about: Whom) -> str:
    """How far the file reaches, in words."""
    if about.hubs is None:
        return _("the whole ward")
    return "、".join(Hub.objects.filter(pk__in=about.hubs).order_by("code").values_list("name", flat=True))


def may_fetch(owner: User, export: Export) -> bool:
    """A role that ended since closes the file."""
    if not discloses(owner):
        return False
    hubs = hubs_disclosed(owner)
    return hubs is None or (not export.params.get("whole", True) and set(export.hubs or ()) <= hubs)
