"""A hub writes and sends to its own readers, whichever way the text came about; the ward to everybody's."""

from __future__ import annotations

import pytest

from cms.core.errors import Forbidden
from cms.hubs.models import Hub
from cms.mailings.magazine import services
from cms.mailings.magazine.choices import Choice
from cms.mailings.models import Mailing
from cms.people.models import User
from tests.factories_mailings import make_mailing, make_subscribers
from tests.factories_people import make_hub, make_staff

pytestmark = pytest.mark.django_db
WHO = ["the ward's readers", "another hub's readers", "own and another hub's readers"]


@pytest.fixture
def own() -> Hub:
    return make_hub()


@pytest.fixture
def chief(own: Hub) -> User:
    return make_staff("chief", own)


def foreign(who: str, own: Hub) -> Choice:
    other = make_hub().pk
    return {
        "the ward's readers": Choice(ward=True, hubs=frozenset([own.pk])),
        "another hub's readers": Choice(hubs=frozenset([other])),
        "own and another hub's readers": Choice(hubs=frozenset([own.pk, other])),
    }[who]


@pytest.mark.parametrize("who", WHO)
def test_a_hub_writes_no_mail_to_foreign_readers(own: Hub, chief: User, who: str) -> None:
    with pytest.raises(Forbidden):
        make_mailing(actor=chief, hub=own, segment=foreign(who, own))
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("who", WHO)
def test_a_draft_of_a_hub_is_not_turned_to_foreign_readers(own: Hub, chief: User, who: str) -> None:
    mailing = make_mailing(actor=chief, hub=own)
    with pytest.raises(Forbidden):
        services.change_mailing(mailing, actor=chief, subject="題", body="本文", segment=foreign(who, own))
    mailing.refresh_from_db()
    assert (mailing.to_ward, list(mailing.hubs.all())) == (False, [own])


@pytest.mark.parametrize("who", WHO)
def test_a_hub_does_not_send_what_the_ward_wrote_to_everybody_in_its_name(own: Hub, chief: User, who: str) -> None:
    mailing = make_mailing(actor=make_staff("editor_in_chief"), hub=own, segment=foreign(who, own))
    with pytest.raises(Forbidden):
        services.schedule(mailing, actor=chief)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT


def test_the_ward_writes_and_sends_to_everybody(own: Hub) -> None:
    above = make_staff("editor_in_chief")
    make_subscribers(1)
    mailing = make_mailing(actor=above, segment=Choice(ward=True, hubs=frozenset([own.pk, make_hub().pk])))
    services.schedule(mailing, actor=above)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SCHEDULED
