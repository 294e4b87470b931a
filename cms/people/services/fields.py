"""Field values as services accept them: as typed, storable, and not too long."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.core.errors import CaseError
from cms.core.text import unstorable


class FieldRefused(CaseError):
    """The value of ``field`` cannot be taken; the sentence belongs beside that field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


UNSTORABLE = gettext_noop("This text contains a character that cannot be stored. Delete it and type it again.")


def set_fields(record: Model, allowed: tuple[str, ...], values: dict[str, Any]) -> list[str]:
    """``record`` has ``values`` (byte-identical), all its fields are valid; returns the changed names.

    Raises FieldRefused for the first field that cannot be taken, TypeError for a field not ``allowed``.
    """
    if unknown := set(values) - set(allowed):
        raise TypeError(f"not a field of this service: {sorted(unknown)}")
    for name, value in values.items():
        if isinstance(value, str) and unstorable(value):
            raise FieldRefused(name, _(UNSTORABLE))
    changed = [name for name, value in values.items() if record.pk is None or getattr(record, name) != value]
    for name, value in values.items():
        setattr(record, name, value)
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.name not in values])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise FieldRefused(name, messages[0]) from error
    return changed
