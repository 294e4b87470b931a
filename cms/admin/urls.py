"""Addresses of the desk, below the Wagtail admin's own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from cms.admin.views import (
    case,
    case_actions,
    catalogue,
    consultations,
    corrections,
    exchange,
    exports,
    field,
    inbox,
    issues,
    ledger,
    letters,
    linking,
    mailings,
    notes,
    operations,
    paper,
    persons,
    sharing,
    step,
)

app_name = "desk"

_letter = [
    path("", case.LetterFileView.as_view(), name="letter"),
    path("correct/", case_actions.CorrectLetterView.as_view(), name="letter_correct"),
    path("retry/", case_actions.RetryLetterView.as_view(), name="letter_retry"),
    path("posted/", case_actions.PostedView.as_view(), name="letter_posted"),
    path("corrections/<int:correction>/", letters.CorrectionView.as_view(), name="letter_correction"),
]
_case: list[URLPattern | URLResolver] = [
    path("", case.CasePage.as_view(), name="case"),
    path("chart.svg", case.ChartView.as_view(), name="chart"),
    path("files/<uuid:file>/", case.CaseFileView.as_view(), name="file"),
    path("steps/<int:task>/<slug:node>/", step.StepView.as_view(), name="step"),
    path("take/", case_actions.TakeView.as_view(), name="take"),
    path("give-back/", case_actions.GiveBackView.as_view(), name="give_back"),
    path("hand-over/", case_actions.HandOverView.as_view(), name="hand_over"),
    path("move/", case_actions.MoveView.as_view(), name="move"),
    path("correction/letter/", corrections.CorrectionLetterView.as_view(), name="correction_letter"),
    path("correction/paper/", corrections.PaperCorrectionView.as_view(), name="correction_paper"),
    path("correction/end/", corrections.EndCorrectionView.as_view(), name="correction_end"),
    path("withdrawal/", corrections.WithdrawalView.as_view(), name="withdrawal"),
    path("begin/", linking.BeginListView.as_view(), name="begin_list"),
    path("begin/<slug:sort>/", linking.BeginView.as_view(), name="begin"),
    path("undo/", linking.UndoView.as_view(), name="undo"),
    path("letters/<int:letter>/", include(_letter)),
    path("sharing/", sharing.CaseSharing.as_view(), name="sharing"),
    path("sharing/<int:role>/end/", sharing.EndOnCase.as_view(), name="end_local_role"),
    path("sharing/confidentiality/", sharing.Confidentiality.as_view(), name="confidentiality"),
]
_paper = [
    path("", paper.ChooseView.as_view(), name="paper"),
    path("group/", paper.NewGroupView.as_view(), name="paper_group"),
    path("<uuid:draft>/", paper.OverviewView.as_view(), name="paper_draft"),
    path("<uuid:draft>/sections/<slug:section>/", paper.SectionView.as_view(), name="paper_section"),
    path("<uuid:draft>/files/", paper.FilesView.as_view(), name="paper_files"),
    path("<uuid:draft>/enter/", paper.EnterView.as_view(), name="paper_enter"),
    path("<uuid:draft>/discard/", paper.DiscardView.as_view(), name="paper_discard"),
]
_consultations = [
    path("", consultations.ListView.as_view(), name="consultations"),
    path("<int:consultation>/", consultations.ConsultationView.as_view(), name="consultation"),
]
_magazine = [
    path("", mailings.ListView.as_view(), name="mailings"),
    path("new/", mailings.WriteView.as_view(), name="mailing_new"),
    path("<int:pk>/", mailings.MailingView.as_view(), name="mailing"),
    path("<int:pk>/edit/", mailings.EditView.as_view(), name="mailing_edit"),
    path("<int:pk>/send/", mailings.SendView.as_view(), name="mailing_send"),
    path("<int:pk>/recipients/", mailings.RecipientsView.as_view(), name="mailing_recipients"),
]
_exchange = [
    path("", exchange.ExchangeListView.as_view(), name="exchange"),
    path("<int:pk>/", exchange.ExchangeListingView.as_view(), name="exchange_listing"),
    path("<int:pk>/take-off/", exchange.TakeOffView.as_view(), name="exchange_take_off"),
    path("introductions/", exchange.IntroductionsView.as_view(), name="introductions"),
    path("introductions/<int:pk>/", exchange.IntroductionView.as_view(), name="introduction"),
]
_field = [
    path("field/", field.WriteView.as_view(), name="field"),
    path("field/state/", field.StateView.as_view(), name="field_state"),
    path("field/worker.js", field.WorkerView.as_view(), name="field_worker"),
    path("notes/", notes.NotesView.as_view(), name="notes"),
    path("notes/<int:pk>/", notes.NoteView.as_view(), name="note"),
    path("notes/<int:pk>/photo/", notes.PhotoView.as_view(), name="note_photo"),
    path("issues/", issues.IssuesView.as_view(), name="issues"),
    path("issues/new/", issues.NewIssueView.as_view(), name="issue_new"),
    path("issues/<int:pk>/", issues.IssueView.as_view(), name="issue"),
]
_ledger = [
    path("", ledger.LedgerView.as_view(), name="ledger"),
    path("new/", ledger.WriteEntryView.as_view(), name="ledger_new"),
    path("<int:pk>/", ledger.EntryView.as_view(), name="ledger_entry"),
    path("<int:pk>/edit/", ledger.ChangeEntryView.as_view(), name="ledger_edit"),
]
urlpatterns = [
    path("", inbox.InboxView.as_view(), name="inbox"),
    path("exports/", exports.ExportsView.as_view(), name="exports"),
    path("exports/<int:pk>/", exports.ExportFileView.as_view(), name="export_file"),
    path("cases/<int:pk>/", include(_case)),
    path("letters/", letters.LettersView.as_view(), name="letters"),
    path("paper/", include(_paper)),
    path("consultations/", include(_consultations)),
    path("magazine/", include(_magazine)),
    path("work/", operations.WorkView.as_view(), name="work"),
    path("mails/", operations.MailsView.as_view(), name="mails"),
    path("refusals/", operations.RefusalsView.as_view(), name="refusals"),
    path("exchange/", include(_exchange)),
    path("budgets/", operations.BudgetsView.as_view(), name="budgets"),
    *_field,
    path("ledger/", include(_ledger)),
    path("catalogue/", catalogue.CatalogueView.as_view(), name="catalogue"),
    path("persons/", persons.PersonsView.as_view(), name="persons"),
    path("persons/<int:pk>/", persons.PersonView.as_view(), name="person"),
]
