"""A page's form takes no picture, document or page that its writer may not choose, whatever its choosers offered.

Choosers show the own branch, but a form takes any number. A number that stood on the page before stays: an
editor may go on with a page for which somebody else chose.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from pages.editing.choosing import linkable
from pages.editing.links.extracting import NUMBER, references_of


def foreign_to(user: Any, page: Page) -> set[str]:
    """Targets on ``page`` as it would be saved that ``user`` may not choose and that were not there before."""
    wanted = {target for _kind, target in references_of(page)}
    if page.pk:
        stored = Page.objects.filter(pk=page.pk).first()
        if stored is not None:
            wanted -= {target for _kind, target in references_of(stored.specific.get_latest_revision_as_object())}
    return {target for name, rows in _choosable(user) for target in _without(wanted, name, rows)}


def _choosable(user: Any) -> list[tuple[str, Any]]:
    files = [
        (name, policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose"]))
        for name, model in (("picture", get_image_model()), ("document", get_document_model()))
    ]
    return [("page", linkable(user)), *files]


def _without(wanted: set[str], name: str, rows: Any) -> set[str]:
    asked = {target.partition(":")[2]: target for target in wanted if target.startswith(f"{name}:")}
    numbers = {int(text): text for text in asked if NUMBER.fullmatch(text)}
    allowed = set(rows.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    return set(asked.values()) - {asked[text] for number, text in numbers.items() if number in allowed}


class OwnFilesMixin:
    """Goes before a form class of pages."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        form: Any = self
        if form.for_user is not None and foreign_to(form.for_user, form.instance):
            form.add_error(None, _("Choose pictures, documents and pages of your own hub, or published pages."))


def protect_forms() -> None:
    """Every page type's form, whichever class it has; called once, before the first form is built."""
    for model in get_page_models():
        handler = vars(model).get("edit_handler")
        holder: Any = handler if handler is not None and handler.base_form_class else model
        if holder is not Page and not issubclass(holder.base_form_class, OwnFilesMixin):
            name = f"OwnFiles{holder.base_form_class.__name__}"
            holder.base_form_class = type(name, (OwnFilesMixin, holder.base_form_class), {})
