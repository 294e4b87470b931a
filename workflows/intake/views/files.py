"""Files of a draft, one request each: a refusal costs no answer and no other file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from forms.drafts import attach, detach, section_page
from forms.models import Draft
from forms.versions import definition_of
from media.checks import too_large
from media.views import send_private
from workflows.intake import limits
from workflows.intake.frame import Frame, frame_of
from workflows.intake.views.guards import action, page, user_of
from workflows.intake.views.records import own_draft, to_receipt
from workflows.intake.views.section import show


def section_with(draft: Draft, question: str) -> str:
    """Key of the section that asks for this file. Http404 when none does."""
    for part, asked in definition_of(draft.version).walk():
        if asked.type == "file" and asked.key == question:
            return part.key
    raise Http404


@action("intake:file_question", "draft_id", "question", query="refused=session")
@limits.limited("upload")
def attach_file(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponseBase:
    draft = own_draft(request, draft_id)
    if draft.sent_at:
        return to_receipt(draft)
    key = section_with(draft, question)
    frame = frame_of(draft)
    if not frame.may_change(key):
        return _not_now(request, frame)
    upload = request.FILES.get(f"file-{question}")
    if upload is None:
        return _refused(request, frame, key, question, _("Please choose a file first."))
    try:
        attach(draft, actor=user_of(request), question=question, upload=upload)
    except CaseError as error:
        return _refused(request, frame, key, question, str(error))
    messages.success(request, _("Attached: %(name)s") % {"name": upload.name})
    return redirect(reverse("intake:section", args=[draft.pk, key]) + f"#question-{question}")


@page
def file_question(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponseBase:
    """Where a file goes back to that was never read: its question, with the reason beside it."""
    draft = own_draft(request, draft_id)
    if draft.sent_at:
        return to_receipt(draft)
    key = section_with(draft, question)
    frame = frame_of(draft)
    why = {
        "size": too_large(),
        "session": _("You had been signed out, so the file did not arrive. Please choose it again."),
        "expired": _("The page had expired. Please choose the file again."),
    }.get(request.GET.get("refused", ""))
    if why is None or not frame.may_change(key):
        return redirect(reverse("intake:section", args=[draft.pk, key]) + f"#question-{question}")
    return _refused(request, frame, key, question, why, status=200)


@action("intake:draft", "draft_id")
def remove_file(request: HttpRequest, draft_id: UUID, pk: int) -> HttpResponseBase:
    draft = own_draft(request, draft_id)
    if draft.sent_at:
        return to_receipt(draft)
    found = draft.files.filter(pk=pk).first()
    if found is None:
        raise Http404
    key = section_with(draft, found.question)
    frame = frame_of(draft)
    if not frame.may_change(key):
        return _not_now(request, frame)
    try:
        detach(draft, actor=user_of(request), file_id=pk)
        messages.success(request, _("The file was removed."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect(reverse("intake:section", args=[draft.pk, key]) + f"#question-{found.question}")


@page
def draft_file(request: HttpRequest, draft_id: UUID, pk: int) -> HttpResponseBase:
    """One attached file, to look at what is going to be sent."""
    draft = own_draft(request, draft_id)
    found = draft.files.select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    return send_private(found.file, inline=True)


def _refused(
    request: HttpRequest, frame: Frame, key: str, question: str, why: str, *, status: int = 422
) -> HttpResponseBase:
    page_ = section_page(frame.draft, key)
    return show(request, frame, page_, status=status, refused_question=question, refused_text=why)


def _not_now(request: HttpRequest, frame: Frame) -> HttpResponseBase:
    messages.info(request, _("This section is not part of the correction, so it stays as it was sent."))
    return redirect("intake:draft", frame.draft.pk)
