"""Everything that is kept about one person, as a file for that person: JSON for machines, CSV for people.

What is in it the kind of request says (``Kind.dossier``); it asks the rights of the export's owner when it is made.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.admin import spreadsheets
from cms.admin.export_states import DOOR, end, lost_a_case
from cms.admin.models import Export
from cms.admin.rights import reads_cases
from cms.jobs import outbox
from cms.people.models import User
from media.services import store_bytes
from workflows.cases.models import CaseReading
from workflows.engine.kind import kinds
from workflows.engine.panels import Dossier

TYPE = "application/zip"


def order(owner: User, *, kind: str, subject: int) -> Export | None:
    """On record and owed by the worker; None for what this person may not read."""
    if _dossier(owner, kind, subject) is None:
        return None
    with transaction.atomic():
        params = {"kind": kind, "subject": subject}
        export = Export.objects.create(owner=owner, format=Export.Format.ZIP, params=params)
        outbox.put(kind="export", key=f"export:{export.pk}", payload={"export": export.pk}, urgent=False)
    return export


def make(export: Export, *, owner: User) -> None:
    """The file lies ready, or the export is refused because its owner may not read this any more."""
    params = export.params
    found = _dossier(owner, params.get("kind", ""), params.get("subject", 0)) if owner.is_active else None
    if found is None:
        end(export, Export.State.REFUSED)
        return
    began = timezone.now()
    end(export, Export.State.RUNNING)
    CaseReading.objects.bulk_create(
        [CaseReading(case=case, reader=owner, door=f"{DOOR}:{export.pk}") for case in found.cases]
    )
    export.rows = sum(len(rows) for rows in found.tables.values())
    export.hubs = sorted({case.hub_id for case in found.cases})
    name = f"{_('Personal data')}_{timezone.localtime(export.created_at):%Y%m%d_%H%M}.zip"
    data = zipped(found)
    with transaction.atomic():
        if lost_a_case(export, since=began):
            export.params = {}
            end(export, Export.State.ERASED)
            return
        export.file = store_bytes(owner=owner, data=data, name=name, content_type=TYPE)
        end(export, Export.State.READY)


def _dossier(owner: User, kind: str, subject: int) -> Dossier | None:
    known = kinds().get(kind)
    if known is None or known.dossier is None or not reads_cases(owner):
        return None
    return known.dossier(owner, subject)


def zipped(dossier: Dossier) -> bytes:
    """``data.json`` with everything, and a table each as CSV."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(dossier.tables, ensure_ascii=False, indent=2, default=str))
        for name, rows in dossier.tables.items():
            archive.writestr(f"{name}.csv", spreadsheets.csv_bytes(_lines(rows)))
    return target.getvalue()


def _lines(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """A heading with every column that some row has, then the rows; what is nested stands as JSON."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [columns, *([_cell(row.get(name)) for name in columns] for row in rows)]


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if value is None or isinstance(value, int | str) else str(value)
