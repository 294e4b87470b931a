"""The facts of a call: what its public page tells, and what a programme file may say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.hubs.models import Hub
from workflows.kinds.volunteering.models import Recruitment
from workflows.kinds.volunteering.services import holding
from workflows.programmes.models import Call

FIELDS = (
    "hub", "role", "places", "period", "duties", "conditions", "youngest", "reward", "insurance", "criteria",
    "scorers", "writes_articles",
)  # fmt: skip


def facts(call: Call) -> list[tuple[Any, str]]:
    """Label and text, in the order of a person's questions; empty while nothing has been entered. One query."""
    found = Recruitment.objects.filter(call_id=call.pk).first()
    if found is None:
        return []
    rows = [
        (_("Role"), found.role),
        (_("Number wanted"), _("%(count)d people") % {"count": found.places}),
        (_("Period"), found.period),
        (_("Duties"), found.duties),
        (_("Conditions to apply"), found.conditions),
        (_("Age"), _("%(age)d years or more") % {"age": found.youngest}),
        (_("Reward"), found.reward),
        (_("Insurance"), found.insurance),
    ]
    return [(label, text) for label, text in rows if text]


def take_facts(call: Call, values: Mapping[str, Any]) -> None:
    """What a programme file says of the call; what staff have entered since is theirs. Raises ValueError."""
    if unknown := sorted(set(values) - set(FIELDS)):
        raise ValueError(_("unknown: %(names)s") % {"names": ", ".join(unknown)})
    with transaction.atomic():
        found = Recruitment.objects.select_for_update().filter(call=call).first() or Recruitment(call=call)
        for name, value in values.items():
            setattr(found, name, Hub.objects.filter(code=value).first() if name == "hub" else value)
        try:
            found.full_clean()
        except ValidationError as error:
            raise ValueError(str(error)) from error
        found.save()
        holding.owe_look_for_places(found)
