"""The conditions that come with the product. Of the things chosen in one any is enough; all conditions must hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.models import Page, get_page_models

from cms.core import languages
from cms.core.text import search_key
from cms.hubs.models import Area, Hub, Topic
from cms.people.access import live_roles
from cms.people.models import Role
from pages.editing.translating import name_of
from pages.rules.forms.parts import PartForm
from pages.rules.occurrence import Occurrence
from pages.rules.registry import Condition, Given, register_condition
from pages.search.texts import text_of

AND = pgettext_lazy("between words of a list", ", ")


def listed(names: Any) -> str:
    return str(AND).join(str(name) for name in names)


def page_types() -> list[tuple[str, str]]:
    """Those that people make, as they are called in the editor."""
    found = [model for model in get_page_models() if model is not Page and model.is_creatable]
    return sorted(((model._meta.label_lower, str(model._meta.verbose_name)) for model in found), key=lambda one: one[1])


class TypeForm(PartForm):
    types = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Kinds of pages"), choices=page_types, widget=forms.CheckboxSelectMultiple
    )


class TypeCondition(Condition):
    code = "type"
    title = gettext_lazy("Kind of page")
    form = TypeForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        return occurrence.page._meta.label_lower in given["types"]

    def words(self, given: Given) -> str:
        names = dict(page_types())
        return listed(names.get(one, one) for one in given["types"])


class RowsForm(PartForm):
    """Rows of one register, ticked."""

    rows: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = self.choices()  # type: ignore[attr-defined]

    def choices(self) -> Any:
        raise NotImplementedError


def rows_field(label: Any) -> forms.ModelMultipleChoiceField[Any]:
    return forms.ModelMultipleChoiceField(
        required=False, label=label, queryset=None, widget=forms.CheckboxSelectMultiple
    )


class TopicForm(RowsForm):
    rows = rows_field(gettext_lazy("Topics"))

    def choices(self) -> Any:
        return Topic.objects.filter(is_active=True)


class TopicCondition(Condition):
    code = "topic"
    title = gettext_lazy("Topic of the page")
    form = TopicForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        return any(topic.pk in given["rows"] for topic in _named(occurrence.page, "topics"))

    def words(self, given: Given) -> str:
        return listed(Topic.objects.filter(pk__in=given["rows"]))


class HubForm(RowsForm):
    rows = rows_field(gettext_lazy("Hubs"))

    def choices(self) -> Any:
        found = Hub.objects.exclude(status=Hub.Status.CLOSED)
        return found if self.reach.hubs is None else found.filter(pk__in=self.reach.hubs)


class HubCondition(Condition):
    code = "hub"
    title = gettext_lazy("Hub in whose site the page lies, or that it names")
    form = HubForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        own = occurrence.hub
        if own is not None and own.pk in given["rows"]:
            return True
        return any(hub.pk in given["rows"] for hub in _named(occurrence.page, "hubs"))

    def words(self, given: Given) -> str:
        return listed(Hub.objects.filter(pk__in=given["rows"]))


class AreaForm(RowsForm):
    rows = rows_field(gettext_lazy("Areas"))

    def choices(self) -> Any:
        return Area.objects.order_by("layer", "code")


class AreaCondition(Condition):
    """The area itself or one that lies in it, as in every list of the site."""

    code = "area"
    title = gettext_lazy("Area of the hub, or that the page names")
    form = AreaForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        hubs = [occurrence.hub, *_named(occurrence.page, "hubs")]
        areas = [*(hub.area for hub in hubs if hub), *_named(occurrence.page, "areas")]
        return any(_lies_in(area, given["rows"]) for area in areas if area)

    def words(self, given: Given) -> str:
        return listed(Area.objects.filter(pk__in=given["rows"]))


def _lies_in(area: Area | None, wanted: list[int]) -> bool:
    for _layer in Area.Layer:
        if area is None:
            return False
        if area.pk in wanted:
            return True
        area = area.parent
    return False


class WordsForm(PartForm):
    words = forms.CharField(
        required=False,
        max_length=200,
        label=pgettext_lazy("rule", "Words"),
        help_text=gettext_lazy("With spaces between them; one of them is enough. Width and kana do not matter."),
    )


class WordsCondition(Condition):
    code = "words"
    title = gettext_lazy("Words in the title or the text")
    form = WordsForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        page = occurrence.page
        shown = search_key(f"{page.title} {getattr(page, 'summary', '')} {text_of(page)}")
        return any(word in shown for word in search_key(given["words"]).split())

    def words(self, given: Given) -> str:
        return str(given["words"])


class LanguageForm(PartForm):
    languages = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Languages"),
        choices=lambda: [(code, name_of(code)) for code in languages.names()],
        widget=forms.CheckboxSelectMultiple,
    )


class LanguageCondition(Condition):
    code = "language"
    title = gettext_lazy("Language of the page")
    form = LanguageForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        return languages.of_path(occurrence.page.url_path) in given["languages"]

    def words(self, given: Given) -> str:
        return listed(name_of(one) for one in given["languages"] if one in languages.names())


class FirstForm(PartForm):
    first = forms.BooleanField(required=False, label=gettext_lazy("Only when the page is published for the first time"))


class FirstCondition(Condition):
    code = "first"
    title = gettext_lazy("First publication")
    form = FirstForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        return occurrence.is_first

    def words(self, given: Given) -> str:
        return pgettext("condition", "for the first time")


class RoleForm(PartForm):
    roles = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Roles"),
        choices=[(Role.EDITOR, Role.EDITOR.label), (Role.CHIEF, Role.CHIEF.label),
                 (Role.EDITOR_IN_CHIEF, Role.EDITOR_IN_CHIEF.label)],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class RoleCondition(Condition):
    """Roles that the person holds now; what was published by the clock or by a program was done by nobody."""

    code = "role"
    title = gettext_lazy("Role of who did it")
    form = RoleForm

    def holds(self, given: Given, occurrence: Occurrence) -> bool:
        return occurrence.actor is not None and live_roles(occurrence.actor).has(*given["roles"])

    def words(self, given: Given) -> str:
        return listed(Role(one).label for one in given["roles"])


def _named(page: Any, field: str) -> Any:
    """Rows that the page names; types that name no places have none."""
    return getattr(page, field).all() if hasattr(page, field) else ()


for _kind in (
    TypeCondition, TopicCondition, HubCondition, AreaCondition, WordsCondition, LanguageCondition, FirstCondition,
    RoleCondition,
):  # fmt: skip
    register_condition(_kind())
