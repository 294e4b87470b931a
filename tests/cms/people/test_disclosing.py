"""No table that names a person or an address is forgotten when a person asks what is kept about them."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import models
from django.db.models import Model

from cms.people.disclosing import classified

NAMES = {"email", "address", "address_key", "phone", "reach", "to"}
ENDINGS = ("_email", "_phone", "_reach")
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


def is_personal(field: models.Field) -> bool:
    """A link to an account or a person, or a text by which somebody is reached."""
    if field.related_model is not None:
        return field.related_model._meta.label in ("people.User", "people.Person")
    if isinstance(field, models.EmailField):
        return True
    return isinstance(field, models.CharField) and (field.name in NAMES or field.name.endswith(ENDINGS))


def personal_tables() -> dict[str, type[Model]]:
    return {m._meta.label: m for m in apps.get_models() if any(is_personal(field) for field in m._meta.local_fields)}


def test_every_table_that_names_a_person_is_in_the_file_or_says_why_not() -> None:
    inside, outside = classified()
    wanted = set(personal_tables())
    assert {"people.Person", "cases.Case", "exchange.Follower", "fieldwork.Informant"} <= wanted
    assert wanted - inside - set(outside) == set(), "each needs a line in the disclosing.py of its room"


def test_nothing_is_classified_twice_or_without_a_table() -> None:
    inside, outside = classified()
    assert inside & set(outside) == set()
    known = {model._meta.label for model in apps.get_models()}
    assert (inside | set(outside)) - known == set()
    assert all(JAPANESE.search(str(reason)) for reason in outside.values())
