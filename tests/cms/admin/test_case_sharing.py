"""The screen “who may do what here” of a case: who finds it, what it tells, what is granted, ended and switched."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.people.models import LocalRole
from tests.cms.admin.walking import client_of
from tests.factories_cases import bring_to, make_case
from tests.factories_people import make_hub, make_membership, make_staff, make_user
from tests.factories_sharing import give
from workflows.cases.models import Case, CaseEvent

pytestmark = pytest.mark.django_db


def at(case: Case, *more: Any) -> str:
    return "/".join((f"/cms/desk/cases/{case.pk}/sharing", *map(str, more), ""))


def grant(client: Client, case: Case, who: str, role: str = "reviewer", **changes: Any) -> Any:
    given = {"who": who, "role": role, "from_on": timezone.localdate().isoformat(), "reason": "担当のため"}
    return client.post(at(case), {**given, **changes})


def lines(client: Client, case: Case) -> list[str]:
    rows = BeautifulSoup(client.get(at(case)).content.decode(), "html.parser").select("table.dk-table tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def verbs(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))


def test_approver_and_the_hubs_chief_share_a_case_and_nobody_else_finds_the_screen() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    for person in (chief, make_staff("division_approver")):
        assert client_of(person).get(at(case)).status_code == 200
        assert at(case) in client_of(person).get(f"/cms/desk/cases/{case.pk}/").content.decode()
    reviewer = make_staff("reviewer", case.hub)
    assert at(case) not in client_of(reviewer).get(f"/cms/desk/cases/{case.pk}/").content.decode()
    others = [make_staff(role) for role in ("division_reviewer", "auditor", "accountant", "administrator")]
    others += [reviewer, make_staff("chief", make_hub()), give(case, "reviewer"), make_user()]
    for person in others:
        for more in ((), ("confidentiality",)):
            assert client_of(person).get(at(case, *more)).status_code == 404
            assert client_of(person).post(at(case, *more), {"who": chief.email}).status_code == 404
    make_membership(case.group, chief)
    assert client_of(chief).get(at(case)).status_code == 404


def test_what_is_granted_and_ended_is_on_the_cases_own_record() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    colleague = make_staff("section", name="見本 京子")
    client = client_of(chief)
    assert grant(client, case, "見本京子").status_code == 302
    row = LocalRole.objects.get()
    assert (row.user, row.role, row.kind, row.key, row.granted_by) == (colleague, "reviewer", "case", case.pk, chief)
    assert client_of(colleague).get(f"/cms/desk/cases/{case.pk}/").status_code == 200
    other = make_case()
    assert client_of(make_staff("division_approver")).post(at(other, row.pk, "end")).status_code == 404
    assert colleague.email in client.get(at(case, row.pk, "end")).content.decode()
    assert client.post(at(case, row.pk, "end")).status_code == 302
    assert client_of(colleague).get(f"/cms/desk/cases/{case.pk}/").status_code == 404
    assert verbs(case)[-2:] == ["role_granted", "role_ended"]
    last = CaseEvent.objects.filter(case=case, verb="role_granted").get()
    assert (last.actor, last.payload["user"], last.details.values) == (chief, colleague.pk, {"reason": "担当のため"})


def test_a_role_is_given_neither_to_oneself_nor_to_the_group_nor_to_a_resident_by_the_hub() -> None:
    case = make_case()
    chief = make_staff("chief", case.hub)
    member, resident = make_staff("section"), make_user()
    make_membership(case.group, member)
    client = client_of(chief)
    for who in (chief.email, member.email, resident.email):
        answer = grant(client, case, who)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not LocalRole.objects.exists()


def test_a_step_taken_by_a_local_reviewer_is_free_again_when_the_role_ends() -> None:
    case = make_case()
    reviewer = give(case, "reviewer")
    assert client_of(reviewer).post(f"/cms/desk/cases/{case.pk}/take/").status_code == 302
    case.refresh_from_db()
    assert case.holder == reviewer
    chief = make_staff("chief", case.hub)
    assert client_of(chief).post(at(case, LocalRole.objects.get().pk, "end")).status_code == 302
    case.refresh_from_db()
    assert case.holder is None


def test_closing_a_case_to_the_hub_is_asked_first_and_may_be_undone_by_the_approver() -> None:
    case = make_case()
    chief, approver = make_staff("chief", case.hub), make_staff("division_approver")
    address, client = at(case, "confidentiality"), client_of(chief)
    assert client.get(address).context["warning"]
    refused = client.post(address, {"wanted": "close"})  # nobody could go on with the step of the hub
    assert refused.status_code == 200
    assert not Case.objects.get(pk=case.pk).is_confidential
    give(case, "reviewer")
    answer = client.post(address, {"wanted": "close"})
    assert (answer.status_code, answer["Location"]) == (302, "/cms/desk/")
    assert client.get(f"/cms/desk/cases/{case.pk}/").status_code == 404
    assert client.post(address, {"wanted": "open"}).status_code == 404
    above = client_of(approver)
    assert above.post(address, {"wanted": "close"}).status_code == 200
    assert above.post(address, {"wanted": "open"}).status_code == 302
    assert client.get(f"/cms/desk/cases/{case.pk}/").status_code == 200
    assert verbs(case)[-2:] == ["confidential_begun", "confidential_ended"]


def test_the_table_follows_what_the_rule_says() -> None:
    case = bring_to("draft", make_case())
    chief, approver = make_staff("chief", case.hub), make_staff("division_approver")
    drafter, accountant = make_staff("division_reviewer"), make_staff("accountant")
    named = give(case, "reader")
    shown = " ".join(lines(client_of(approver), case))
    assert all(one.email in shown for one in (chief, approver, drafter, accountant, named))
    Case.objects.filter(pk=case.pk).update(is_confidential=True)
    shown = " ".join(lines(client_of(approver), case))
    assert all(one.email in shown for one in (approver, drafter, named))
    assert not any(one.email in shown for one in (chief, accountant))


def test_the_screen_asks_as_often_with_a_hundred_as_with_one() -> None:
    case = make_case()
    client, giver = client_of(make_staff("division_approver")), make_staff("administrator")
    counts = []
    for many in (1, 99):
        for _each in range(many):
            give(case, "reader", make_user(), granted_by=giver)
        client.get(at(case))
        with CaptureQueriesContext(connection) as seen:
            assert len(lines(client, case)) > many
        counts.append(len(seen))
    assert counts[0] == counts[1]
