"""The inbox through its real address: who sees what, what narrows it, and that no page loses a case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories_cases import bring_to, make_call, make_case
from tests.factories_people import make_group, make_hub, make_membership, make_person, make_staff, make_user
from tests.sign_in import sign_in
from workflows.cases.models import Case
from workflows.engine.moving import hand_over

pytestmark = pytest.mark.django_db
INBOX = "/cms/desk/"


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{INBOX}{query}")
    assert response.status_code == 200
    return response.content.decode()


def numbers(html: str) -> list[str]:
    """The numbers of the listed cases, in order."""
    return re.findall(r'<a href="/cms/desk/cases/\d+/">([^<]+)</a>', html)


def test_hub_staff_see_their_own_hub_and_nothing_of_another(client: Client) -> None:
    own, foreign = make_case(), make_case()
    Case.objects.filter(pk=foreign.pk).update(title="よその事業のカナリア")
    sign_in(client, make_staff("reviewer", own.hub))
    for view in ("mine", "hub", "all"):
        html = page(client, f"?view={view}")
        assert numbers(html) == [own.number]
        assert "カナリア" not in html
        assert foreign.group.name not in html


@pytest.mark.parametrize("role", ["division_reviewer", "division_approver", "accountant", "auditor"])
def test_ward_wide_readers_see_every_hub(client: Client, role: str) -> None:
    cases = [make_case(), make_case()]
    sign_in(client, make_staff(role))
    assert set(numbers(page(client, "?view=all"))) == {case.number for case in cases}


@pytest.mark.parametrize("role,hub", [("administrator", False), ("editor", True), ("editor_in_chief", False)])
def test_roles_without_cases_find_no_inbox(client: Client, role: str, hub: bool) -> None:
    case = make_case()
    sign_in(client, make_staff(role, case.hub if hub else None))
    response = client.get(INBOX)
    assert response.status_code == 404
    assert case.number not in response.content.decode()


def test_a_resident_never_reaches_the_desk(client: Client) -> None:
    case = make_case()
    sign_in(client, case.applicant)
    response = client.get(INBOX)
    assert response.status_code in (302, 403, 404)
    assert case.number not in response.content.decode()


def test_mine_holds_what_i_may_do_and_nobody_else_has_taken(client: Client) -> None:
    free, taken, mine_taken = make_case(), None, None
    hub = free.hub
    taken, mine_taken = make_case(group=make_group(hub)), make_case(group=make_group(hub))
    done = bring_to("draft", make_case(group=make_group(hub)))
    me, colleague = make_staff("reviewer", hub), make_staff("reviewer", hub)
    hand_over(taken, actor=colleague, holder=colleague)
    hand_over(mine_taken, actor=me, holder=me)
    sign_in(client, me)
    shown = numbers(page(client, "?view=mine"))
    assert set(shown) == {free.number, mine_taken.number}
    assert done.number in numbers(page(client, "?view=hub"))


def test_drafters_and_approvers_find_their_own_steps(client: Client) -> None:
    draft, decision = bring_to("draft", make_case()), bring_to("decision", make_case())
    sign_in(client, make_staff("division_reviewer"))
    assert numbers(page(client, "?view=mine")) == [draft.number]
    approver = Client()
    sign_in(approver, make_staff("division_approver"))
    assert numbers(page(approver, "?view=mine")) == [decision.number]


@pytest.mark.parametrize(
    "query", ["山﨑", "山崎", "やまざき", "ヤマザキ", "ﾔﾏｻﾞｷ", "ざき", "さくら台", "ｻｸﾗﾀﾞｲ", "第１号", "8練地"]
)
def test_search_finds_person_group_and_number_in_any_writing(client: Client, query: str) -> None:
    hub = make_hub()
    user = make_user()
    person = make_person(user, name="山﨑 一郎", name_kana="やまざき いちろう")
    group = make_group(hub, manager=user, name="さくら台町会", name_kana="さくらだいちょうかい")
    wanted = make_case(group=group, applicant=user)
    other = make_case(group=make_group(hub, name="中央商店会", name_kana="ちゅうおうしょうてんかい"))
    Case.objects.filter(pk=other.pk).update(number="7練地地第900号", number_in_year=900)
    assert wanted.person_id == person.pk
    sign_in(client, make_staff("reviewer", hub))
    wide = str(wanted.number_in_year).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    query = query.replace("第１号", f"第{wide}号")
    html = client.get(INBOX, {"view": "all", "q": query}).content.decode()
    assert numbers(html) == [wanted.number]


def test_search_reaches_no_foreign_case(client: Client) -> None:
    foreign = make_case()
    sign_in(client, make_staff("reviewer", make_hub()))
    for text in (foreign.number, foreign.group.name, str(foreign.person), str(foreign.number_in_year)):
        assert numbers(client.get(INBOX, {"view": "all", "q": text}).content.decode()) == []


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "\\", "あ" * 80, "1" * 30, "第号", "!"])
def test_search_takes_any_text_as_text(client: Client, text: str) -> None:
    make_case()
    sign_in(client, make_staff("auditor"))
    assert numbers(client.get(INBOX, {"view": "all", "q": text}).content.decode()) == []


def test_filters_narrow_and_stay_in_the_address(client: Client) -> None:
    hub = make_hub()
    late, soon = make_case(group=make_group(hub)), make_case(group=make_group(hub))
    now = timezone.now()
    Case.objects.filter(pk=late.pk).update(due_at=now - timedelta(days=1), channel="paper")
    Case.objects.filter(pk=soon.pk).update(due_at=now + timedelta(days=1), arrived_at=now - timedelta(days=40))
    sign_in(client, make_staff("chief", hub))
    day = (timezone.localdate() - timedelta(days=30)).isoformat()
    expected = {
        "due=overdue": [late], "due=soon": [soon], "channel=paper": [late], "channel=web": [soon],
        f"arrived_until={day}": [soon], f"arrived_from={day}": [late], f"programme={soon.programme_id}": [soon],
        "step=receive": [late, soon], "step=decision": [], "outcome=open": [late, soon], "outcome=granted": [],
    }  # fmt: skip
    for query, cases in expected.items():
        html = page(client, f"?view=all&{query}")
        assert numbers(html) == [case.number for case in cases], query
    html = page(client, "?view=all&due=overdue")
    assert "期限超過" in html
    assert "due=overdue" in html


def test_a_foreign_hub_cannot_be_asked_for(client: Client) -> None:
    own, foreign = make_case(), make_case()
    sign_in(client, make_staff("reviewer", own.hub))
    assert foreign.number not in page(client, f"?view=all&hub={foreign.hub_id}")


def test_wrong_filters_are_named_and_widen_nothing(client: Client) -> None:
    case = make_case()
    sign_in(client, make_staff("auditor"))
    html = page(client, "?view=all&arrived_from=yesterday")
    assert "error-message" in html
    assert case.number not in html


@pytest.mark.parametrize("sort", ["arrived", "oldest", "due"])
def test_pages_show_every_case_once_forth_and_back(client: Client, sort: str) -> None:
    hub = make_hub()
    call = make_call()
    group = make_group(hub)
    user = make_user()
    now = timezone.now()
    keys = [make_case(call=call, group=group, applicant=user).pk for _n in range(63)]
    for place, key in enumerate(keys):
        # Equal moments and missing due dates are where paging by position goes wrong.
        moment = now - timedelta(hours=place // 4)
        due = None if place % 5 == 0 else moment
        Case.objects.filter(pk=key).update(arrived_at=moment, due_at=due)
    Case.objects.filter(pk=keys[7]).update(closed_at=now, due_at=None)
    sign_in(client, make_staff("reviewer", hub))
    pages = [page(client, f"?view=all&sort={sort}")]
    while found := re.search(r'<a href="\?([^"]+)" rel="next">', pages[-1]):
        pages.append(page(client, "?" + found[1].replace("&amp;", "&")))
        assert len(pages) < 10
    seen = [number for html in pages for number in numbers(html)]
    assert [len(numbers(html)) for html in pages] == [25, 25, 13]
    assert sorted(seen) == sorted(Case.objects.values_list("number", flat=True))
    back = pages[-1]
    for expected in reversed(pages[:-1]):
        found = re.search(r'<a href="\?([^"]+)" rel="prev">', back)
        assert found
        back = page(client, "?" + found[1].replace("&amp;", "&"))
        assert numbers(back) == numbers(expected)


def test_a_new_case_moves_no_row_between_pages(client: Client) -> None:
    hub, group, user = make_hub(), None, make_user()
    group = make_group(hub)
    call = make_call()
    for _n in range(30):
        make_case(call=call, group=group, applicant=user)
    sign_in(client, make_staff("reviewer", hub))
    first = page(client, "?view=all")
    found = re.search(r'<a href="\?([^"]+)" rel="next">', first)
    assert found
    late = make_case(call=call, group=group, applicant=user)
    second = page(client, "?" + found[1].replace("&amp;", "&"))
    assert not set(numbers(first)) & set(numbers(second))
    assert late.number not in numbers(second)
    assert len(numbers(first)) + len(numbers(second)) == 30


@pytest.mark.parametrize("cursor", ["x", "n9.1.1", "n0.99999999999999999.1", "p0.0.0", "n0.1.1; DROP", "-1"])
def test_a_damaged_position_is_no_error(client: Client, cursor: str) -> None:
    make_case()
    sign_in(client, make_staff("auditor"))
    assert client.get(INBOX, {"view": "all", "at": cursor}).status_code == 200


@pytest.mark.parametrize("role", ["reviewer", "division_reviewer", "division_approver", "auditor"])
@pytest.mark.parametrize("view", ["mine", "all", "all&q=試験", "all&due=overdue&sort=due"])
def test_the_inbox_takes_at_most_twelve_statements(client: Client, role: str, view: str) -> None:
    hub = make_hub()
    for _n in range(5):
        make_case(group=make_group(hub))
    sign_in(client, make_staff(role, hub if role == "reviewer" else None))
    page(client, f"?view={view}")
    with CaptureQueriesContext(connection) as captured:
        html = page(client, f"?view={view}")
    told = "\n".join(query["sql"][:160] for query in captured.captured_queries)
    assert len(captured) <= 12, told
    assert len(html.encode()) <= 120_000


def test_full_pages_stay_small(client: Client) -> None:
    hub, call, user = make_hub(), make_call(), make_user()
    group = make_group(hub)
    for _n in range(27):
        make_case(call=call, group=group, applicant=user)
    sign_in(client, make_staff("chief", hub))
    with CaptureQueriesContext(connection) as captured:
        html = page(client, "?view=all")
    assert len(numbers(html)) == 25
    assert len(html.encode()) <= 120_000
    assert len(captured) <= 12


def test_the_number_of_waiting_steps_stands_in_the_menu(client: Client) -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    sign_in(client, reviewer)
    assert "受付箱 (1)" in page(client).encode().decode("unicode_escape")


def test_members_of_a_group_are_not_asked_to_act_as_staff(client: Client) -> None:
    case = make_case()
    reviewer = make_staff("reviewer", case.hub)
    make_membership(case.group, reviewer)
    sign_in(client, reviewer)
    html = client.get(f"/cms/desk/cases/{case.pk}/").content.decode()
    assert f"/steps/{case.open_task}/" not in html
