"""One application as its group sees it: where it stands, what was sent, the receipt, its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.errors import CaseError
from forms.models import Draft
from forms.wording import said
from media.views import send_private
from workflows.cases.models import CaseFile
from workflows.correspondence.queries import readable_letters
from workflows.engine.adding import panels_of
from workflows.engine.story import public_timeline
from workflows.intake.crumbs import at_case, in_my_page
from workflows.intake.overview import case_row
from workflows.intake.sendings import as_sent, sendings_of
from workflows.intake.services.correcting import STEP, begin_correction, last_submission
from workflows.intake.views.guards import action, page, user_of
from workflows.intake.views.records import own_case
from workflows.linking import family
from workflows.linking.access import begun_by


@page
def case(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own_case(request, pk)
    sent = list(sendings_of(found))
    titles = {s["key"]: s["title"] for s in sent[0].version.definition["sections"]} if sent else {}
    return render(
        request,
        "intake/case.html",
        {
            "case": found,
            "crumbs": in_my_page((found.number, "")),
            "row": case_row(found, list(readable_letters(found))),
            "timeline": reversed(public_timeline(found)),
            "submissions": sent,
            "awaits_correction": found.step == STEP and found.is_open,
            "asked": [titles.get(key, key) for key in found.correction.get("sections", [])],
            "may_withdraw": found.is_open,
            "panels": panels_of(found, user_of(request), at_desk=False),
            "family": family.for_applicant(found, user_of(request)),
            "may_begin": bool(begun_by(request.user, found, at_desk=False)),
        },
    )


@page
def receipt(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Number, time of arrival and what happens next, of the newest sending."""
    found = own_case(request, pk)
    sent = last_submission(found)
    context = {
        "case": found,
        "crumbs": at_case(found, (_("Receipt for you"), "")),
        "sent": sent,
        "row": case_row(found, []),
        "again": sent.number > 1,
    }
    return render(request, "intake/receipt.html", context)


@page
def sent(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Everything that was sent in one sending, to read and to print."""
    found = own_case(request, pk)
    one = get_object_or_404(sendings_of(found), number=number)
    (form,) = as_sent(found, [one])
    context = {
        "case": found,
        "crumbs": at_case(found, (said("What was sent", found.kind), "")),
        "sent": one,
        "sections": form.sections,
        "links": {kept.file_id: reverse("intake:case_file", args=[found.pk, kept.pk]) for kept in form.files},
        "scans": form.scans,
        "declaration": form.declaration,
    }
    return render(request, "intake/sent.html", context)


@page
def case_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    found = own_case(request, pk)
    kept = CaseFile.objects.select_related("file").filter(pk=file_pk, submission__case=found).first()
    if kept is None:
        raise Http404
    return send_private(kept.file, inline=True)


@action("intake:case", "pk")
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begins the correction, or goes on with the one that was begun."""
    found = own_case(request, pk)
    try:
        draft: Draft = begin_correction(found, actor=user_of(request))
    except CaseError as error:
        messages.error(request, str(error))
        return redirect("intake:case", found.pk)
    return redirect("intake:draft", draft.pk)
