"""Both sides of a coordination as rows, for walks that begin later than at the public page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from cms.hubs.models import Hub
from cms.people.models import CommunityGroup
from tests.e2e.actors import Staff
from tests.e2e.coordinating import ASKER, CALL, HELPER, HUB, TITLE, Asker, Contact, Helper
from tests.every_kind.driving import make_move
from tests.factories_intake import fill
from tests.factories_people import make_group, make_person, make_staff, make_user
from workflows.cases.models import Case
from workflows.intake.services import start, submit
from workflows.kinds.coordination.examples import ANSWERS, BEGUN
from workflows.programmes.models import Call

OFFICER = "見本 京子"


def hub_staff(stage: Callable[..., Staff], width: int) -> Staff:
    """The reviewer of the hub, signed in."""
    hub = stage(Staff, width=width)
    hub.come_in(make_staff("reviewer", Hub.objects.get(name=HUB), name=OFFICER))
    return hub


def make_side(kind: type[Asker | Helper], contact: Contact, name: str) -> CommunityGroup:
    """A group that the ward has known for long, with somebody who acts for it."""
    user = make_user(kind.email, name=name)
    make_person(user, name=name, name_kana="みほん", phone=contact.phone, email=contact.email)
    hub = Hub.objects.get(name=HUB)
    return make_group(hub, manager=user, name=kind.group_name, address=contact.address, phone=contact.phone)


def make_helper() -> CommunityGroup:
    return make_side(Helper, HELPER, "見本 次郎")


def make_sent() -> Case:
    """The group has sent its request, as it would in My page."""
    group = make_side(Asker, ASKER, "見本 太郎")
    user = group.memberships.get().user
    draft = start(Call.objects.get(title=CALL), actor=user, group=group, at=timezone.now())
    contact = {
        "contact_name": ASKER.name, "contact_phone": ASKER.phone, "contact_email": ASKER.email, "notice": "electronic",
    }  # fmt: skip
    answers = {key: dict(texts) for key, texts in ANSWERS.items()}
    answers["group"] |= {"group_name": group.name, "group_address": ASKER.address}
    answers["request"] |= {"title": TITLE, "from_on": "", "until_on": ""}
    fill(draft, user, {**answers, "contact": contact})
    return submit(draft, actor=user, arrived_at=timezone.now())


def make_asked() -> Case:
    """The hub has heard the group, sorted the issue out and asked the other group."""
    case = make_sent()
    make_helper()
    for step, outcome, typed in BEGUN:
        more = {"group": Helper.group_name} if step == "candidates" else {}
        case = make_move(case, (step, outcome, {**typed, **more}))
    return case
