"""A page in other languages: which there are, beginning one; and the list of those that are out of date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Page

from cms.core import languages
from cms.core.errors import CaseError
from cms.people.models import User
from pages.editing import translating
from pages.editing.choosing import explorable
from pages.editing.views.base import EditingView
from pages.editing.views.reports import SHOWN, ReportView


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=lambda: [(code, code) for code in languages.others()])


class TranslationsView(EditingView):
    """A page of the person's own branch; the guard has already turned away foreign ones."""

    door = "translations"
    header_icon = "globe"
    page_title = gettext_lazy("Translate the page")
    template_name = "editing/translations.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = Page.objects.filter(pk=kwargs["page_id"], depth__gt=1).first()

    def may_enter(self, user: User) -> bool:
        return self.page is not None and translating.may_translate(user, self.page)

    def get_page_subtitle(self) -> str:
        return str(self.page.specific_deferred.get_admin_display_title()) if self.page else ""

    def _page(self) -> Page:
        assert self.page is not None  # may_enter has seen it
        return self.page

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Straight to the new draft."""
        form = LanguageForm(request.POST)
        language = form.cleaned_data["language"] if form.is_valid() else ""
        try:
            begun = translating.translate(self._page(), language, actor=self.user)
        except CaseError as error:
            messages.error(request, str(error))
            return redirect("editing:translations", page_id=self._page().pk)
        name = translating.name_of(language)
        told = _("A draft in %(language)s was made. Please write it over and send it to approval.")
        messages.success(request, told % {"language": name})
        return redirect("wagtailadmin_pages:edit", begun.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, page=self._page(), states=translating.states(self._page()))


class OutdatedView(ReportView):
    door = "translations out of date"
    header_icon = "globe"
    page_title = gettext_lazy("Translations out of date")
    template_name = "editing/outdated_translations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(translating.outdated(explorable(self.user))[:SHOWN])
        shown = [(page, translating.name_of(languages.of_path(page.url_path))) for page in found]
        return super().get_context_data(**kwargs, translations=shown)
