"""May my group apply? Answered without an account and without a session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.core.clock import database_now
from forms.wording import said
from workflows.intake.crumbs import at_call
from workflows.intake.eligibility import judge
from workflows.intake.views.records import published_call
from workflows.programmes.models import Programme


@require_safe
def eligibility(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions; with answers in the address, what they mean and where to go on."""
    call = published_call(slug)
    judgement = judge(call, request.GET)
    asked = bool(judgement.query) or "check" in request.GET or not judgement.answers
    return render(
        request,
        "intake/eligibility.html",
        {
            "call": call,
            "crumbs": at_call(call, said("Can our group apply?", call.programme.kind)),
            "judgement": judgement,
            "is_open": call.is_open(database_now()),
            "show_result": asked and judgement.is_complete,
            "show_missing": asked and not judgement.is_complete,
            "consultation_first": call.programme.consultation == Programme.Consultation.REQUIRED,
            "hubs": call.hubs.all(),
        },
    )
