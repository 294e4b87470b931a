"""The kind's pages at the desk."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.coordination.views import advice, desk, inquiries

app_name = "coordination_desk"

urlpatterns = [
    path("start/", desk.StartView.as_view(), name="start"),
    path("soundings/<int:sounding>/reply/", desk.ReplyView.as_view(), name="reply"),
    path("soundings/<int:sounding>/consent/", desk.WardConsentView.as_view(), name="consent"),
    path("soundings/<int:sounding>/take-back/", desk.TakeBackView.as_view(), name="take_back"),
    path("cases/<int:pk>/advice/", advice.AskAdviceView.as_view(), name="ask_advice"),
    path("advice/", advice.MyAdviceView.as_view(), name="my_advice"),
    path("advice/<int:pk>/", advice.AdviceView.as_view(), name="advice"),
    path("inquiries/", inquiries.InquiriesView.as_view(), name="inquiries"),
    path("inquiries/new/", inquiries.NewInquiryView.as_view(), name="inquiry_new"),
    path("inquiries/<int:pk>/", inquiries.InquiryView.as_view(), name="inquiry"),
]
