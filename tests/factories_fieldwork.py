"""Notes, issues and the people who told of them; made by the services, as staff do it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from cms.hubs.models import Area, Chome, Hub
from cms.people.models import User
from tests.factories_people import make_hub, make_staff
from workflows.fieldwork.models import FieldNote, Issue
from workflows.fieldwork.services import issues, notes


@dataclass(frozen=True)
class Field:
    """A hub with an area, and who works there."""

    hub: Hub
    chome: Chome
    reviewer: User
    chief: User


def make_field(name: str = "試験町") -> Field:
    hub = make_hub()
    chome = Chome.objects.create(town=f"{name}{hub.pk}", town_kana="シケンチョウ", number=1)
    area = Area.objects.create(code=f"field-{hub.pk}", name=f"{name}地域", layer=Area.Layer.NETWORK)
    area.chome.add(chome)
    hub.area = area
    hub.save(update_fields=["area"])
    return Field(hub, chome, make_staff("reviewer", hub), make_staff("chief", hub))


def note_data(field: Field, **changes: Any) -> dict[str, Any]:
    """What the page of notes posts."""
    return {
        "key": str(uuid.uuid4()),
        "chome": field.chome.pk,
        "met": "公園で会った方",
        "heard": "街灯が切れていて夜道が暗い。",
        "privacy": "shared",
        **changes,
    }


def make_note(field: Field, *, author: User | None = None, **given: Any) -> FieldNote:
    given = {"key": uuid.uuid4(), "chome": field.chome, "heard": "街灯が切れている。", **given}
    return notes.write_note(field.hub, actor=author or field.reviewer, **given)[0]


def make_issue(field: Field, title: str = "夜道が暗い", **given: Any) -> Issue:
    given = {"priority": Issue.Priority.NORMAL, "reason": "複数の声がある。", **given}
    return issues.open_issue(field.hub, actor=field.reviewer, title=title, **given)
