"""What is already known is not asked again: the group, its representative and the person who applies."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cms.people.models import CommunityGroup, Person, User
from workflows.correspondence.addressee import representative

GROUP = ("name", "name_kana", "address", "postal_code", "phone", "register_number")
OFFICER = ("title", "name", "name_kana")
PERSON = ("name", "name_kana", "phone", "email", "postal_code", "address")


def known(*, group: CommunityGroup | None, user: User | None) -> dict[str, Any]:
    """Values by the source that a question names as its ``prefill``, e.g. ``group.name``."""
    officer = representative(group, on=timezone.localdate()) if group else None
    person = Person.objects.filter(user=user).first() if user else None
    found = {f"group.{name}": getattr(group, name, "") for name in GROUP}
    found |= {f"officer.{name}": getattr(officer, name, "") for name in OFFICER}
    found |= {f"person.{name}": getattr(person, name, "") for name in PERSON}
    if user is not None:
        found["person.email"] = found["person.email"] or user.email
        found["person.name"] = found["person.name"] or user.get_full_name()
    return found


def answered(definition: dict[str, Any], answers: dict[str, dict[str, Any]], source: str) -> dict[str, Any]:
    """The other way round: what the answers say about ``source`` (``person``), by its field."""
    found = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            prefix, _dot, name = question.get("prefill", "").partition(".")
            text = answers.get(section["key"], {}).get(question["key"])
            if prefix == source and name and isinstance(text, str) and text.strip():
                found[name] = text
    return found
