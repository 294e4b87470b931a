"""The editor's form of an event: writes the dates of a series into the list, where each can be changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from pages.calendar import series
from pages.proofreading.forms import CheckedPageForm


class EventForm(CheckedPageForm):
    repeat = forms.ChoiceField(
        label=_("how it repeats"), choices=[("", _("does not repeat")), *series.Repeat.choices], required=False
    )
    repeat_times = forms.IntegerField(
        label=_("how many dates more"), min_value=1, max_value=series.MOST, required=False
    )
    repeat_until = forms.DateField(label=_("or until"), required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("repeat"):
            return cleaned
        times, until = cleaned.get("repeat_times"), cleaned.get("repeat_until")
        if not times and not until and not {"repeat_times", "repeat_until"} & set(self.errors):
            self.add_error("repeat_times", _("Please say how many dates more, or until when."))
        last = self._last_day()
        if last is None:
            self.add_error("repeat", _("Please enter the first date of the series in the list above."))
        elif until and until <= last:
            self.add_error("repeat_until", _("This day is not after the last date in the list."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """The page with the dates that were asked for; those that stand in the list already are not doubled."""
        page = super().save(commit=False)
        if self.cleaned_data.get("repeat"):
            self._repeat(page)
        if commit:
            page.save()
        return page

    def _repeat(self, page: Any) -> None:
        rows = [row for row in page.dates.all() if row.starts_at and row.ends_at]
        if not rows:
            return
        last = max(rows, key=lambda row: row.starts_at)
        known = {row.first_day for row in rows}
        wanted = series.days(
            last.first_day,
            self.cleaned_data["repeat"],
            times=self.cleaned_data.get("repeat_times"),
            until=self.cleaned_data.get("repeat_until"),
        )
        for order, day in enumerate(wanted, start=len(rows)):
            by = (day - last.first_day).days
            if day not in known:
                page.dates.add(
                    type(last)(
                        starts_at=series.moved(last.starts_at, by),
                        ends_at=series.moved(last.ends_at, by),
                        all_day=last.all_day,
                        sort_order=order,
                    )
                )

    def _last_day(self) -> date | None:
        """The day of the last date that the editor entered."""
        forms_of_dates = self.formsets["dates"].forms if "dates" in self.formsets else []
        rows = [form.cleaned_data for form in forms_of_dates if form.is_valid() and form.cleaned_data]
        starts = [row["starts_at"] for row in rows if row.get("starts_at") and not row.get("DELETE")]
        return max(starts).astimezone(series.JST).date() if starts else None
