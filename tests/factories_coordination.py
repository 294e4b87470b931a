"""Two sides of a coordination with contact data that is looked for, and a case brought to where it is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from cms.people.models import CommunityGroup, User
from tests.every_kind.driving import make_example_call, make_move
from tests.factories_intake import fill
from tests.factories_people import make_group, make_hub, make_membership, make_person, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.intake.services import start, submit
from workflows.kinds.coordination.examples import ANSWERS, BEGUN, DRAFTED, PARTNER, TOGETHER
from workflows.kinds.coordination.models import Side, Sounding
from workflows.kinds.coordination.services import consenting, sounding

# Contact of each side, in spellings that stand nowhere else.
ASKER = {"phone": "03-9753-1864", "email": "kanari-asker@example.jp", "address": "練馬区鳥籠町9-8-7"}
HELPER = {"phone": "03-8642-1975", "email": "kanari-helper@example.jp", "address": "練馬区止木町6-5-4"}


@dataclass
class Sides:
    """A case with both sides; ``client`` of each is signed in."""

    case: Case
    asker: User
    helper: User
    group: CommunityGroup
    partner: CommunityGroup

    def client(self, side: str) -> Client:
        return sign_in(Client(), self.asker if side == Side.APPLICANT else self.helper)

    @property
    def sounding(self) -> Sounding:
        return Sounding.objects.select_related("case", "group").get(case=self.case, group=self.partner)


def make_sides(*, notice: str = "electronic") -> Sides:
    """A group has sent its request; the group of the example is there, and both can be found by their contact."""
    hub = make_hub()
    asker = make_user("account-asker@example.jp", name="頼 一子")
    helper = make_user("account-helper@example.jp", name="助 二郎")
    for user, contact in ((asker, ASKER), (helper, HELPER)):
        make_person(user=user, name=user.last_name, phone=contact["phone"], email=contact["email"])
    group = make_group(hub, manager=asker, address=ASKER["address"], phone=ASKER["phone"])
    partner = make_group(make_hub(), name=PARTNER, address=HELPER["address"], phone=HELPER["phone"], manager=helper)
    draft = start(make_example_call("coordination"), actor=asker, group=group, at=timezone.now())
    contact = {
        "contact_name": "頼 一子",
        "contact_phone": ASKER["phone"],
        "contact_email": ASKER["email"],
        "notice": notice,
    }
    own = {**ANSWERS["group"], "group_name": group.name, "group_address": ASKER["address"]}
    fill(draft, asker, {**{key: dict(texts) for key, texts in ANSWERS.items()}, "group": own, "contact": contact})
    return Sides(submit(draft, actor=asker, arrived_at=timezone.now()), asker, helper, group, partner)


def make_asked(**more: str) -> Sides:
    """The partner has been asked; nobody has answered."""
    sides = make_sides(**more)
    for move in BEGUN:
        make_move(sides.case, move)
    return sides


def agree_to_show(sides: Sides) -> None:
    """The partner accepts and both sides consent, each in My page."""
    sounding.answer(sides.sounding, actor=sides.helper, accepts=True)
    for side, user, contact in (
        (Side.PARTNER, sides.helper, HELPER),
        (Side.APPLICANT, sides.asker, ASKER),
    ):
        named = {"name": user.last_name, "phone": contact["phone"], "email": contact["email"]}
        consenting.give_consent(sides.sounding, actor=user, side=side, **named)


ONWARD = ("sounding", "done", {"result": "done"})


def make_drafted() -> Sides:
    """Both have consented in My page, met and agreed; the agreement waits for its decision."""
    sides = make_asked()
    agree_to_show(sides)
    for move in (ONWARD, *TOGETHER[1:], DRAFTED):
        make_move(sides.case, move)
    return sides


def add_member(group: CommunityGroup, name: str = "会員 三子") -> User:
    user = make_user(name=name)
    make_membership(group, user)
    return user
