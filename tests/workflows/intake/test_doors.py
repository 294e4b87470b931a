"""Doors: what belongs to others does not exist, changes need a POST, refused attempts are on record."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.audit.models import Refusal
from forms.models import Draft
from media.services import store_bytes
from tests.factories_intake import make_applicant, make_draft, make_draft_complete, make_whole_call, submitted_case
from tests.factories_people import make_group, make_membership, make_staff, make_user
from tests.sign_in import sign_in
from tests.workflows.intake.browser import soup, text
from workflows.cases.models import Case, CaseFile
from workflows.correspondence.models import Letter
from workflows.engine.kind import kinds
from workflows.intake.services import begin_paper
from workflows.intake.urls import urlpatterns

pytestmark = pytest.mark.django_db


def make_letter(case: Case, **fields: Any) -> Letter:
    """An issued letter with a PDF, as rows."""
    file = store_bytes(owner=None, data=b"%PDF-1.7 letter", name="通知書.pdf", content_type="application/pdf")
    given = {
        "outcome": "granted", "branch": 1, "number": f"{case.number}の1", "state": "issued", "dated_on": "2026-12-01",
        "content": {"title": "補助金交付決定通知書"}, "file": file, "code": uuid.uuid4().hex[:20],
        "notice": "electronic", "issued_at": timezone.now(), **fields,
    }  # fmt: skip
    return Letter.objects.create(case=case, **given)


def addresses(case: Case, draft: Draft) -> list[tuple[str, str]]:
    """Every address of a record, with its method."""
    letter, file = make_letter(case), CaseFile.objects.filter(submission__case=case).first()
    attached = draft.files.first()
    drafts, cases = f"/mypage/drafts/{draft.pk}", f"/mypage/cases/{case.pk}"
    assert file is not None
    assert attached is not None
    return [
        ("get", f"{drafts}/"), ("get", f"{drafts}/review/"), ("post", f"{drafts}/send/"), ("get", f"{drafts}/discard/"),
        ("post", f"{drafts}/discard/"), ("post", f"{drafts}/files/rules/attach/"),
        ("post", f"{drafts}/files/{attached.pk}/remove/"), ("get", f"{drafts}/files/{attached.pk}/"),
        ("get", f"{drafts}/activity/"), ("post", f"{drafts}/activity/"), ("post", f"{drafts}/activity/autosave/"),
        ("get", f"{cases}/"), ("get", f"{cases}/receipt/"), ("get", f"{cases}/sent/1/"),
        ("get", f"{cases}/files/{file.pk}/"), ("post", f"{cases}/correct/"), ("get", f"{cases}/withdraw/"),
        ("post", f"{cases}/withdraw/"), ("get", f"/mypage/letters/{letter.pk}/"),
        ("get", f"/mypage/letters/{letter.pk}/file/"),
    ]  # fmt: skip


def plain(response: Any) -> bytes:
    """The body without what differs on every page: the CSRF token."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def test_foreign_records_are_404_with_the_body_of_records_that_never_were(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    draft = make_draft_complete(user, make_whole_call(), group)
    doors = addresses(case, draft)
    before = (draft.sections.values_list("raw", flat=True)[0], draft.files.count(), case.events.count())
    stranger, _other = make_applicant()
    sign_in(client, stranger)
    nothing = plain(client.get("/mypage/cases/999999/"))
    for number, (method, address) in enumerate(doors):
        answer = getattr(client, method)(address, {"declared": "yes", "title": "横取り"} if method == "post" else None)
        assert answer.status_code == 404, (method, address)
        if not address.endswith("autosave/"):
            assert plain(answer) == nothing, (method, address)
        assert Refusal.objects.filter(actor=stranger).count() == number + 2, address
    draft.refresh_from_db()
    assert (draft.sections.values_list("raw", flat=True)[0], draft.files.count(), case.events.count()) == before
    assert (draft.sent_at, draft.discarded_at) == (None, None)


def test_without_signing_in_every_private_address_leads_to_the_sign_in(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    draft = make_draft_complete(user, make_whole_call(), group)
    for method, address in [*addresses(case, draft), ("get", "/mypage/")]:
        answer = getattr(client, method)(address)
        if address.endswith("autosave/"):
            assert answer.status_code == 401
        elif address.endswith("send/"):
            assert answer["Location"].endswith("/review/")
        else:
            assert answer["Location"].startswith("/accounts/login/"), (method, address)
    assert not Refusal.objects.exists()


@pytest.mark.parametrize(
    ("tail", "page"),
    [
        ("drafts/{draft}/files/rules/attach/", "drafts/{draft}/files/rules/%3Frefused%3Dsession"),
        ("cases/{case}/correct/", "cases/{case}/"),
    ],
)
def test_after_signing_in_again_an_action_leads_to_its_page(client: Client, tail: str, page: str) -> None:
    user, group = make_applicant()
    names = {"case": submitted_case(user=user, group=group).pk, "draft": make_draft(user, make_whole_call(), group).pk}
    away = client.post("/mypage/" + tail.format(**names))
    assert away["Location"] == "/accounts/login/?next=/mypage/" + page.format(**names)


def test_a_paper_form_is_written_at_the_desk_only(client: Client) -> None:
    group = make_group()
    reviewer = make_staff("reviewer", group.hub)
    draft = begin_paper(make_whole_call(), actor=reviewer, group=group)
    sign_in(client, reviewer)
    assert client.get(f"/mypage/drafts/{draft.pk}/").status_code == 404
    assert str(draft.pk) not in text(client.get("/mypage/"))


def test_private_pages_are_kept_by_no_cache(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    draft = make_draft_complete(user, make_whole_call(), group)
    sign_in(client, user)
    for method, address in [*addresses(case, draft), ("get", "/mypage/")]:
        if method == "get":
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "no-store" in answer["Cache-Control"], address
            assert "private" in answer["Cache-Control"], address


def test_reading_changes_nothing_but_the_opening_of_a_letter(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    sign_in(client, user)
    letter = make_letter(case)
    client.get(f"/mypage/letters/{letter.pk}/")
    client.head(f"/mypage/letters/{letter.pk}/file/")
    letter.refresh_from_db()
    assert letter.opened_at is None
    opened = client.get(f"/mypage/letters/{letter.pk}/file/")
    assert b"".join(opened.streaming_content) == b"%PDF-1.7 letter"
    letter.refresh_from_db()
    first = letter.opened_at
    assert first is not None
    client.get(f"/mypage/letters/{letter.pk}/file/")
    letter.refresh_from_db()
    assert letter.opened_at == first
    assert case.events.filter(verb="letter_opened").count() == 1


@pytest.mark.parametrize("state", ["rendering", "parked"])
def test_a_letter_that_was_not_issued_does_not_exist_for_the_applicant(client: Client, state: str) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    letter = make_letter(case, state=state, file=None, issued_at=None)
    sign_in(client, user)
    assert client.get(f"/mypage/letters/{letter.pk}/").status_code == 404
    assert client.get(f"/mypage/letters/{letter.pk}/file/").status_code == 404


def test_a_replaced_letter_stays_readable_and_names_its_successor(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    old = make_letter(case, state="replaced")
    new = make_letter(case, branch=2, number=f"{case.number}の2", version=2, replaces=old, reason="宛名の誤り")
    sign_in(client, user)
    page = client.get(f"/mypage/letters/{old.pk}/")
    assert soup(page).select_one(f'.kz-notice a[href="/mypage/letters/{new.pk}/"]') is not None
    assert "宛名の誤り" in text(client.get(f"/mypage/letters/{new.pk}/"))


def test_a_colleague_of_the_group_reads_the_case_but_not_the_draft(client: Client) -> None:
    user, group = make_applicant()
    case = submitted_case(user=user, group=group)
    draft = make_draft(user, make_whole_call(), group)
    colleague = make_user()
    make_membership(group, colleague)
    sign_in(client, colleague)
    assert client.get(f"/mypage/cases/{case.pk}/").status_code == 200
    assert client.get(f"/mypage/drafts/{draft.pk}/").status_code == 404


def test_a_file_of_another_case_is_not_served_under_this_one(client: Client) -> None:
    user, group = make_applicant()
    one = submitted_case(user=user, group=group)
    other = submitted_case()
    foreign = CaseFile.objects.filter(submission__case=other).first()
    sign_in(client, user)
    assert foreign is not None
    assert client.get(f"/mypage/cases/{one.pk}/files/{foreign.pk}/").status_code == 404


def test_starting_for_a_foreign_group_is_404_and_on_record(client: Client) -> None:
    user, _group = make_applicant()
    _owner, foreign = make_applicant()
    call = make_whole_call()
    sign_in(client, user)
    answer = client.post(f"/calls/{call.slug}/start/", {"group": foreign.pk})
    assert answer.status_code == 404
    assert Refusal.objects.filter(actor=user, door="intake:start").count() == 1
    assert not Draft.objects.exists()


def test_an_unpublished_call_has_no_pages(client: Client) -> None:
    call = make_whole_call(is_published=False)
    user, _group = make_applicant()
    sign_in(client, user)
    for page in ("eligibility", "start", "consultation"):
        assert client.get(f"/calls/{call.slug}/{page}/").status_code == 404


def test_no_section_of_any_kind_is_called_like_an_action_of_the_draft() -> None:
    call = make_whole_call()
    words = {str(route.pattern).split("/")[3] for route in urlpatterns if "mypage/drafts/" in str(route.pattern)}
    for kind in kinds().values():
        keys = {section["key"] for section in kind.definition(call)["sections"]}
        clashing = keys & (words - {"files"})
        assert not clashing, kind.slug
