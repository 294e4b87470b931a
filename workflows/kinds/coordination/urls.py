"""The kind's pages in My page; a group reads what was asked of it, the applicant what came of it."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.coordination.views import applicant, partner

app_name = "coordination"
REQUEST = "requests/<int:pk>/"

urlpatterns = [
    path(REQUEST, partner.request_page, name="request"),
    path(f"{REQUEST}answer/", partner.answer, name="answer"),
    path(f"{REQUEST}ask/", partner.ask, name="ask"),
    path(f"{REQUEST}consent/", partner.consent, name="consent"),
    path(f"{REQUEST}consent/withdraw/", partner.withdraw, name="withdraw_consent"),
    path(f"{REQUEST}sheet/", partner.sheet, name="sheet"),
    path(f"{REQUEST}agreement/", partner.agreement, name="agreement"),
    path("partners/<int:pk>/", applicant.partner_page, name="partner"),
    path("partners/<int:pk>/consent/", applicant.consent, name="own_consent"),
    path("partners/<int:pk>/consent/withdraw/", applicant.withdraw, name="withdraw_own_consent"),
    path("cases/<int:pk>/sheet/", applicant.sheet, name="own_sheet"),
]
