"""What this room keeps about one person: that they told of something, and how they are reached."""

from __future__ import annotations

from workflows.engine.disclosing import Tables, Whom, register
from workflows.fieldwork.models import Informant


def kept(whom: Whom) -> Tables:
    rows = Informant.objects.exclude(reach="").order_by("pk")
    if whom.hubs is not None:
        rows = rows.filter(note__hub__in=whom.hubs)
    names = ("name", "reach", "wishes", "told_at", "told_how", "declined_at")
    return {"told_the_hub": [row for row in rows.values(*names).iterator() if whom.is_of(row["reach"])]}


register("fieldwork", kept)
