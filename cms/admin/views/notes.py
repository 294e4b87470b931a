"""Field notes at the desk: the hub's list, and one note with who told of it and the issue that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.case_forms import DeskForm
from cms.admin.field_forms import EraseForm, InformantForm, IssueForm, JoinForm, ToldForm
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import Role, User
from media.views import send_private
from workflows.fieldwork import access, retention
from workflows.fieldwork.models import Informant
from workflows.fieldwork.services import issues, notes, telling

PER_PAGE = 50
VIEWS = {"all": gettext_lazy("All I may read"), "loose": gettext_lazy("Without an issue"),
         "mine": gettext_lazy("Mine"), "due": gettext_lazy("Kept long enough")}  # fmt: skip


class NotesView(DeskView):
    """Where, when and by whom. What was heard stands on the note's own page, whose readers are on record."""

    template_name = "desk/field/notes.html"
    page_title = gettext_lazy("Field notes")
    header_icon = "edit"
    door = "notes"

    def may_enter(self, user: User) -> bool:
        return access.writes_notes(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:notes"), "label": _("Field notes")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = self.request.GET.get("view", "loose")
        if view not in VIEWS:
            raise Http404
        text = self.request.GET.get("page", "1")
        page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else 1
        found = self._found(view).select_related("hub", "author", "chome", "issue")
        start = (max(page, 1) - 1) * PER_PAGE
        rows = list(found.order_by("-written_at", "-pk")[start : start + PER_PAGE + 1])
        led = roles_of(self.user).hubs_as(Role.CHIEF)
        return {
            **super().get_context_data(**kwargs),
            "notes": rows[:PER_PAGE],
            "view": view,
            "views": VIEWS.items(),
            "page": page,
            "has_more": len(rows) > PER_PAGE,
            "erase_form": kwargs.get("erase_form") or EraseForm(),
            "led_hubs": Hub.objects.filter(pk__in=led) if view == "due" else [],
        }

    def _found(self, view: str) -> Any:
        found = access.readable_notes(self.user)
        if view == "loose":
            return found.filter(issue=None, erased_at=None)
        if view == "mine":
            return found.filter(author=self.user)
        return found.filter(pk__in=retention.due(timezone.localdate()).values("pk")) if view == "due" else found

    def post(self, request: HttpRequest) -> HttpResponse:
        """The chief erases what was kept long enough."""
        hub = get_object_or_404(Hub, pk__in=roles_of(self.user).hubs_as(Role.CHIEF), code=request.POST.get("hub", ""))
        form = EraseForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(erase_form=form), status=422)
        count = notes.erase_due(hub, actor=self.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The content of %(count)d notes was erased.") % {"count": count})
        return redirect("desk:notes")


class OneNoteView(DeskView):
    """A note that this person may read; a foreign or private one does not exist."""

    header_icon = "edit"
    door = "note"

    def may_enter(self, user: User) -> bool:
        return access.writes_notes(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.note = access.note_for(request.user, kwargs["pk"])
        except Http404:
            refuse(actor=request.user, door=self.door, subject=f"note:{kwargs['pk']}", reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)


class PhotoView(OneNoteView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if self.note.photo is None:
            raise Http404
        return send_private(self.note.photo, inline=True)


class NoteView(OneNoteView):
    """One note, and all that is done with it."""

    template_name = "desk/field/note.html"
    page_title = gettext_lazy("Field note")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notes.note_reading(self.note, reader=self.user)
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("desk:notes"), "label": _("Field notes")},
            {"url": self.request.path, "label": str(self.note.chome)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        note = self.note
        # A private note's own words do not become the title of an issue that the whole ward reads.
        shown = {
            "issue_form": IssueForm(hub=note.hub, initial={"chome": note.chome_id}),
            "join_form": JoinForm(hub=note.hub),
            "informant_form": InformantForm(),
            "erase_form": EraseForm(),
            **kwargs,
        }
        return {
            **super().get_context_data(),
            **shown,
            "note": note,
            "informants": note.informants.select_related("told_by", "declined_by"),
            "told_form": ToldForm(),
            "is_author": note.author_id == self.user.pk,
            "may_erase": access.erases(self.user, note) and note.erased_at is None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = self._actions().get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        try:
            return action()
        except Forbidden as error:
            refuse(actor=request.user, door=self.door, subject=request.path, reason=str(error))
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=403)
        except CaseError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(**self._typed()), status=422)

    def _actions(self) -> dict[str, Callable[[], HttpResponse]]:
        return {
            "open": self._open, "join": self._join, "share": lambda: self._privacy(False),
            "hide": lambda: self._privacy(True), "informant": self._informant, "told": self._told,
            "declined": self._declined, "erase": self._erase,
        }  # fmt: skip

    def _typed(self) -> dict[str, DeskForm]:
        """The posted form with its texts, so that nothing is lost."""
        data, hub = self.request.POST, self.note.hub
        made: dict[str, Callable[[], tuple[str, DeskForm]]] = {
            "open": lambda: ("issue_form", IssueForm(data, hub=hub)),
            "join": lambda: ("join_form", JoinForm(data, hub=hub)),
            "informant": lambda: ("informant_form", InformantForm(data)),
            "erase": lambda: ("erase_form", EraseForm(data)),
        }
        asked = made.get(data.get("action", ""))
        return dict([asked()]) if asked else {}

    def _open(self) -> HttpResponse:
        form = IssueForm(self.request.POST, hub=self.note.hub)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(issue_form=form), status=422)
        issue = issues.open_issue(self.note.hub, actor=self.user, note=self.note, **form.cleaned_data)
        messages.success(self.request, _("The issue was taken up, and the note belongs to it."))
        return redirect("desk:issue", issue.pk)

    def _join(self) -> HttpResponse:
        form = JoinForm(self.request.POST, hub=self.note.hub)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(join_form=form), status=422)
        issue = issues.join(self.note, actor=self.user, issue=form.cleaned_data["issue"])
        messages.success(self.request, _("The note belongs to this issue now."))
        return redirect("desk:issue", issue.pk)

    def _privacy(self, is_private: bool) -> HttpResponse:
        notes.set_privacy(self.note, actor=self.user, is_private=is_private)
        return self._done(_("The note is private now.") if is_private else _("The hub reads the note now."))

    def _informant(self) -> HttpResponse:
        form = InformantForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(informant_form=form), status=422)
        telling.add_informant(self.note, actor=self.user, **form.cleaned_data)
        return self._done(_("It is on record who told of this."))

    def _told(self) -> HttpResponse:
        form = ToldForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        telling.record_told(self._named(), actor=self.user, how=form.cleaned_data["how"])
        return self._done(_("It is on record that they were told."))

    def _declined(self) -> HttpResponse:
        telling.record_declined(self._named(), actor=self.user)
        return self._done(_("It is on record that they need not hear of it."))

    def _named(self) -> Informant:
        text = self.request.POST.get("informant", "")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
        return get_object_or_404(self.note.informants, pk=number)

    def _erase(self) -> HttpResponse:
        form = EraseForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(erase_form=form), status=422)
        notes.erase_note(self.note, actor=self.user, **form.cleaned_data)
        return self._done(_("The content of the note was erased."))

    def _done(self, told: str) -> HttpResponse:
        messages.success(self.request, told)
        return redirect("desk:note", self.note.pk)
