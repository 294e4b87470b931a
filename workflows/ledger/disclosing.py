"""What this room keeps about one person: that they agreed to be named in a case study of a group of theirs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.people.disclosing import OFFICE, Kept, Whom, register, table
from workflows.ledger.models import NamedPerson


def kept(whom: Whom) -> Kept:
    """A name alone may be another person's, so one of the person's groups must have taken part."""
    theirs = whom.at("collaboration__hub")
    rows = NamedPerson.objects.filter(theirs, collaboration__partners__group__memberships__user=whom.user_id)
    columns = {
        "collaboration__title": _("case study"), "name": pgettext_lazy("informant", "name"),
        "how": _("how they agreed"), "agreed_on": _("agreed on"),
    }  # fmt: skip
    found = rows.order_by("pk").distinct()
    return Kept(tables=[table("named", _("Case studies that name the person"), found, columns,
                              only=lambda row: whom.is_called(row["name"]))])  # fmt: skip


register("ledger", kept, tables=("ledger.NamedPerson",), left_out={"ledger.Collaboration": OFFICE})
