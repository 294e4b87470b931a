"""Everything once more, the declaration, and sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.audit.refusals import refuse
from cms.core.clock import database_now
from cms.core.errors import Busy, CaseError, Closed, Forbidden, Stale
from forms.drafts import Problem, answers_of, files_of, problems
from forms.models import Draft
from forms.rendering import rows
from forms.wording import said
from workflows.cases.applying import MayNotApply
from workflows.cases.models import Case
from workflows.intake import limits
from workflows.intake.crumbs import at_draft
from workflows.intake.frame import Frame, frame_of, problem_links
from workflows.intake.reviewed import mark_of
from workflows.intake.services.correcting import differences, resubmit
from workflows.intake.services.sending import Changed, Incomplete, TooOften, submit
from workflows.intake.services.starting import consultation_missing
from workflows.intake.subjects import CORRECTION, parse
from workflows.intake.views.guards import page, private, user_of
from workflows.intake.views.records import own_draft, to_receipt


@page
def review(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    draft = own_draft(request, draft_id)
    return to_receipt(draft) if draft.sent_at else _page(request, draft)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    """One case per draft, however often it is sent. Reading this address, or an ended session, leads to the review."""
    if request.method != "POST" or not request.user.is_authenticated:
        return redirect("intake:review", draft_id)
    return _send(request, draft_id)


@private
def _send(request: HttpRequest, draft_id: UUID) -> HttpResponseBase:
    draft = own_draft(request, draft_id)
    if draft.sent_at:
        return to_receipt(draft)
    if draft.version.definition.get("declaration") and request.POST.get("declared") != "yes":
        return _page(request, draft, undeclared=True, status=422)
    try:
        case = _submit(request, draft)
    except Incomplete as error:
        return _page(request, draft, problem=str(error), found=error.problems, status=422)
    except Changed as error:
        return _page(request, draft, problem=str(error), changed=error.sections, status=409)
    except TooOften:
        return limits.too_many(request, seconds=3600)
    except Forbidden as error:
        refuse(actor=request.user, door="intake:send", subject=f"draft:{draft.pk}", reason=str(error))
        return _page(request, draft, problem=str(error), status=409)
    except CaseError as error:
        return _not_sent(request, draft, error)
    return redirect("intake:receipt", case.pk)


def _submit(request: HttpRequest, draft: Draft) -> Case:
    arrived_at = request.arrived_at  # type: ignore[attr-defined]
    service = resubmit if parse(draft.subject).purpose == CORRECTION else submit
    return service(draft, actor=user_of(request), arrived_at=arrived_at, seen=request.POST.get("seen", ""))


def _not_sent(request: HttpRequest, draft: Draft, error: CaseError) -> HttpResponse:
    """409: too late, or somebody was faster. The text stays; whom to ask stands beside it."""
    frame = frame_of(draft)
    context: dict[str, Any] = {"frame": frame, "problem": str(error), "closed": isinstance(error, Closed)}
    context["crumbs"] = at_draft(draft, (said("The form was not sent", frame.kind), ""))
    context["stale"] = frame.case is not None and isinstance(error, Stale)
    context["busy"] = isinstance(error, Busy)
    context["applied"] = error.obstacle.case if isinstance(error, MayNotApply) else None
    return render(request, "intake/not_sent.html", context, status=409)


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    problem: str = "",
    found: list[Problem] | None = None,
    changed: list[str] | None = None,
    undeclared: bool = False,
    status: int = 200,
) -> HttpResponse:
    prefetch_related_objects([draft], "sections", "files")  # one state for all that the page shows and its mark
    frame = frame_of(draft)
    found = problems(draft) if found is None else found
    context = {
        "frame": frame,
        "crumbs": at_draft(draft, (_("Look at everything once more"), "")),
        "sections": rows(draft.version, answers_of(draft), files_of(draft)),
        "problems": problem_links(found, draft),
        "problem": problem,
        "changed": changed or [],
        "seen": mark_of(draft),
        "undeclared": undeclared,
        "declaration": draft.version.definition.get("declaration", ""),
        "differences": differences(draft, frame.case) if frame.case else None,
        "edit_links": {
            part["key"]: reverse("intake:section", args=[draft.pk, part["key"]])
            for part in draft.version.definition["sections"]
            if frame.may_change(part["key"])
        },
        "links": {one.file_id: reverse("intake:draft_file", args=[draft.pk, one.pk]) for one in draft.files.all()},
        **_hindrances(frame),
    }
    if undeclared:
        text = _("Please confirm the declaration before you send.")
        context["problems"] = [*context["problems"], {"url": "#declared", "text": text}]
    return render(request, "intake/review.html", context, status=status)


def _hindrances(frame: Frame) -> dict[str, bool]:
    """What else would keep the form from being sent, told before the button is pressed."""
    if frame.case is not None:
        return {"is_closed": False, "consultation_missing": False}
    return {
        "is_closed": not frame.call.is_open(database_now()),
        "consultation_missing": consultation_missing(frame.call, frame.consultation),
    }
