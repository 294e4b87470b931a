"""Files of a draft: one request each, so that a refused file costs no answer and no other file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status, UploadedFile

from cms.api.describing import BYTES
from cms.api.keys.scopes import Scope
from cms.api.marking import hand_out
from cms.api.problems import Fault, Problem
from cms.api.signing_in import signed_in
from cms.api.v1.drafts import READS, FileTold, file_told
from forms.attachments import attach, detach
from forms.models import DraftFile
from media.checks import Refused
from workflows.intake import limits
from workflows.intake.frame import frame_of
from workflows.intake.views.files import section_with
from workflows.intake.views.guards import user_of
from workflows.intake.views.records import own_draft

router = Router(auth=signed_in(Scope.APPLY))
PARTS = {"question"}


@router.post("/drafts/{draft_id}/files", response={201: FileTold})
def attach_file(
    request: HttpRequest, draft_id: UUID, question: Form[str], file: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Attaches a file to a question. The same bytes sent twice are one file."""
    if strange := (set(request.POST) - PARTS) | (set(request.FILES) - {"file"}):
        raise Problem("unknown-field", errors=[Fault(f"/{name}", _("There is no such field.")) for name in strange])
    draft = own_draft(request, draft_id)
    _changeable(draft, question)
    if seconds := limits.to_wait(request, "upload"):
        raise Problem("too-many", headers={"Retry-After": str(seconds)})
    try:
        attached = attach(draft, actor=user_of(request), question=question, upload=file)
    except Refused as error:
        raise Problem("incomplete", str(error), errors=[Fault("/file", str(error))]) from error
    return Status(201, file_told(attached))


@router.get("/drafts/{draft_id}/files/{file_id}", auth=READS, openapi_extra=BYTES)
def read_draft_file(request: HttpRequest, draft_id: UUID, file_id: int) -> HttpResponseBase:
    """The bytes as they will be sent."""
    draft = own_draft(request, draft_id)
    found = DraftFile.objects.filter(draft=draft, pk=file_id).select_related("file").first()
    if found is None:
        raise Http404
    return hand_out(request, found.file)


@router.delete("/drafts/{draft_id}/files/{file_id}", response={204: None})
def detach_file(request: HttpRequest, draft_id: UUID, file_id: int) -> Status[None]:
    """Takes a file away again."""
    draft = own_draft(request, draft_id)
    found = DraftFile.objects.filter(draft=draft, pk=file_id).first()
    if found is None:
        raise Http404
    _changeable(draft, found.question)
    detach(draft, actor=user_of(request), file_id=file_id)
    return Status(204, None)


def _changeable(draft: Any, question: str) -> None:
    """Raises Http404 for a question that the form does not have, Problem for a section that stays as it was sent."""
    if not frame_of(draft).may_change(section_with(draft, question)):
        raise Problem("refused", _("This section is not part of the correction, so it stays as it was sent."))
