"""The form in which a page is edited: what shuts residents out is not published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.blocks import ListBlockValidationError, StreamBlockValidationError, StreamValue, StructBlockValidationError
from wagtail.fields import StreamField

from cms.core import languages
from cms.core.dates import jst_date
from pages.addresses.forms import AddressedPageForm
from pages.proofreading.examining import serious, stream_pieces
from pages.proofreading.streams import position_of
from pages.writing import Content, Finding, examine


class CheckedPageForm(AddressedPageForm):
    """A draft may be anything. Publishing and sending to approval wait until serious findings are put right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django hides the first value of a field whose default is computed beside it, and without it takes the field
        # for changed; Wagtail does not draw it. A page that is approved untouched must not count as edited.
        for field in self.fields.values():
            field.show_hidden_initial = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            for field in self._meta.model._meta.get_fields():
                value = cleaned.get(field.name)
                if isinstance(field, StreamField) and isinstance(value, StreamValue):
                    self._check(field, value)
        return cleaned

    def _language(self) -> str:
        """Of the place where the page is, or will be."""
        place = self.instance.url_path or getattr(self.parent_page, "url_path", "")
        return languages.of_path(place)

    def _check(self, field: StreamField, value: StreamValue) -> None:
        content = Content(tuple(stream_pieces(field, value)), jst_date(timezone.now()), self._language())
        found = serious(examine(content))
        if not found:
            return
        raw = value.get_prep_value()
        errors: dict[int, ValidationError] = {}
        for finding in found:  # one for each block: the first is told, the next one after it is put right
            errors.setdefault(position_of(raw, finding.where.block), _at(finding.where.path.split("."), finding))
        self.add_error(field.name, StreamBlockValidationError(block_errors=errors))


def _at(steps: list[str], finding: Finding) -> ValidationError:
    """The sentence beside the field at the end of ``steps``; beside the block where Wagtail shows none inside."""
    step, *rest = steps
    if not step:
        return ValidationError(finding.explanation)
    if step.isdecimal() and rest[:1] == ["value"]:
        return ListBlockValidationError(block_errors={int(step): _at(rest[1:] or [""], finding)})
    if step == "table":
        return StructBlockValidationError(non_block_errors=[ValidationError(finding.explanation)])
    return StructBlockValidationError(block_errors={step: _at(rest or [""], finding)})
