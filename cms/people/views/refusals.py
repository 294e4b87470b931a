"""How a page shows what a service refuses: beside the field if it names one, else above the form."""

from __future__ import annotations

from django import forms

from cms.core.errors import CaseError
from cms.people.services.fields import FieldRefused


def show(form: forms.BaseForm, error: CaseError) -> None:
    """``form`` carries ``error`` where the person looks for it."""
    field = error.field if isinstance(error, FieldRefused) and error.field in form.fields else None
    form.add_error(field, str(error))
