"""Records that are kept: no deletion in bulk, no new row from a chooser, a page that tells values in words."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Field, Model
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic import InspectView
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.core import money


class KeptIndex(IndexView):
    """Nobody deletes these records, so the list offers no boxes to tick for it."""

    @cached_property
    def columns(self) -> list[Column]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class YesNoColumn(Column):
    """Yes or no in words."""

    def get_value(self, instance: Any) -> str:
        return _("Yes") if super().get_value(instance) else _("No")


class YenColumn(Column):
    def get_value(self, instance: Any) -> str:
        return money.yen(super().get_value(instance))


def field_column(model: type[Model], name: str, kind: type[Column] = Column) -> Column:
    """The field under its own name, sorted by its value."""
    field = cast("Field[Any, Any]", model._meta.get_field(name))
    return kind(name, label=capfirst(field.verbose_name), sort_key=name)


class PlainInspect(InspectView):
    """Yes and no in words, and a word for nothing."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return _("not given") if value in (None, "") else value


class NoNewRow(SnippetCreateView):
    """A chooser of these records chooses; a new row takes its own page with all its panels.

    Wagtail's view trusts that there is a form and fails without one, so it refuses before it looks for it.
    """

    def can_create(self) -> bool:
        return False


class KeptChooser(SnippetChooserViewSet):
    create_view_class = NoNewRow


class KeptViewSet(SnippetViewSet):
    index_view_class = KeptIndex
    index_template_name = "wagtailadmin/generic/index.html"
    create_template_name = "hubs/admin/create.html"
    edit_template_name = "hubs/admin/edit.html"
    inspect_view_class = PlainInspect
    chooser_viewset_class = KeptChooser
    copy_view_enabled = False
