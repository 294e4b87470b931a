"""A working copy in the admin: begun with a note, looked at beside the page place by place, merged or thrown away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.errors import CaseError, Stale
from cms.people.models import User
from pages.editing.copies import services
from pages.editing.models import WorkingCopy
from pages.editing.views.base import EditingView


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What is going to change"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For your colleagues, for example: opening hours from April."),
    )


class PageView(EditingView):
    """A page of the person's own branch; the guard has already turned away foreign ones."""

    door = "working copy"
    header_icon = "copy"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page: Any = Page.objects.filter(pk=kwargs["page_id"], depth__gt=1).first()

    def may_enter(self, user: User) -> bool:
        return self.page is not None and bool(self.page.permissions_for_user(user).can_edit())

    def get_page_subtitle(self) -> str:
        return str(self.page.specific_deferred.get_admin_display_title()) if self.page else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"page": self.page, **kwargs})

    @property
    def made(self) -> WorkingCopy | None:
        return services.copy_of(self.page)

    def away(self, error: CaseError) -> HttpResponse:
        messages.error(self.request, str(error))
        return redirect("editing:working_copy", page_id=self.page.pk)


class CopyView(PageView):
    page_title = gettext_lazy("Working copy")
    template_name = "editing/working_copy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"made": self.made, "form": NoteForm(), "may_copy": services.may_copy(self.user, self.page), **kwargs}
        more["ended"] = (
            WorkingCopy.objects.filter(page_id=self.page.pk).exclude(outcome="").select_related("ended_by")[:10]
        )
        return super().get_context_data(**more)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            made = services.begin(self.page, actor=self.user, note=form.cleaned_data["note"])
        except CaseError as error:
            return self.away(error)
        messages.success(request, _("The working copy was made. Readers go on seeing the page until you merge it."))
        return redirect("wagtailadmin_pages:edit", made.copy_id)


class MergeView(PageView):
    page_title = gettext_lazy("Merge the working copy")
    template_name = "editing/merge_copy.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = self.made
        if made is None:
            messages.warning(request, _("There is no working copy of this page."))
            return redirect("editing:working_copy", page_id=self.page.pk)
        return self._page(made)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = self.made
        if made is None:
            return self.away(CaseError(_("This working copy was merged or thrown away already.")))
        choices = {
            name.removeprefix("choice-"): str(text) for name, text in request.POST.items() if name.startswith("choice-")
        }
        try:
            services.merge(made, actor=self.user, choices=choices, seen=request.POST.get("seen", ""))
        except Stale as error:
            return self._page(made, problem=str(error), choices=choices, status=409)
        except CaseError as error:
            return self._page(made, problem=str(error), choices=choices, status=422)
        except ValidationError as error:
            return self._page(made, problem=" ".join(error.messages), choices=choices, status=422)
        messages.success(request, _("Merged. Look the draft over, then publish it or send it to approval."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _page(
        self, made: WorkingCopy, *, problem: str = "", choices: dict[str, str] | None = None, status: int = 200
    ) -> HttpResponse:
        found = services.versions_of(made)
        changes = services.told(made, found)
        for change in changes:
            change["chosen"] = (choices or {}).get(change["key"], "")
        context = {
            "made": made, "changes": changes, "seen": found.seen, "problem": problem,
            "clashes": sum(change["clashes"] for change in changes),
        }  # fmt: skip
        return self.render_to_response(self.get_context_data(**context), status=status)


class DiscardView(PageView):
    page_title = gettext_lazy("Throw the working copy away")
    template_name = "editing/discard_copy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"made": self.made, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made = self.made
        if made is not None:
            try:
                services.discard(made, actor=self.user)
            except CaseError as error:
                return self.away(error)
            messages.success(request, _("The working copy was thrown away. The page is as it was."))
        return redirect(reverse("wagtailadmin_pages:edit", args=[self.page.pk]))
