"""What this room keeps about one person: that they told of something, when and where, and how they are reached.

The text of a note is the hub's account of a talk and may name others: staff read it and add what is the person's.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.people.disclosing import OFFICE, TECHNICAL, Kept, Whom, register, table
from workflows.fieldwork.access import readable_notes
from workflows.fieldwork.models import Informant


def kept(whom: Whom) -> Kept:
    """A private note is known to its author and the chief alone, so nobody else of the hub finds it here."""
    rows = Informant.objects.exclude(reach="").order_by("pk")
    if whom.hubs is not None:
        rows = rows.filter(whom.at("note__hub"), note__in=readable_notes(whom.reader))
    columns = {
        "note": _("number of the note"), "note__hub__name": _("hub"), "note__written_at": _("told at"),
        "note__chome__town": _("place"), "name": pgettext_lazy("informant", "name"), "reach": _("how to be reached"),
        "wishes": _("wishes to hear of the result"), "told_at": _("told of the result at"),
        "told_how": _("told how"), "declined_at": _("not wanted since"),
    }  # fmt: skip
    told = table(
        "told_the_hub", _("What the hub was told (the hub checks the text and adds it)"), rows, columns,
        only=lambda row: whom.is_reached(row["reach"]) and whom.is_named(row["name"]),
    )  # fmt: skip
    return Kept(tables=[told])


register(
    "fieldwork", kept,
    tables=("fieldwork.Informant",),
    left_out={
        **dict.fromkeys((f"fieldwork.{name}" for name in ("Issue", "IssueChange", "IssueAction", "IssueLink")), OFFICE),
        "fieldwork.FieldNote": _("An account of a talk by staff, which may name several people: checked by hand."),
        "fieldwork.PhoneKey": TECHNICAL,
    },
)  # fmt: skip
