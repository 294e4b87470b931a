"""My page: everything of a person and their groups at a glance."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cms.people.groups import groups_of
from workflows.engine.adding import current_of_resident, waiting_for_resident
from workflows.intake.overview import case_rows, consultations, draft_rows
from workflows.intake.views.guards import page, user_of


@page
def mypage(request: HttpRequest) -> HttpResponse:
    """The same number of queries however many rows there are."""
    user = user_of(request)
    cases = case_rows(user)
    context = {
        "crumbs": [(_("My page"), "")],
        "waiting": waiting_for_resident(user),
        "current": current_of_resident(user),
        "drafts": draft_rows(user),
        "consultations": consultations(user),
        "open_cases": [row for row in cases if row.case.closed_at is None],
        "closed_cases": [row for row in cases if row.case.closed_at is not None],
        "groups": list(groups_of(user).select_related("hub").order_by("name_kana", "pk")),
    }
    return render(request, "intake/mypage.html", context)
