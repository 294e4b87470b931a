"""A group looks for partners: from the public page to the end, and the other ends; contacts stay hidden till both agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cms.hubs.models import Hub
from tests.e2e import coordinating
from tests.e2e.actors import Staff
from tests.e2e.coordinating import ASKER, HELPER, Asker, Helper
from tests.factories_people import make_group, make_person, make_staff, make_user

pytestmark = pytest.mark.e2e


def hub_staff(stage: Callable[..., Staff], width: int) -> Staff:
    hub = stage(Staff, width=width)
    hub.come_in(make_staff("reviewer", Hub.objects.get(name=coordinating.HUB), name="見本 京子"))
    return hub


def make_helper() -> None:
    """A group that the ward has known for long, with somebody who acts for it."""
    user = make_user(Helper.email, name="見本 次郎")
    make_person(user, name="見本 次郎", name_kana="みほん じろう", phone=HELPER.phone, email=HELPER.email)
    make_group(
        Hub.objects.get(name=coordinating.HUB), manager=user, name=Helper.group, name_kana="みほんきょうりょくかい",
        address=HELPER.address, phone=HELPER.phone,
    )  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_public_page_to_the_end(stage: Callable, width: int) -> None:
    asker, helper = stage(Asker, width=width), stage(Helper, width=width)
    hub = hub_staff(stage, width)
    make_helper()
    number = coordinating.apply(asker, consultation=True)
    coordinating.stands(asker, "事前相談")
