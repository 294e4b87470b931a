"""Addresses of My page that concern the person, their account and their groups."""

from __future__ import annotations

from django.urls import path

from cms.people.views import account, groups, invitations, officers

app_name = "people"

urlpatterns = [
    path("mypage/profile/", account.profile, name="profile"),
    path("mypage/security/", account.security, name="security"),
    path("mypage/security/sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("accounts/second-factor/", account.second_factor, name="second_factor"),
    path("mypage/groups/", groups.own_groups, name="groups"),
    path("mypage/groups/new/", groups.register, name="register"),
    path("mypage/groups/<int:pk>/", groups.group, name="group"),
    path("mypage/groups/<int:pk>/edit/", groups.change, name="change"),
    path("mypage/groups/<int:pk>/officers/", officers.officers, name="officers"),
    path("mypage/groups/<int:pk>/members/<int:membership>/end/", groups.end, name="end_membership"),
    path("mypage/groups/<int:pk>/invite/", invitations.invite_to, name="invite"),
    path("mypage/groups/<int:pk>/invitations/<int:invitation>/revoke/", invitations.revoke, name="revoke"),
    path("invitations/<str:token>/", invitations.accept, name="accept"),
]
