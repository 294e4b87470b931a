"""Letters of decision: a page that explains, and the PDF, whose opening is on record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from media.views import send_private
from workflows.correspondence.queries import readable_letters
from workflows.correspondence.services import record_opening
from workflows.intake.crumbs import at_case
from workflows.intake.views.guards import page, user_of
from workflows.intake.views.records import own_letter


@page
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = own_letter(request, pk)
    versions = [one for one in readable_letters(found.case) if one.outcome == found.outcome]
    newest = versions[-1] if versions else found
    context = {
        "letter": found,
        "case": found.case,
        "versions": versions,
        "newest": newest,
        "crumbs": at_case(found.case, (found.title, "")),
    }
    return render(request, "intake/letter.html", context)


@page
def letter_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF. The first opening is recorded; a HEAD request opens nothing."""
    found = own_letter(request, pk)
    if found.case.erased_at is not None:
        return redirect("intake:letter", found.pk)  # the page says that nothing is left to open
    assert found.file is not None
    response = send_private(found.file, inline=True)
    if request.method == "GET":
        record_opening(found, actor=user_of(request))
    return response
