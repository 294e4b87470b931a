"""Lists that were taken out of the system and still lie here: gone when one of their cases is erased."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cms.admin.exporting import DOOR
from cms.admin.models import Export
from media.erasing import erase_file
from workflows.cases.models import Case
from workflows.engine.erasing import case_erased


@receiver(case_erased)
def erase_exports(sender: Any, case: Case, **kwargs: Any) -> None:
    """The whole list goes, not one row of it: it is a copy, and can be ordered anew. That it was made stays."""
    doors = case.readings.filter(door__startswith=f"{DOOR}:").values_list("door", flat=True).distinct()
    keys = {int(door.partition(":")[2]) for door in doors}
    for export in Export.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("file"):
        export.state, export.params = Export.State.ERASED, {}
        export.save(update_fields=["state", "params"])
        if export.file is not None:
            erase_file(export.file)
