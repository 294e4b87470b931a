"""A case whose content is erased: found nowhere any more, yet every page, the chain and the ledger hold."""

from __future__ import annotations

import hashlib
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cms.admin.models import Export
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import NameTerm, Person
from forms.models import Draft
from media.models import PrivateFile
from media.services import open_file
from tests.canaries import TEXT, files_with_canaries, stored_files, tables_with_canaries
from tests.workflows.engine.canary_case import CanaryCase, administrator, make_canary_case
from workflows.cases.models import Case, CaseReading
from workflows.engine.erasing import Ground, erase_case
from workflows.grants.models import Grant

pytestmark = pytest.mark.django_db
REASON = "本人からの請求書（令和8年11月25日受付）による"
WHERE = {
    "cases_case", "cases_submission", "cases_caseeventdetails", "cases_consultation",
    "correspondence_letter", "kizuna_media_privatefile", "kizuna_forms_draftsection",
}  # fmt: skip
GONE = "消去"


def erase(made: CanaryCase) -> None:
    erase_case(Case.objects.get(pk=made.case.pk), actor=administrator(), ground=Ground.REQUEST, reason=REASON)
    run_due()
    made.case.refresh_from_db()


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200, (address, response.status_code)
    text = response.content.decode()
    assert TEXT not in text, address
    return text


def verified_chain() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_nothing_that_was_typed_or_attached_is_left_in_any_table_or_file() -> None:
    made = make_canary_case()
    before = tables_with_canaries()
    assert set(before) >= WHERE, before
    assert files_with_canaries()
    erase(made)
    assert tables_with_canaries() == {}
    assert files_with_canaries() == []
    empty_list = Export.objects.get(rows=0)
    assert list(PrivateFile.objects.filter(erased_at=None)) == [empty_list.file]
    assert len(stored_files()) == 1
    # The second look at a list that was made at once finds it made.
    assert set(OutboxItem.objects.exclude(state__in=["done", "cancelled"]).values_list("kind", flat=True)) == {"export"}


def test_the_ledger_stays_and_the_chain_says_who_erased_and_why() -> None:
    made = make_canary_case()
    columns = ("number", "programme", "hub", "group", "call", "outcome", "requested_yen", "decided_yen", "arrived_at",
               "decided_at", "closed_at", "fiscal_year", "channel")  # fmt: skip
    kept = Case.objects.filter(pk=made.case.pk).values(*columns)
    before, readings = kept.get(), CaseReading.objects.filter(case=made.case).count()
    grant = Grant.objects.get(case=made.case).amount_yen
    erase(made)
    assert kept.get() == before
    assert Grant.objects.get(case=made.case).amount_yen == grant
    assert CaseReading.objects.filter(case=made.case).count() == readings > 0
    event = made.case.events.order_by("-seq")[0]
    assert (event.verb, event.payload["ground"], event.payload["reason"]) == ("erased", "request", REASON)
    assert event.actor is not None
    assert event.actor.hubroles.get().role == "administrator"
    verified_chain()


def test_mails_about_the_case_keep_only_that_they_were_sent() -> None:
    made = make_canary_case()
    about = [f"case:{made.case.pk}", f"letter:{made.letter.pk}", f"consultation:{made.case.consultation_id}"]
    mails = OutgoingMail.objects.filter(subject_ref__in=about)
    before = list(mails.order_by("pk").values_list("message_id", "state"))
    assert set(mails.values_list("subject_ref", flat=True)) == set(about)
    erase(made)
    assert list(mails.order_by("pk").values_list("message_id", "state")) == before
    assert set(mails.values_list("to", "subject", "text", "html")) == {("", "", "", "")}


def test_a_mail_that_still_waits_is_not_sent_any_more(mailoutbox: list[Any]) -> None:
    made = make_canary_case()
    outbox.hold("試験")
    letter = made.letter
    OutgoingMail.objects.filter(subject_ref=f"letter:{letter.pk}").update(state="waiting")
    mail = OutgoingMail.objects.get(subject_ref=f"letter:{letter.pk}", to=made.applicant.email)
    OutboxItem.objects.filter(kind="mail", payload__mail=mail.pk).update(state="due", claim="")
    sent = len(mailoutbox)
    erase_case(made.case, actor=administrator(), ground=Ground.REQUEST, reason=REASON)
    outbox.release()
    run_due()
    mail.refresh_from_db()
    assert len(mailoutbox) == sent
    assert (mail.state, mail.to) == ("cancelled", "")


def test_every_page_of_the_resident_says_that_the_content_is_gone() -> None:
    made = make_canary_case()
    file_address = f"/mypage/cases/{made.case.pk}/files/{made.case.submissions.first().files.first().pk}/"
    erase(made)
    client, case = made.resident, f"/mypage/cases/{made.case.pk}/"
    addresses = [
        "/mypage/", case, f"{case}receipt/", f"{case}sent/1/", f"{case}sent/2/",
        *(f"/mypage/letters/{letter.pk}/{end}" for letter in made.case.letters.all() for end in ("", "file/")),
        f"/mypage/drafts/{made.draft.pk}/",
    ]  # fmt: skip
    for address in addresses:
        assert GONE in page(client, address), address
    assert client.get(file_address).status_code == 404


def test_the_desk_says_that_the_content_is_gone_and_offers_nothing_more() -> None:
    made = make_canary_case()
    approver_letter = reverse("desk:letter", args=[made.case.pk, made.letter.pk])
    erase(made)
    text = page(made.desk, f"/cms/desk/cases/{made.case.pk}/")
    assert "この案件の内容は" in text
    assert REASON in text
    assert "本人の請求" in text
    assert "通知書の内容は消去されているため" in page(made.desk, approver_letter)
    for address in ("/cms/desk/?view=all", "/cms/desk/consultations/", f"/cms/desk/cases/{made.case.pk}/?sending=1"):
        page(made.desk, address)


def test_a_list_that_held_the_case_is_gone_and_a_new_one_says_so() -> None:
    made = make_canary_case()
    export = Export.objects.get(rows=1)
    assert export.file is not None
    with open_file(export.file) as source:
        assert TEXT in source.read().decode("utf-8-sig")
    erase(made)
    export.refresh_from_db()
    assert (export.state, export.params) == ("erased", {})
    assert "案件の消去に伴い消去" in page(made.desk, "/cms/desk/exports/")
    assert "もう一度作成してください" in page(made.desk, f"/cms/desk/exports/{export.pk}/")
    response = made.desk.post("/cms/desk/exports/", {"format": "csv", "view": "all"})
    row = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert made.case.number in row
    assert "（消去済み）" in row
    assert TEXT not in row


def test_a_letter_can_still_be_verified_by_number_code_and_fingerprint() -> None:
    made = make_canary_case()
    letter = made.letter
    assert letter.file is not None
    with open_file(letter.file) as source:
        printed = source.read()
    erase(made)
    text = page(Client(), f"{reverse('letters:verify')}?n={letter.number}&c={letter.code}")
    assert "区には残っていません" in text
    assert hashlib.sha256(printed).hexdigest() in text
    upload = SimpleUploadedFile("letter.pdf", printed, "application/pdf")
    answer = Client().post(reverse("letters:verify"), {"n": letter.number, "c": letter.code, "file": upload})
    assert "区が発行した通知書と完全に一致します" in answer.content.decode()


def test_corrections_that_were_never_sent_are_gone_and_the_sent_draft_is_an_empty_row() -> None:
    made = make_canary_case()
    assert Draft.objects.filter(sent_at=None).count() == 1
    erase(made)
    assert Draft.objects.filter(sent_at=None).count() == 0
    for draft in Draft.objects.all():
        assert (draft.context, draft.sections.count(), draft.files.count()) == ({}, 0, 0)


def test_a_person_known_from_this_case_alone_is_gone_with_every_search_term() -> None:
    made = make_canary_case()
    person = Person.objects.create(name=f"{TEXT} 花子", address=TEXT)
    NameTerm.objects.create(person=person, term=TEXT)
    Case.objects.filter(pk=made.case.pk).update(person=person)
    erase(made)
    assert not Person.objects.filter(pk=person.pk).exists()
    assert (made.case.person.name, made.case.applicant) == ("", None)
    assert tables_with_canaries() == {}


def test_a_person_whom_an_account_or_another_case_needs_stays() -> None:
    made = make_canary_case()
    person = made.applicant.person
    erase(made)
    person.refresh_from_db()
    assert person.erased_at is None
    assert made.case.person != person
