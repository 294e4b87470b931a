"""A group looks for partners: from the public page to the end. Contacts stay hidden until both sides have agreed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e import coordinating
from tests.e2e.actors import Actor, Resident, Staff
from tests.e2e.conftest import newest_mail
from tests.e2e.coordinating import ASKER, HELPER, Asker, Contact, Helper
from tests.e2e.coordination_rows import OFFICER, hub_staff, make_helper
from tests.e2e.overhearing import Overheard, overheard, told_by_mail
from tests.e2e.test_walk import assert_letter
from tests.factories_people import make_group, make_staff, make_user
from workflows.cases.models import Case

__all__ = ["overheard"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(3600)]
PLACES = {"asker": "/mypage/coordination/partners/", "helper": "/mypage/coordination/requests/"}
STAFF_PAGE = "/cms/desk/cases/"


class Stranger(Resident):
    """Acts for a group of their own that has nothing to do with the request."""

    email = "account-tanin@example.jp"


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_public_page_to_the_end(overheard: Overheard, stage: Callable, width: int) -> None:
    asker, helper, stranger, passer = (stage(kind, width=width) for kind in (Asker, Helper, Stranger, Actor))
    hub, approver = hub_staff(stage, width), stage(Staff, width=width)
    names = {"asker": asker, "helper": helper, "stranger": stranger, "passer": passer, "hub": hub}
    for who, actor in names.items():
        overheard.name(actor, who)
    make_helper()
    make_group(manager=make_user(Stranger.email, name="見本 三郎"))
    number = coordinating.apply(asker, consultation=True)
    coordinating.until_asked(asker, hub, number, helper.group_name, OFFICER)
    coordinating.read_request(helper)
    for side, contact in ((asker, ASKER), (helper, HELPER)):
        coordinating.look_at_own_group(side, contact)
    coordinating.open_request(helper)
    coordinating.ask_back(helper, hub, number)
    coordinating.accept(helper)
    look_around(overheard, names)
    nothing_told(overheard)
    coordinating.consent(helper, HELPER)
    coordinating.go_on_to_meeting(hub, number)
    hub.reads("双方の同意がそろった団体がまだありません。")
    coordinating.see_partner(asker, helper.group_name)
    look_around(overheard, names)
    nothing_told(overheard)
    the_ear_hears(overheard)
    overheard.answers.clear()
    coordinating.consent(asker, ASKER)
    asker.reads(*HELPER.named)
    coordinating.open_request(helper)
    helper.reads(*ASKER.named)
    approver.come_in(make_staff("division_approver", name="見本 和子"))
    until_agreed(asker, helper, hub, approver, number)
    coordinating.carry_out(asker, hub, number)
    coordinating.look_back(asker, helper, hub, number)
    coordinating.publish(hub, number)
    ended(asker, helper, number)
    look_around(overheard, names)
    told_there_alone(overheard)


def until_agreed(asker: Asker, helper: Helper, hub: Staff, approver: Staff, number: str) -> None:
    """Meeting, talk, draft, decision; both sides open the agreement in My page."""
    coordinating.go_on_to_meeting(hub, number)
    coordinating.stands(asker, "拠点が双方の顔合わせを行います", "双方の同意が成立")
    coordinating.talk(hub, number, "顔合わせ", "調整へ進む")
    coordinating.stands(asker, "役割、費用、日程などを調整しています")
    coordinating.talk(hub, number, "調整", "おおむね合意した：合意書を起案する")
    coordinating.stands(asker, "調整の結果をまとめています")
    coordinating.draft_agreement(hub, number)
    coordinating.stands(asker, "区が決定の手続をしています")
    coordinating.decide(approver, number, helper.group_name, "毎月1回の清掃", "合意の期間")
    assert "/mypage/letters/" in newest_mail(asker.email)
    asker.follow_mail()
    coordinating.open_request(helper)
    for pdf in (asker.fetched("通知書を開く（PDF）"), helper.fetched("合意書を開く（PDF）")):
        assert_letter(pdf, asker.group_name, helper.group_name, "毎月1回の清掃", "名簿は作らない。")


def ended(asker: Asker, helper: Helper, number: str) -> None:
    """Both still find the request, its agreement and the sheets in My page."""
    coordinating.stands(asker, "終了しました", "協働に関する合意書")
    asker.click(helper.group_name, "link", within=asker.region("協力する団体"))
    asker.reads("同意を取り消す")
    coordinating.open_request(helper)
    helper.reads("このお願いは終了しました。", "ふりかえりシートを読む")
    case = Case.objects.get(number=number)
    assert (case.step, case.outcome, case.closed_at is not None) == ("done", "agreed", True)
    assert case.coordination.publish is True


def look_around(overheard: Overheard, names: dict[str, Actor]) -> None:
    """Whoever is no member of the hub asks for every address that either side has been to, and for the files behind."""
    addresses = {one for who in ("asker", "helper") for one in overheard.addresses(who)}
    for who in ("asker", "helper", "stranger", "passer"):
        if who == "stranger":
            visit_my_page(names[who])
        for address in sorted(addresses):
            names[who].context.request.get(address, headers={"X-Walker": who}, max_redirects=0)


def visit_my_page(stranger: Actor) -> None:
    assert isinstance(stranger, Stranger)
    stranger.come()
    if not stranger.page.get_by_role("link", name="マイページ", exact=True).count():
        stranger.sign_in()
    stranger.my_page()


def nothing_told(overheard: Overheard) -> None:
    """Neither side, nor anybody else outside the hub, has got a word of the other side's contact."""
    for who, contact in (("helper", ASKER), ("asker", HELPER)):
        assert overheard.places(who, *contact.canaries) == {}
    for who in ("stranger", "passer"):
        assert len(overheard.addresses(who)) > 10
        assert overheard.places(who, *ASKER.canaries, *HELPER.canaries) == {}
    told_by_no_mail()


def told_by_no_mail() -> None:
    for email, *contacts in ((Helper.email, ASKER), (Asker.email, HELPER), (Stranger.email, ASKER, HELPER)):
        assert told_by_mail(email, *[word for contact in contacts for word in contact.canaries]) == set()


def the_ear_hears(overheard: Overheard) -> None:
    """What this test looks for would be found: staff and each side itself have read it."""
    assert STAFF_PAGE in " ".join(overheard.places("hub", *ASKER.canaries))
    for who, contact in (("asker", ASKER), ("helper", HELPER)):
        assert heard_of(overheard, who, contact) == set(contact.canaries)
    assert heard_of(overheard, "hub", ASKER) == set(ASKER.canaries)


def heard_of(overheard: Overheard, who: str, contact: Contact) -> set[str]:
    return {word for words in overheard.places(who, *contact.canaries).values() for word in words}


def told_there_alone(overheard: Overheard) -> None:
    """After both consents each side reads what the other named, on one page; strangers still nothing, mails neither."""
    for who, contact in (("asker", HELPER), ("helper", ASKER)):
        found = overheard.places(who, *contact.canaries)
        assert [address.startswith(PLACES[who]) for address in found] == [True]
        assert list(found.values()) == [set(contact.named)]
    for who in ("stranger", "passer"):
        assert overheard.places(who, *ASKER.canaries, *HELPER.canaries) == {}
    told_by_no_mail()
