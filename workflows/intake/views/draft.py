"""The task list of a draft: sections with their status, files, review; and throwing a draft away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from cms.core.clock import database_now
from cms.core.errors import CaseError
from forms.drafts import discard, problems
from forms.wording import said
from workflows.intake.crumbs import at_draft, in_my_page
from workflows.intake.frame import frame_of, section_lines
from workflows.intake.views.guards import form_page, page, user_of
from workflows.intake.views.records import own_draft, to_receipt


@page
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    found = own_draft(request, draft_id)
    if found.sent_at:
        return to_receipt(found)
    frame = frame_of(found)
    lines = section_lines(frame, problems(found))
    mine = [line for line in lines if line.may_change]
    return render(
        request,
        "intake/draft.html",
        {
            "frame": frame,
            "crumbs": in_my_page((frame.title, "")),
            "lines": lines,
            "done": sum(line.state == "done" for line in mine),
            "all": len(mine),
            "first": next((line for line in mine if line.state != "done"), None),
            "is_open": frame.is_correction or frame.call.is_open(database_now()),
        },
    )


@form_page
def discard_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Asked once more, then gone with its files."""
    found = own_draft(request, draft_id)
    if found.sent_at:
        return to_receipt(found)
    if request.method == "POST":
        try:
            discard(found, actor=user_of(request))
            messages.success(request, said("The form was thrown away.", found.version.kind))
        except CaseError as error:
            messages.error(request, str(error))
        return redirect("intake:mypage")
    crumbs = at_draft(found, (said("Throw this form away", found.version.kind), ""))
    return render(request, "intake/discard.html", {"frame": frame_of(found), "crumbs": crumbs})
