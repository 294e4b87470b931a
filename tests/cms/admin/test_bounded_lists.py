"""Lists that grow for years come page by page, in a fixed number of queries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.admin.views import exchange as exchange_desk
from cms.admin.views import issues as issues_desk
from cms.people.models import User
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_exchange import make_introduction, make_listing, make_side
from tests.factories_fieldwork import make_field, make_issue, make_note
from tests.factories_people import make_group, make_staff, make_user
from tests.sign_in import sign_in
from workflows.exchange.models import GroupRequest
from workflows.exchange.views import listings
from workflows.fieldwork.services import issues
from workflows.kinds.coordination.models import Advice
from workflows.kinds.coordination.views import advice

pytestmark = pytest.mark.django_db
FEW = 3


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "AT_ONCE", FEW)
    for views in (exchange_desk, issues_desk, advice):
        monkeypatch.setattr(views, "PER_PAGE", FEW)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def shown(page: str, names: list[str]) -> list[str]:
    return [name for name in names if name in page]


def test_every_list_of_a_groups_own_page_is_cut_and_leads_on() -> None:
    own, user = make_side("offer", title="基準の椅子")
    group, chief = own.group, make_staff("chief", own.group.hub)
    open_ones = [make_listing("need", group=group, title=f"出ている{n}番").title for n in range(FEW + 1)]
    over = [make_listing("need", group=group, title=f"終わった{n}番", closed_at=timezone.now()).title for n in range(4)]
    asks = []
    for number in range(FEW + 1):
        make_introduction(chief, make_listing("need", title=f"相手の{number}番"), own)
        sent = {"kind": "help", "state": "waiting", "confirmed_at": timezone.now(), "message": "x"}
        asks.append(
            GroupRequest.objects.create(group=group, name=f"訪問者{number}号", address=f"{number}@example.jp", **sent)
        )
    client, here = sign_in(Client(), user), "/mypage/exchange/"
    first = text(client, here)
    lists = {
        "open": open_ones,
        "over": over,
        "introduction": [f"相手の{number}番" for number in range(FEW + 1)],
        "request": [one.name for one in asks],
    }
    for name, names in lists.items():
        second = text(client, f"{here}?{name}=2")
        assert f"?{name}=2#" in first, name
        if name != "open":
            assert len(shown(first, names)) == FEW, name
            assert len(shown(second, names)) == 1, name
            assert set(shown(first, names)) | set(shown(second, names)) == set(names), name
    assert len(shown(first, open_ones)) == FEW
    assert shown(text(client, f"{here}?open=2"), open_ones) == [open_ones[0]]


def test_what_is_under_way_stands_before_what_is_over() -> None:
    own, user = make_side("offer")
    chief = make_staff("chief", own.group.hub)
    make_introduction(chief, make_listing("need", title="まだ続く"), own)
    for number in range(FEW):
        ended = {"closed_at": timezone.now(), "outcome": "not", "closed_by": chief}
        make_introduction(chief, make_listing("need", title=f"済んだ{number}番"), own, **ended)
    assert "まだ続く" in text(sign_in(Client(), user), "/mypage/exchange/")


def test_the_introductions_of_a_listing_lead_on() -> None:
    own, _user = make_side("offer")
    chief = make_staff("chief", own.group.hub)
    names = [f"相手の{number}番" for number in range(FEW + 1)]
    for name in names:
        make_introduction(chief, make_listing("need", title=name), own)
    here = f"/cms/desk/exchange/{own.pk}/"
    client = client_of(chief)
    table = [text(client, f"{here}?introduction={page}").partition('id="introductions"')[2] for page in (1, 2)]
    assert [len(shown(part, names)) for part in table] == [FEW, 1]
    both = "/cms/desk/exchange/introductions/"
    assert [len(shown(text(client, f"{both}?waiting={page}"), names)) for page in (1, 2)] == [FEW, 1]


def test_history_and_notes_of_an_issue_lead_on() -> None:
    field = make_field()
    issue = make_issue(field)
    reasons = [f"見直し{number}回目" for number in range(FEW + 1)]
    for number, reason in enumerate(reasons):
        issues.set_priority(issue, actor=field.reviewer, priority=(1, 3)[number % 2], reason=reason)
        note = make_note(field)
        type(note).objects.filter(pk=note.pk).update(issue=issue)
    client, here = client_of(field.reviewer), f"/cms/desk/issues/{issue.pk}/"
    # the first change is the opening
    pages = [shown(text(client, f"{here}?change={page}"), reasons) for page in (1, 2)]
    assert pages == [reasons[1:], reasons[:1]]
    notes = [re.findall(r'"/cms/desk/notes/\d+/"', text(client, f"{here}?note={page}")) for page in (1, 2)]
    assert [len(found) for found in notes] == [FEW, 1]


def ask(section: User, case: Any, number: int, **more: Any) -> None:
    Advice.objects.create(
        case=case, section="試験課", asked_of=section, question=f"問い{number}", due_on=timezone.localdate(),
        asked_by=make_staff("reviewer", case.hub), **more,
    )  # fmt: skip


def test_opinions_asked_of_one_person_lead_on_unanswered_first() -> None:
    section = make_staff("section")
    done = {"answer": "よい。", "answered_at": timezone.now(), "answered_by": section}
    answered, waiting = make_case(), make_case()
    for number in range(FEW):
        ask(section, answered, number, **done)
    ask(section, waiting, FEW)
    client, here = client_of(section), "/cms/desk/kinds/coordination/advice/"
    first, second = text(client, here), text(client, f"{here}?page=2")
    assert waiting.number in first
    assert waiting.number not in second
    assert (first.count(answered.number), second.count(answered.number)) == (FEW - 1, 1)


def test_the_own_page_asks_the_database_as_often_for_many_as_for_few() -> None:
    own, user = make_side("offer")
    chief = make_staff("chief", own.group.hub)
    client = sign_in(Client(), user)
    counts = []
    for _time in range(2):
        for side in ("need", "offer"):
            make_listing(side, group=own.group)
        make_introduction(chief, make_listing("need", group=make_group(own.group.hub, manager=make_user())), own)
        text(client, "/mypage/exchange/")
        with CaptureQueriesContext(connection) as caught:
            text(client, "/mypage/exchange/")
        counts.append(len(caught))
    assert counts[0] == counts[1]
