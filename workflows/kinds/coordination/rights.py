"""Which of the kind's pages at the desk somebody's roles open."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cms.hubs.models import Hub
from cms.people.access import roles_of
from cms.people.models import Role, User
from workflows.cases.access import READ_ALL
from workflows.kinds.coordination.models import Advice, Inquiry, InquiryAnswer

HUB = (Role.REVIEWER, Role.CHIEF)
ASKS = (Role.DIVISION_REVIEWER, Role.DIVISION_APPROVER)


def starts_cases(user: Any) -> bool:
    """Reviewers and chiefs for their hub, the division's reviewers for any hub."""
    return bool(roles_of(user).hubs_as(*HUB)) or roles_of(user).has(Role.DIVISION_REVIEWER)


def startable_hubs(user: User) -> QuerySet[Hub]:
    """Hubs at which ``user`` may start a request of the ward."""
    hubs = Hub.objects.exclude(status=Hub.Status.CLOSED)
    if roles_of(user).has(Role.DIVISION_REVIEWER):
        return hubs
    return hubs.filter(pk__in=roles_of(user).hubs_as(*HUB))


def asks_hubs(user: Any) -> bool:
    """The division, and the chief of a hub."""
    return roles_of(user).has(*ASKS, Role.CHIEF)


def reads_inquiries(user: Any) -> bool:
    return roles_of(user).has(*READ_ALL, *HUB)


def readable_inquiries(user: User) -> QuerySet[Inquiry]:
    """All for the division, else those that one's hub has to answer or that one has asked."""
    if roles_of(user).has(*READ_ALL):
        return Inquiry.objects.all()
    mine = InquiryAnswer.objects.filter(hub__in=roles_of(user).hubs_as(*HUB)).values("inquiry")
    return Inquiry.objects.filter(pk__in=mine) | Inquiry.objects.filter(asked_by=user)


def readable_answers(user: User, inquiry: Inquiry) -> QuerySet[InquiryAnswer]:
    """Whoever asked and the division read every answer; a hub reads its own."""
    answers = inquiry.answers.select_related("hub", "answered_by")
    if roles_of(user).has(*READ_ALL) or inquiry.asked_by_id == user.pk:
        return answers
    return answers.filter(hub__in=roles_of(user).hubs_as(*HUB))


def answers_for(user: User, owed: InquiryAnswer) -> bool:
    return owed.hub_id in roles_of(user).hubs_as(*HUB)


def is_staff(user: Any) -> bool:
    """Whoever a question may be addressed to."""
    return roles_of(user).is_staff_member


def own_advice(user: User) -> QuerySet[Advice]:
    if not is_staff(user):
        return Advice.objects.none()
    return Advice.objects.filter(asked_of=user).select_related("case", "asked_by")


def gives_advice(user: User, advice: Advice) -> bool:
    """The account that was asked, while it is one of the staff."""
    return advice.asked_of_id == user.pk and is_staff(user)
