"""Pages for staff, below ``cms/desk/kinds/volunteering/``."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.volunteering.views import planning, register, selection

app_name = "volunteering_desk"

urlpatterns = [
    path("", register.RegisterView.as_view(), name="register"),
    path("<int:pk>/", register.VolunteerView.as_view(), name="volunteer"),
    path("trainings/", planning.TrainingsView.as_view(), name="trainings"),
    path("trainings/<int:pk>/", planning.TrainingView.as_view(), name="training"),
    path("slots/", planning.SlotsView.as_view(), name="slots"),
    path("cases/<int:pk>/score/", selection.ScoreView.as_view(), name="score"),
    path("cases/<int:pk>/slot/", selection.SlotView.as_view(), name="slot"),
    path("cases/<int:pk>/guardian/", selection.AskGuardianView.as_view(), name="guardian"),
    path("cases/<int:pk>/guardian/paper/", selection.GuardianPaperView.as_view(), name="guardian_paper"),
]
