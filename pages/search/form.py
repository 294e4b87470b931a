"""The form of the search page. Sent by GET, so that an answer can be bookmarked; nothing typed into it is an error
but a date that is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.core import languages
from cms.hubs.models import Hub
from cms.search import registry
from cms.search.keys import LONGEST_QUESTION, fold_spaces
from cms.search.question import Question, spelled
from cms.search.registry import UNDATED

FIRST_YEAR, LAST_YEAR = 1000, 9000


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(
        label=_("Words to look for"),
        help_text=_("For example: 防災訓練, ぼうさい, 補助金 申請. Several words find what has all of them."),
        required=False,
        widget=forms.TextInput(attrs={"enterkeyhint": "search", "type": "search", "autocomplete": "off"}),
    )
    hub = forms.ChoiceField(label=pgettext_lazy("search", "Hub"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("search", "Kind"), required=False)
    since = forms.DateField(label=pgettext_lazy("search", "From"), required=False, widget=DateInput())
    until = forms.DateField(label=pgettext_lazy("search", "Until"), required=False, widget=DateInput())

    def __init__(self, given: QueryDict, *, hubs: Iterable[Hub]) -> None:
        """Of what is typed, the beginning is kept, without what no database and no page can show."""
        told = given.copy()
        told["q"] = fold_spaces(given.get("q", "")[:LONGEST_QUESTION])
        super().__init__(told)
        if not languages.is_default():
            self.fields["q"].help_text = _("Several words find what has all of them.")
        self.hubs = {hub.code: hub for hub in hubs}
        every = ("", pgettext_lazy("search", "All"))
        self.fields["hub"].choices = [every, *((code, hub.name) for code, hub in self.hubs.items())]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [every, *registry.kinds().items()]  # type: ignore[attr-defined]

    def question(self) -> Question:
        """What is asked, once the form is valid."""
        told = self.cleaned_data
        hub = self.hubs.get(told.get("hub", ""))
        until = told.get("until")
        # Who asks for dates does not mean what has none.
        since = _midnight(told.get("since")) or (UNDATED + timedelta(days=1) if until else None)
        return Question(
            words=spelled(told.get("q", "")),
            kind=told.get("kind", ""),
            hub=hub.pk if hub else None,
            since=since,
            until=_midnight(until + timedelta(days=1) if until else None),
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("since", "until"):
            if (given := told.get(name)) and not FIRST_YEAR <= given.year <= LAST_YEAR:
                self.add_error(name, _("Enter a valid date."))
        since, until = told.get("since"), told.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day is before the first one."))
        return told


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None
