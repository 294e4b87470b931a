"""A form on paper, typed in at the desk with its scan, becomes the same case as any other."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.audit.models import Refusal
from cms.people.models import CommunityGroup
from forms.models import Draft
from tests.cms.admin.walking import client_of, walk
from tests.factories_cases import make_call, make_case
from tests.factories_people import make_group, make_hub, make_membership, make_person, make_staff, make_user
from tests.media.samples import pdf
from workflows.cases.models import Case, CaseFile
from workflows.programmes.models import CostKind

pytestmark = pytest.mark.django_db
PAPER = "/cms/desk/paper/"
CONTACT = {"contact_name": "紙野 花子", "contact_phone": "03-0000-0000"}


def costed_call() -> Any:
    """A call whose programme has a budget line, without which there is no form."""
    call = make_call()
    CostKind.objects.create(programme=call.programme, key="device", label="機器の購入")
    return call


def begin(client: Client, call: Any, group: CommunityGroup) -> str:
    response = client.post(PAPER, {"call": call.pk, "group": group.pk})
    assert response.status_code == 302, response.content.decode()[-3000:]
    return response["Location"]


def add_scan(client: Client, draft: str) -> None:
    scan = SimpleUploadedFile("scan.pdf", pdf(), content_type="application/pdf")
    client.post(f"{draft}files/", {"question": "scan", "file": scan})


def entry(**fields: Any) -> dict[str, Any]:
    return {"person": "new", "received_on": timezone.localdate().isoformat(), "notice": "post", **fields}


def type_in(client: Client, draft: str, section: str, **texts: str) -> None:
    html = client.get(f"{draft}sections/{section}/").content.decode()
    found = re.search(r'name="seen_revision" value="(\d+)"', html)
    assert found
    client.post(f"{draft}sections/{section}/", {**texts, "seen_revision": found[1]})


def test_a_paper_form_is_entered_and_walks_like_any_other() -> None:
    hub = make_hub()
    group, call = make_group(hub), costed_call()
    reviewer = make_staff("reviewer", hub)
    client = client_of(reviewer)
    draft = begin(client, call, group)
    type_in(client, draft, "contact", **CONTACT)
    type_in(client, draft, "activity", title="紙の申請の事業", purpose="目的", content="内容")
    add_scan(client, draft)
    assert "紙の申請の事業" in client.get(f"{draft}enter/").content.decode()
    response = client.post(f"{draft}enter/", entry())
    assert response.status_code == 302, response.content.decode()[-3000:]
    case = Case.objects.get()
    assert (case.channel, case.notice, case.title) == ("paper", "post", "紙の申請の事業")
    assert (case.group, case.person.name, case.step) == (group, "紙野 花子", "receive")
    assert CaseFile.objects.filter(submission__case=case, question="scan").count() == 1
    html = client.get(response["Location"]).content.decode()
    assert "scan.pdf" in html
    assert client.get(f"{draft}enter/").status_code == 404
    walk(client, case)
    assert case.step == "hub_check"


def test_budget_lines_are_typed_in_and_grow_and_gaps_are_named() -> None:
    hub = make_hub()
    client = client_of(make_staff("reviewer", hub))
    draft = begin(client, costed_call(), make_group(hub))
    section = f"{draft}sections/budget/"
    html = client.get(section).content.decode()
    assert 'name="expenses-0-amount"' in html
    assert "機器の購入" in html
    rows = {"expenses-rows": "1", "expenses-0-kind": "device", "expenses-0-amount": "36000"}
    html = client.post(section, {**rows, "seen_revision": "0", "add_rows": "expenses"}).content.decode()
    assert 'value="36000"' in html
    assert 'name="expenses-5-amount"' in html
    assert "補助金の申請額：入力してください。" in client.get(f"{draft}enter/").content.decode()


def test_without_a_scan_or_a_person_nothing_is_entered() -> None:
    hub = make_hub()
    client = client_of(make_staff("reviewer", hub))
    draft = begin(client, costed_call(), make_group(hub))
    type_in(client, draft, "contact", **CONTACT)
    assert client.post(f"{draft}enter/", entry()).status_code == 200
    add_scan(client, draft)
    assert client.post(f"{draft}enter/", entry(person="")).status_code == 200
    assert client.post(f"{draft}enter/", entry(person=str(make_person().pk))).status_code == 200
    assert client.post(f"{draft}enter/", entry(received_on="2099-01-01")).status_code == 200
    assert not Case.objects.exists()


def test_only_the_own_hubs_groups_and_never_the_own_group() -> None:
    hub = make_hub()
    reviewer = make_staff("reviewer", hub)
    client = client_of(reviewer)
    foreign, own = make_group(make_hub(), name="よその町会"), make_group(hub)
    make_membership(own, reviewer)
    call = make_call()
    assert "よその町会" not in client.get(PAPER).content.decode()
    assert client.post(PAPER, {"call": call.pk, "group": foreign.pk}).status_code == 200
    assert client.post(PAPER, {"call": call.pk, "group": own.pk}).status_code == 403
    assert not Draft.objects.exists()
    assert Refusal.objects.filter(actor=reviewer, door="paper").exists()


def test_a_paper_form_belongs_to_whoever_types_it_in() -> None:
    hub = make_hub()
    draft = begin(client_of(make_staff("reviewer", hub)), costed_call(), make_group(hub))
    colleague = client_of(make_staff("chief", hub))
    for rest in ("", "sections/contact/", "enter/"):
        assert colleague.get(f"{draft}{rest}").status_code == 404
    for rest in ("sections/contact/", "files/", "enter/", "discard/"):
        assert colleague.post(f"{draft}{rest}", CONTACT).status_code == 404
    assert Draft.objects.get().discarded_at is None


def test_groups_are_found_in_kanji_and_kana_and_new_ones_are_registered() -> None:
    hub = make_hub()
    make_group(hub, name="光が丘会", name_kana="ひかりがおかかい")
    make_group(hub, name="別の会", name_kana="べつのかい")
    client = client_of(make_staff("chief", hub))
    for text in ("光が丘", "ヒカリ", "ﾋｶﾘ"):
        html = client.get(PAPER, {"g": text}).content.decode()
        assert "光が丘会" in html
        assert "別の会" not in html
    data = {"name": "新しい会", "name_kana": "あたらしいかい", "kind": "npo", "hub": hub.pk}
    response = client.post(f"{PAPER}group/", data)
    group = CommunityGroup.objects.get(name="新しい会")
    assert response["Location"].endswith(f"?group={group.pk}")
    assert (group.verification, group.memberships.count()) == ("unverified", 0)
    assert client.post(f"{PAPER}group/", data).status_code == 200
    assert client.post(f"{PAPER}group/", {**data, "name": "x", "hub": make_hub().pk}).status_code == 200
    assert CommunityGroup.objects.filter(hub=hub).count() == 3


def test_people_who_applied_before_are_offered() -> None:
    hub = make_hub()
    user = make_user()
    person = make_person(user, name="常連 次郎")
    group = make_group(hub, manager=user)
    make_case(group=group, applicant=user)
    client = client_of(make_staff("reviewer", hub))
    draft = begin(client, costed_call(), group)
    add_scan(client, draft)
    assert "常連 次郎" in client.get(f"{draft}enter/").content.decode()
    client.post(f"{draft}enter/", entry(person=str(person.pk)))
    assert Case.objects.filter(channel="paper", person=person).count() == 1


def test_a_refused_file_is_named_and_costs_nothing() -> None:
    hub = make_hub()
    client = client_of(make_staff("reviewer", hub))
    draft = begin(client, costed_call(), make_group(hub))
    bad = SimpleUploadedFile("scan.pdf", b"MZ not a pdf", content_type="application/pdf")
    response = client.post(f"{draft}files/", {"question": "scan", "file": bad}, follow=True)
    assert "messages" in response.content.decode()
    assert "scan" not in Draft.objects.get().context or not Draft.objects.get().context["scan"]


def test_a_discarded_form_is_gone() -> None:
    hub = make_hub()
    client = client_of(make_staff("reviewer", hub))
    draft = begin(client, costed_call(), make_group(hub))
    add_scan(client, draft)
    client.post(f"{draft}discard/")
    assert client.get(draft).status_code == 404
    assert not Case.objects.exists()
