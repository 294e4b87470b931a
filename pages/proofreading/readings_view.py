"""The editor's list of kanji words with their readings: accept, correct, take away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pages.furigana.reading import LONGEST_BASE, LONGEST_READING, Reading
from pages.furigana.suggesting import Source
from pages.models.content import ContentPage
from pages.proofreading.correcting import TextChanged
from pages.proofreading.readings import MOST_ROWS, keep, kept, suggestions_for
from pages.proofreading.views import PageView

EMPTY_ROWS = 3
SOURCES = {
    Source.PLACE: _("name of a place in the ward"),
    Source.LIST: _("list of the product"),
    Source.DICTIONARY: _("dictionary; please check"),
    Source.NOBODY: _("please write"),
}


class ReadingForm(forms.Form):
    base = forms.CharField(max_length=LONGEST_BASE, required=False, label=_("word"))
    reading = forms.CharField(max_length=LONGEST_READING, required=False, label=_("reading"))
    use = forms.BooleanField(required=False, label=_("show"))
    first_only = forms.BooleanField(required=False, label=_("only the first time"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("use") and not self.errors and not self.chosen.is_right:
            field = "base" if not Reading(cleaned["base"], "あ").is_right else "reading"
            text = _("Write a word with kanji.") if field == "base" else _("Write the reading in hiragana or katakana.")
            self.add_error(field, text)
        return cleaned

    @property
    def chosen(self) -> Reading:
        data = self.cleaned_data
        return Reading(data.get("base") or "", data.get("reading") or "", bool(data.get("first_only")))

    @property
    def source(self) -> str:
        return str(self.initial.get("source", ""))


ReadingFormSet = formset_factory(ReadingForm, extra=EMPTY_ROWS, max_num=MOST_ROWS + EMPTY_ROWS, validate_max=True)


class ReadingsView(PageView):
    template_name = "proofreading/readings.html"
    page_title = _("Readings above kanji")
    kind = ContentPage
    formset: BaseFormSet[ReadingForm] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        formset = self.formset or ReadingFormSet(initial=self.rows())
        return {**super().get_context_data(**kwargs), "formset": formset}

    def rows(self) -> list[dict[str, Any]]:
        """What the page has, then what is suggested; a suggestion is not chosen before the editor did so."""
        chosen = {reading.base: reading for reading in kept(self.draft)}
        rows = [
            {"base": one.base, "reading": one.reading, "use": True, "first_only": one.first_only, "source": ""}
            for one in chosen.values()
        ]
        suggested = [one for one in suggestions_for(self.draft) if one.base not in chosen]
        rows += [{"base": one.base, "reading": one.reading, "source": SOURCES[one.source]} for one in suggested]
        return rows[:MOST_ROWS]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.locked:
            messages.error(request, _now("The page is locked or waits for approval, so it cannot be changed now."))
            return redirect(request.path)
        self.formset = ReadingFormSet(request.POST)
        if not self.formset.is_valid():
            messages.error(request, _now("Some readings are to be put right. Nothing was saved yet."))
            return self.render_to_response(self.get_context_data())
        chosen = {form.chosen.base: form.chosen for form in self.formset if form.cleaned_data.get("use")}
        try:
            changed = keep(self.page, actor=self.user, seen_revision=self.seen_revision, readings=chosen.values())
        except TextChanged as stale:
            messages.warning(request, str(stale))
            return redirect(request.path)
        if changed:
            messages.success(request, _now("The readings are in the draft. Readers see them when it is published."))
        else:
            messages.info(request, _now("The page has these readings already."))
        return redirect(request.path)
