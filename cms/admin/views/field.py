"""Field notes: the page for a phone, which also works without a connection, and the notes at the desk."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.field_forms import NoteForm
from cms.admin.views.base import DeskView
from cms.core.errors import CaseError
from cms.hubs.models import Hub
from cms.people.models import User
from workflows import fieldwork
from workflows.fieldwork import access, phone_keys
from workflows.fieldwork.services import notes

WORKER = Path(fieldwork.__file__).with_name("worker.js")
# The phone's page has none of Wagtail's, so the public pages' strict policy holds for it.
STRICT = {"style-src": [SELF], "font-src": [SELF], "worker-src": [SELF]}


class PhoneView(DeskView):
    """What the phone asks for: whoever writes notes."""

    header_icon = "edit"
    door = "field"

    def may_enter(self, user: User) -> bool:
        return access.writes_notes(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:notes"), "label": _("Field notes")}]


@method_decorator(csp_update(STRICT), name="dispatch")  # type: ignore[arg-type]
class WriteView(PhoneView):
    """The form. Sent by a script it answers in JSON; the same key again gives the same note."""

    template_name = "desk/field/write.html"
    page_title = gettext_lazy("Write a field note")

    def hubs(self) -> list[Hub]:
        return list(Hub.objects.filter(pk__in=access.hubs_of(self.user)))

    def hub(self) -> Hub:
        """The one that the address names; the only one, or the first, without a name."""
        hubs = self.hubs()
        code = self.request.GET.get("hub")
        found = [hub for hub in hubs if hub.code == code] if code else hubs
        if not found:
            raise Http404
        return found[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(NoteForm(hub=self.hub(), initial={"key": uuid.uuid4()}))

    def _page(self, form: NoteForm, status: int = 200) -> HttpResponse:
        key, hub = phone_keys.key_of(self.user), self.hub()
        others = [one for one in self.hubs() if one != hub]
        context = {**self.get_context_data(), "form": form, "hub": hub, "other_hubs": others, "account": key.pk}
        response = self.render_to_response(context, status=status)
        phone_keys.hand_out(response, key)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        hub = self.hub()
        told = request.headers.get("Accept", "").startswith("application/json")
        account = request.POST.get("account", "")
        if told and account != str(phone_keys.key_of(self.user).pk):
            return JsonResponse({"errors": [_("This note belongs to another account.")]}, status=409)
        form = NoteForm(request.POST, request.FILES, hub=hub)
        note = None
        if form.is_valid():
            try:
                note, is_new = notes.write_note(hub, actor=self.user, **_given(form))
            except CaseError as error:
                form.add_error(None, str(error))
        if note is None:
            wrong = [f"{form[name].label}：{one}" if name in form.fields else one
                     for name, found in form.errors.items() for one in found]  # fmt: skip
            return JsonResponse({"errors": wrong}, status=422) if told else self._page(form, 422)
        address = reverse("desk:note", args=[note.pk])
        if told:
            return JsonResponse({"note": note.pk, "address": address}, status=201 if is_new else 200)
        messages.success(request, _("The note is kept. You can go on writing."))
        return redirect(f"{reverse('desk:field')}?hub={hub.code}")


def _given(form: NoteForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        **{name: given[name] for name in ("key", "chome", "heard", "met", "written_at", "photo")},
        "is_private": given["privacy"] == "private",
    }


class StateView(PhoneView):
    """Whose session this is, and the token for sending: asked for by the phone before it sends what waits."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = JsonResponse({"account": str(phone_keys.key_of(self.user).pk), "token": get_token(request)})
        patch_cache_control(answer, private=True, no_store=True)
        return answer


class WorkerView(PhoneView):
    """Stands below the page's address, for a service worker rules over what lies below its own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
        patch_cache_control(response, no_cache=True)
        return response
