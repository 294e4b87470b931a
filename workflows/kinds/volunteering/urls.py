"""Pages for residents, below ``mypage/volunteering/``."""

from __future__ import annotations

from django.urls import path

from workflows.kinds.volunteering.views import guardian, interview, volunteer

app_name = "volunteering"
MINE = "appointments/<int:pk>/"

urlpatterns = [
    path("cases/<int:pk>/slot/", interview.slot, name="slot"),
    path("consent/<str:secret>/", guardian.consent, name="consent"),
    path("renewal/<str:secret>/", volunteer.renewal_by_link, name="renewal_by_link"),
    path(MINE, volunteer.appointment, name="appointment"),
    path(f"{MINE}entries/<int:entry>/take-back/", volunteer.take_back, name="take_back"),
    path(f"{MINE}article/", volunteer.article, name="article"),
    path(f"{MINE}profile/", volunteer.profile, name="profile"),
    path(f"{MINE}renewal/", volunteer.renewal, name="renewal"),
    path(f"{MINE}resign/", volunteer.resign, name="resign"),
]
