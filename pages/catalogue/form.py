"""The filters of the catalogue as a form sent by GET: for readers, for the desk, and for saving a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.search import registry
from cms.search.catalogue.public import FACETS, Facets
from cms.search.catalogue.query import PUBLIC_STATES, SEVERAL, SORTS, STATES, WINDOWS, Query, from_values
from cms.search.keys import LONGEST_QUESTION, fold_spaces
from pages.catalogue.places import Known
from pages.search.form import DateInput

ANY = ("", pgettext_lazy("catalogue", "any"))
SINGLE = ("words", "window", "since", "until", "sort")


def typed(given: QueryDict) -> dict[str, Any]:
    """What the address says, as ``from_values`` reads it."""
    several = {name: given.getlist(name) for name in SEVERAL}
    single = {name: given.get(name, "") for name in SINGLE}
    return several | single | {"words": fold_spaces(single["words"][:LONGEST_QUESTION]).strip()}


class Codes(forms.MultipleChoiceField):
    """A code that nothing has finds nothing, and is no error: what a link names may have gone."""

    def valid_value(self, value: Any) -> bool:
        return True


class CatalogueForm(forms.Form):
    """Several ticked of one group mean any of them; the groups narrow each other."""

    use_required_attribute = False

    words = forms.CharField(
        label=pgettext_lazy("catalogue", "Words"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kinds = Codes(label=pgettext_lazy("catalogue", "Kind"), required=False)
    states = Codes(label=pgettext_lazy("catalogue", "State"), required=False)
    hubs = Codes(label=pgettext_lazy("catalogue", "Hub"), required=False)
    areas = Codes(label=pgettext_lazy("catalogue", "Area"), required=False)
    topics = Codes(label=pgettext_lazy("catalogue", "Topic"), required=False)
    window = forms.ChoiceField(
        label=pgettext_lazy("catalogue", "Time"),
        required=False,
        choices=[ANY, *((code, label) for code, (label, *_days) in WINDOWS.items())],
    )
    since = forms.DateField(label=pgettext_lazy("catalogue", "From"), required=False, widget=DateInput())
    until = forms.DateField(label=pgettext_lazy("catalogue", "Until"), required=False, widget=DateInput())
    sort = forms.ChoiceField(label=pgettext_lazy("catalogue", "Order"), required=False, choices=list(SORTS.items()))

    def __init__(
        self,
        given: Mapping[str, Any] | None,
        *,
        known: Known,
        kinds: Mapping[str, Any] | None = None,
        states: Iterable[str] = PUBLIC_STATES,
        **more: Any,
    ) -> None:
        super().__init__(given, **more)
        offered = {
            "kinds": list((kinds or registry.kinds()).items()),
            "states": [(str(one), STATES[one]) for one in states],
            "hubs": known.hubs,
            "areas": known.areas,
            "topics": known.topics,
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices, field.widget = choices, forms.CheckboxSelectMultiple(choices=choices)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return told

    def query(self, language: str = "ja") -> Query | None:
        """What is asked; None when some filter is wrong."""
        return from_values(self.cleaned_data, language=language) if self.is_valid() else None

    def tell(self, facets: Facets) -> None:
        """How many there are behind each choice; what finds nothing is left out unless it is ticked."""
        for name in FACETS:
            field: Any = self.fields[name]
            ticked = set(self.data.get(name) or ())
            counts = facets[name]
            kept = [(code, label) for code, label in field.choices if counts[code] or code in ticked]
            field.choices = [(code, f"{label}（{counts[code]:,}）") for code, label in kept]
            field.widget.choices = field.choices

    @property
    def groups(self) -> list[forms.BoundField]:
        """The groups of boxes that have any choice."""
        return [self[name] for name in FACETS if self.fields[name].choices]  # type: ignore[attr-defined]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in ("window", "since", "until", "sort")]
