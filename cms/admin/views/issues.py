"""The ledger of issues: the hub's on one page, the ward's for division and auditor, and one issue with its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin import field_forms
from cms.admin.case_forms import DeskForm
from cms.admin.views.base import DeskView
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import User
from workflows.fieldwork import access, listing, things
from workflows.fieldwork.services import actions, issues

PER_PAGE = 50
SORTS = {
    "priority": gettext_lazy("by priority"), "age": gettext_lazy("oldest first"), "newest": gettext_lazy("newest first")
}  # fmt: skip
VIEWS = {listing.OPEN: gettext_lazy("Open issues"), listing.ENDED: gettext_lazy("Solved or passed on")}


class IssuesDesk(DeskView):
    header_icon = "warning"
    door = "issues"

    def may_enter(self, user: User) -> bool:
        return access.reads_issues(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:issues"), "label": _("Issues of the area")}]


class IssuesView(IssuesDesk):
    """Sorted by priority or age, with counts; narrowed to one hub where there are several."""

    template_name = "desk/field/issues.html"
    page_title = gettext_lazy("Issues of the area")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        view, sort = asked.get("view", listing.OPEN), asked.get("sort", "priority")
        if view not in VIEWS or sort not in SORTS:
            raise Http404
        text = asked.get("page", "1")
        page = int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and text != "0" else 1
        readable = access.readable_issues(self.user)
        hubs = self._hubs()
        hub = next((one for one in hubs if one.code == asked.get("hub")), None)
        if asked.get("hub") and hub is None:
            raise Http404
        mine = readable.filter(hub=hub) if hub else readable
        rows = listing.listed(mine, view=view, sort=sort, start=(page - 1) * listing.PER_PAGE)
        kept = {"view": view, "sort": sort, "hub": hub.code if hub else ""}
        return {
            **super().get_context_data(**kwargs),
            "issues": rows[: listing.PER_PAGE],
            "counts": listing.counts(mine),
            "hubs": hubs if len(hubs) > 1 else [],
            "hub": hub,
            "view": view,
            "sort": sort,
            "tabs": [(name, label, urlencode({**kept, "view": name})) for name, label in VIEWS.items()],
            "sorts": [(name, label, urlencode({**kept, "sort": name})) for name, label in SORTS.items()],
            "older": urlencode({**kept, "page": page + 1}) if len(rows) > listing.PER_PAGE else "",
            "kept_hubs": access.hubs_of(self.user),
        }

    def _hubs(self) -> list[Hub]:
        """The hubs whose issues this person reads, each with its number of open ones. One statement."""
        still = Count("issues", filter=Q(issues__closed_at__isnull=True))
        hubs = Hub.objects.annotate(open_issues=still).order_by("order", "code")
        kept = access.hubs_of(self.user)
        reads_all = roles_of(self.user).has(*access.READ_ALL_ISSUES)
        return list(hubs if reads_all else hubs.filter(pk__in=kept))


class NewIssueView(IssuesDesk):
    """An issue without a note."""

    template_name = "desk/field/issue_new.html"
    page_title = gettext_lazy("Take up an issue")

    def may_enter(self, user: User) -> bool:
        return access.writes_notes(user)

    def hub(self) -> Hub:
        hubs = Hub.objects.filter(pk__in=access.hubs_of(self.user))
        code = self.request.GET.get("hub")
        found = (hubs.filter(code=code) if code else hubs).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hub = self.hub()
        return {**super().get_context_data(), "form": field_forms.IssueForm(hub=hub), "hub": hub, **kwargs}

    def post(self, request: HttpRequest) -> HttpResponse:
        hub = self.hub()
        form = field_forms.IssueForm(request.POST, hub=hub)
        if form.is_valid():
            try:
                issue = issues.open_issue(hub, actor=self.user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The issue was taken up."))
                return redirect("desk:issue", issue.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class IssueView(IssuesDesk):
    """One issue: notes, actions, links, history. Those of its hub change it, the ward reads.

    Who told of it is named on the page of the note alone, whose readers are on record.
    """

    template_name = "desk/field/issue.html"
    page_title = gettext_lazy("Issue")
    door = "issue"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.issue = access.issue_for(request.user, kwargs["pk"])
        except Http404:
            refuse(actor=request.user, door=self.door, subject=f"issue:{kwargs['pk']}", reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": self.issue.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issue, user = self.issue, self.user
        keeps = access.keeps_issue(user, issue)
        notes = self._page("note", issue.notes.select_related("author", "chome").order_by("-written_at", "-pk"))
        readable = set(access.readable_notes(user).filter(issue=issue).values_list("pk", flat=True)) if keeps else set()
        forms = {**self._forms(), **kwargs} if keeps else {}
        return {
            **super().get_context_data(),
            **forms,
            "issue": issue,
            "keeps": keeps,
            "notes": [(note, note.pk in readable) for note in notes],
            "notes_page": notes,
            "waiting": issues.waiting(issue).select_related("note__chome") if keeps else [],
            "readable": readable,
            "actions": issue.actions.prefetch_related("groups"),
            "links": things.shown(issue.links.all(), user),
            "changes": self._page("change", issue.changes.select_related("actor").order_by("-at", "-pk")),
        }

    def _page(self, name: str, rows: QuerySet[Any]) -> Page[Any]:
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get(name))

    def _forms(self) -> dict[str, DeskForm]:
        issue = self.issue
        if not issue.is_open:
            return {"reopen_form": field_forms.ReopenForm(), "link_form": field_forms.LinkForm()}
        return {
            "priority_form": field_forms.PriorityForm(initial={"priority": issue.priority}),
            "solve_form": field_forms.SolveForm(),
            "pass_form": field_forms.PassOnForm(),
            "action_form": field_forms.ActionForm(hub=issue.hub),
            "link_form": field_forms.LinkForm(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("action", "")
        if asked in ("begin", "done", "unlink"):
            return self._act(lambda: {"begin": self._begin, "done": self._finish, "unlink": self._unlink}[asked]())
        made = self._posted(asked)
        if made is None:
            raise Http404
        name, form, act = made
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}), status=422)
        return self._act(lambda: act(**form.cleaned_data), **{name: form})

    def _posted(self, asked: str) -> tuple[str, DeskForm, Callable[..., Any]] | None:
        data, issue = self.request.POST, self.issue
        forms: dict[str, tuple[str, Callable[[], DeskForm], Callable[..., Any]]] = {
            "priority": ("priority_form", lambda: field_forms.PriorityForm(data), issues.set_priority),
            "solve": ("solve_form", lambda: field_forms.SolveForm(data), issues.solve),
            "pass": ("pass_form", lambda: field_forms.PassOnForm(data), issues.pass_on),
            "reopen": ("reopen_form", lambda: field_forms.ReopenForm(data), issues.reopen),
            "plan": ("action_form", lambda: field_forms.ActionForm(data, hub=issue.hub), actions.add_action),
            "link": ("link_form", lambda: field_forms.LinkForm(data), actions.add_link),
        }
        if asked not in forms:
            return None
        name, make, service = forms[asked]
        return name, make(), lambda **given: service(issue, actor=self.user, **given)

    def _act(self, act: Callable[[], Any], **forms: DeskForm) -> HttpResponse:
        try:
            act()
        except Forbidden as error:
            refuse(actor=self.user, door=self.door, subject=self.request.path, reason=str(error))
            messages.error(self.request, str(error))
            return self.render_to_response(self.get_context_data(), status=403)
        except CaseError as error:
            messages.error(self.request, str(error))
            return self.render_to_response(self.get_context_data(**forms), status=422)
        messages.success(self.request, _("It is on record."))
        return redirect("desk:issue", self.issue.pk)

    def _begin(self) -> None:
        issues.begin(self.issue, actor=self.user)

    def _finish(self) -> None:
        actions.finish_action(get_object_or_404(self.issue.actions, pk=self._number("row")), actor=self.user)

    def _unlink(self) -> None:
        actions.remove_link(get_object_or_404(self.issue.links, pk=self._number("row")), actor=self.user)

    def _number(self, name: str) -> int:
        text = self.request.POST.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
