"""The resident's addresses. Names of sections stand last, so a section is never called like an action."""

from __future__ import annotations

from django.urls import path

from workflows.intake.views import (
    case,
    consultation,
    draft,
    eligibility,
    files,
    letters,
    linking,
    mypage,
    review,
    section,
    start,
    withdrawal,
)

app_name = "intake"
DRAFT = "mypage/drafts/<uuid:draft_id>/"
CASE = "mypage/cases/<int:pk>/"
CALL = "calls/<slug:slug>/"

urlpatterns = [
    path(f"{CALL}eligibility/", eligibility.eligibility, name="eligibility"),
    path(f"{CALL}consultation/", consultation.consultation, name="consultation"),
    path(f"{CALL}consultation/<int:pk>/cancel/", consultation.cancel_consultation, name="cancel_consultation"),
    path(f"{CALL}start/", start.begin, name="start"),
    path("mypage/", mypage.mypage, name="mypage"),
    path(DRAFT, draft.draft, name="draft"),
    path(f"{DRAFT}review/", review.review, name="review"),
    path(f"{DRAFT}send/", review.send, name="send"),
    path(f"{DRAFT}discard/", draft.discard_draft, name="discard"),
    path(f"{DRAFT}files/<slug:question>/attach/", files.attach_file, name="attach"),
    path(f"{DRAFT}files/<int:pk>/remove/", files.remove_file, name="remove_file"),
    path(f"{DRAFT}files/<int:pk>/", files.draft_file, name="draft_file"),
    path(f"{DRAFT}files/<slug:question>/", files.file_question, name="file_question"),
    path(f"{DRAFT}<slug:key>/", section.section, name="section"),
    path(f"{DRAFT}<slug:key>/autosave/", section.autosave, name="autosave"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}receipt/", case.receipt, name="receipt"),
    path(f"{CASE}sent/<int:number>/", case.sent, name="sent"),
    path(f"{CASE}files/<int:file_pk>/", case.case_file, name="case_file"),
    path(f"{CASE}correct/", case.correct, name="correct"),
    path(f"{CASE}withdraw/", withdrawal.withdraw, name="withdraw"),
    path(f"{CASE}begin/", linking.begin_list, name="begin_list"),
    path(f"{CASE}begin/now/", linking.begin_now, name="begin_now"),
    path("mypage/letters/<int:pk>/", letters.letter, name="letter"),
    path("mypage/letters/<int:pk>/file/", letters.letter_file, name="letter_file"),
]
