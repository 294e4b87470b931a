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
from cms.core.errors import CaseError, Forbidden, Stale
from cms.people.models import CommunityGroup, User
from cms.people.services.fields import FieldRefused
from cms.people.services.groups import enter_group
from forms import drafts
from forms.models import Draft
from forms.rendering import rows
from forms.versions import definition_of
from forms.wording import said
from media.checks import Refused
from workflows.cases.access import for_staff
from workflows.cases.applying import MayNotApply
from workflows.cases.models import Case
from workflows.intake.services import correcting, paper
from workflows.intake.subjects import PAPER, PAPER_CORRECTION, parse
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
    """A page of one paper form; only for the person who types it in. ``corrected`` is the case of a correction."""

    corrected: Case | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.draft = drafts.open_draft(request.user, kwargs["draft"])  # type: ignore[arg-type]
            subject = parse(self.draft.subject)
            if not subject.is_at_desk or self.draft.sent_at is not None:
                raise Http404
            if subject.purpose == PAPER_CORRECTION:
                self.corrected = for_staff(request.user, subject.record)  # type: ignore[arg-type]
        except Http404:
            refuse(actor=request.user, door=self.door, subject=request.path, reason="not readable")
            raise
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        here = reverse("desk:paper_draft", args=[self.draft.pk])
        return [*super().crumbs(), {"url": here, "label": _about(self.draft)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = {"draft": self.draft, "about": _about(self.draft), "corrected": self.corrected}
        return {**super().get_context_data(**kwargs), **about}

    def may_change(self, section: str) -> bool:
        """Of a correction only what was asked for, and what holds a problem, as for the applicant."""
        return self.corrected is None or section in correcting.editable(self.draft, self.corrected)

    def overview(self) -> HttpResponse:
        return redirect("desk:paper_draft", draft=self.draft.pk)

    def not_asked(self) -> HttpResponse:
        messages.info(self.request, _("This section is not part of the correction, so it stays as it was sent."))
        return self.overview()


class OverviewView(DraftView):
    template_name = "desk/paper_overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "sections": drafts.statuses(self.draft),
            "open_sections": correcting.editable(self.draft, self.corrected) if self.corrected else None,
            "scan": scans.scan_of(self.draft),
        }


class SectionView(DraftView):
    """One section: whatever was typed is kept, valid or not."""

    template_name = "desk/paper_section.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.may_change(kwargs["section"]) else self.not_asked()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = kwargs.get("page") or drafts.section_page(self.draft, self.kwargs["section"])
        if page is None:
            raise Http404
        shown = {"refused_file": kwargs.get("refused_file", ""), "conflict": kwargs.get("conflict")}
        return {**super().get_context_data(), "page": page, **shown}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change(kwargs["section"]):
            return self.not_asked()
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
        question, remove = request.POST.get("question", ""), request.POST.get("remove", "")
        if not self._may_touch(question, remove):
            return self.not_asked()
        if remove:
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

    def _may_touch(self, question: str, remove: str) -> bool:
        """Of a correction, the scan and the files of the sections that may be changed."""
        if remove.isascii() and remove.isdigit() and len(remove) < 19:
            attached = self.draft.files.filter(pk=int(remove)).values_list("question", flat=True).first()
            question = attached or question
        return question == paper.SCAN or self.may_change(self._section_with(question))

    def _section_with(self, question: str) -> str:
        for part, asked in definition_of(self.draft.version).walk():
            if asked.type == "file" and asked.key == question:
                return part.key
        return ""

    def _back(self, question: str) -> HttpResponse:
        if section := self._section_with(question):
            return redirect("desk:paper_section", draft=self.draft.pk, section=section)
        return self.overview()


class EnterView(DraftView):
    """Everything once more; then the case is entered with its number."""

    template_name = "desk/paper_enter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(),
            "form": kwargs.get("form") or self.form(),
            "differences": correcting.differences(self.draft, self.corrected) if self.corrected else None,
            "sections": rows(self.draft.version, drafts.answers_of(self.draft), drafts.files_of(self.draft)),
            "problems": self.problems(),
            "scan": scans.scan_of(self.draft),
        }

    def problems(self) -> list[str]:
        """Each gap with the question that it belongs to, as on the applicant's own pages."""
        labels = {(part.key, asked.key): asked.label for part, asked in definition_of(self.draft.version).walk()}
        found = drafts.problems(self.draft)
        return [f"{labels.get((one.section, one.question), one.section)}：{one.message}" for one in found]

    def form(self, data: Any = None) -> paper_forms.StampForm:
        """Whose application it is, and how it is answered, is asked for once: not again with a correction."""
        if self.corrected is not None:
            return paper_forms.StampForm(data)
        return paper_forms.EnterForm(data, draft=self.draft)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        scan = scans.scan_of(self.draft)
        if scan is None:
            form.add_error(None, said("Add the scan of the paper form first.", self.draft.version.kind))
        if scan is None or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        enter = paper_forms.enter_correction if self.corrected else paper_forms.enter
        try:
            case = enter(self.draft, actor=self.user, scan=scan, given=form.cleaned_data)
        except Forbidden as error:
            return self.forbidden(str(error))
        except CaseError as error:
            form.add_error("exception" if isinstance(error, MayNotApply) else None, str(error))
            status = 409 if isinstance(error, Stale) else 200
            return self.render_to_response(self.get_context_data(form=form), status=status)
        messages.success(request, self.told() % {"number": case.number})
        return redirect("desk:case", pk=case.pk)

    def told(self) -> str:
        if self.corrected is not None:
            return _("The correction of %(number)s was entered. The hub's check is next.")
        return said("The application was entered. Its number is %(number)s.", self.draft.version.kind)


class DiscardView(DraftView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.overview()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scans.drop_scan(self.draft)
        drafts.discard(self.draft, actor=self.user)
        messages.success(request, _("The form was discarded."))
        return redirect("desk:paper")


def _begun(user: User) -> QuerySet[Draft]:
    found = Draft.objects.filter(owner_id=user.pk, subject__startswith=PAPER, sent_at=None, discarded_at=None)
    return found.select_related("version").order_by("-updated_at")[:20]


def written_name(draft: Draft) -> str:
    """Of a person who applies for themselves: the name on the form, once it is typed in."""
    return "" if draft.context.get("group") else paper_forms.written_person(draft).get("name", "")


def _about(draft: Draft) -> str:
    """Group and call of a paper form, or the case that it corrects, in one line."""
    subject = parse(draft.subject)
    group = CommunityGroup.objects.filter(pk=draft.context.get("group")).first() or written_name(draft)
    if subject.purpose == PAPER_CORRECTION:
        number = Case.objects.filter(pk=subject.record).values_list("number", flat=True).first()
        return _("%(group)s / Correction of %(number)s") % {"group": group or "—", "number": number or "—"}
    call = Call.objects.filter(pk=draft.context.get("call")).first()
    return f"{group or '—'} / {call or '—'}"
