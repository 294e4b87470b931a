"""Typing in a form that came on paper: group and call, the sections, the scan, and the entry as a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin import paper_forms, scans
from cms.admin.rights import enters_paper
from cms.admin.views.base import DeskView, refused_page
from cms.audit.refusals import refuse
from cms.core.errors import CaseError, Forbidden
from cms.people.models import CommunityGroup, User
from cms.people.services.fields import FieldRefused
from cms.people.services.groups import enter_group
from forms import drafts
from forms.models import Draft
from forms.rendering import rows
from media.checks import Refused
from workflows.cases.applying import MayNotApply
from workflows.intake.services import paper
from workflows.intake.subjects import PAPER, parse
from workflows.programmes.models import Call


class PaperView(DeskView):
    """For the reviewers and chiefs of a hub."""

    header_icon = "form"
    page_title = gettext_lazy("Paper application")
    door = "paper"

    def may_enter(self, user: User) -> bool:
        return enters_paper(user)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk:paper"), "label": _("Paper application")}]

    def forbidden(self, reason: str) -> HttpResponse:
        refuse(actor=self.request.user, door=self.door, subject=self.request.path, reason=reason)
        return refused_page(self.request, reason=reason, crumbs=self.get_breadcrumbs_items())


class ChooseView(PaperView):
    """Which call and which group; or a form that was begun earlier."""

    template_name = "desk/paper_choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = self.request.GET.get("g", "")[:80]
        form = kwargs.get("form") or paper_forms.ChooseForm(user=self.user, search=search, initial=self.request.GET)
        return {
            **super().get_context_data(),
            "form": form,
            "search": search,
            "begun": [(draft, _about(draft)) for draft in _begun(self.user)],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = paper_forms.ChooseForm(request.POST, user=self.user, search=request.POST.get("g", "")[:80])
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            draft = paper.begin_paper(actor=self.user, **form.cleaned_data)
        except Forbidden as error:
            return self.forbidden(str(error))
        except MayNotApply as error:
            form.add_error("exception", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("desk:paper_draft", draft=draft.pk)


class NewGroupView(PaperView):
    """A group that is not on the register yet; it is verified later, like any other."""

    template_name = "desk/paper_group.html"
    page_title = gettext_lazy("New group")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or paper_forms.GroupForm(user=self.user)
        return {**super().get_context_data(), "form": form}

    def crumbs(self) -> list[dict[str, Any]]:
        return [*super().crumbs(), {"url": self.request.path, "label": _("New group")}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = paper_forms.GroupForm(request.POST, user=self.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            group = enter_group(actor=self.user, **form.cleaned_data)
        except Forbidden as error:
            return self.forbidden(str(error))
        except FieldRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("%(group)s is on the register, not verified yet.") % {"group": group})
        return redirect(f"{reverse('desk:paper')}?group={group.pk}")


class DraftView(PaperView):
    """A page of one paper form; only for the person who types it in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.draft = drafts.open_draft(request.user, kwargs["draft"])  # type: ignore[arg-type]
            if parse(self.draft.subject).purpose != PAPER or self.draft.sent_at is not None:
                raise Http404
        except Http404:
            refuse(actor=request.user, door=self.door, subject=request.path, reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        here = reverse("desk:paper_draft", args=[self.draft.pk])
        return [*super().crumbs(), {"url": here, "label": _about(self.draft)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "draft": self.draft, "about": _about(self.draft)}

    def overview(self) -> HttpResponse:
        return redirect("desk:paper_draft", draft=self.draft.pk)


class OverviewView(DraftView):
    template_name = "desk/paper_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "sections": drafts.statuses(self.draft),
            "scan": scans.scan_of(self.draft),
        }


class SectionView(DraftView):
    """One section: whatever was typed is kept, valid or not."""

    template_name = "desk/paper_section.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = kwargs.get("page") or drafts.section_page(self.draft, self.kwargs["section"])
        if page is None:
            raise Http404
        shown = {"refused_file": kwargs.get("refused_file", ""), "conflict": kwargs.get("conflict")}
        return {**super().get_context_data(), "page": page, **shown}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = request.POST.get("seen_revision", "")
        result = drafts.save_section(
            self.draft,
            actor=self.user,
            section=kwargs["section"],
            data=request.POST,
            seen_revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
        )
        page = drafts.section_page(self.draft, kwargs["section"], result=result)
        if result.conflict:
            return self.render_to_response(self.get_context_data(page=page, conflict=result.conflict), status=409)
        if result.errors or "add_rows" in request.POST:
            return self.render_to_response(self.get_context_data(page=page))
        return self.overview()


class FilesView(DraftView):
    """Adds or removes one file: the scan of the paper, or an attachment. One request each."""

    template_name = "desk/paper_overview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.overview()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = request.POST.get("question", "")
        if remove := request.POST.get("remove", ""):
            drafts.detach(self.draft, actor=self.user, file_id=remove)
            return self._back(question)
        upload = request.FILES.get("file")
        if upload is None:
            messages.error(request, _("Choose a file first."))
            return self._back(question)
        try:
            if question == paper.SCAN:
                scans.keep_scan(self.draft, actor=self.user, upload=upload)
            else:
                drafts.attach(self.draft, actor=self.user, question=question, upload=upload)
            messages.success(request, _("The file was added."))
        except Refused as error:
            messages.error(request, str(error))
        return self._back(question)

    def _back(self, question: str) -> HttpResponse:
        definition = self.draft.version.definition
        for section in definition["sections"]:
            if any(asked["key"] == question and asked["type"] == "file" for asked in section["questions"]):
                return redirect("desk:paper_section", draft=self.draft.pk, section=section["key"])
        return self.overview()


class EnterView(DraftView):
    """Everything once more; then the case is entered with its number."""

    template_name = "desk/paper_enter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or paper_forms.EnterForm(draft=self.draft)
        return {
            **super().get_context_data(),
            "form": form,
            "sections": rows(self.draft.version, drafts.answers_of(self.draft), drafts.files_of(self.draft)),
            "problems": drafts.problems(self.draft),
            "scan": scans.scan_of(self.draft),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = paper_forms.EnterForm(request.POST, draft=self.draft)
        scan = scans.scan_of(self.draft)
        if scan is None:
            form.add_error(None, _("Add the scan of the paper form first."))
        if scan is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            case = paper_forms.enter(self.draft, actor=self.user, scan=scan, given=form.cleaned_data)
        except Forbidden as error:
            return self.forbidden(str(error))
        except CaseError as error:
            form.add_error("exception" if isinstance(error, MayNotApply) else None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("The application was entered. Its number is %(number)s.") % {"number": case.number})
        return redirect("desk:case", pk=case.pk)


class DiscardView(DraftView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.overview()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scans.drop_scan(self.draft)
        drafts.discard(self.draft, actor=self.user)
        messages.success(request, _("The form was discarded."))
        return redirect("desk:paper")


def _begun(user: User) -> QuerySet[Draft]:
    found = Draft.objects.filter(owner_id=user.pk, subject__startswith=f"{PAPER}:", sent_at=None, discarded_at=None)
    return found.select_related("version").order_by("-updated_at")[:20]


def _about(draft: Draft) -> str:
    """Group and call of a paper form, in one line."""
    group = CommunityGroup.objects.filter(pk=draft.context.get("group")).first()
    call = Call.objects.filter(pk=draft.context.get("call")).first()
    return f"{group or '—'} / {call or '—'}"
