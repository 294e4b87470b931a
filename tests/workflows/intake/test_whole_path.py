"""The resident's whole path through real addresses, as a browser without script takes it."""

from __future__ import annotations

from html import unescape

import pytest
from django.core import mail
from django.test import Client

from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from forms.models import Draft
from tests.factories_cases import bring_to, complete
from tests.factories_intake import make_applicant, make_whole_call
from tests.factories_people import make_membership, make_staff, make_user
from tests.sign_in import sign_in
from tests.workflows.intake.browser import answers, begin, fill_all, send, soup, text, write
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def test_from_the_eligibility_check_to_the_receipt(client: Client) -> None:
    call = make_whole_call()
    user, group = make_applicant()
    checked = client.get(f"/calls/{call.slug}/eligibility/?{answers(call)}")
    start = soup(checked).select_one(f'a[href^="/calls/{call.slug}/start/"]')
    assert start is not None
    to_sign_in = client.get(unescape(start["href"]))
    assert to_sign_in.status_code == 302
    assert to_sign_in["Location"].startswith("/accounts/login/?next=/calls/")

    sign_in(client, user)
    draft = begin(client, call, group)
    assert draft.context["eligibility"][0]["answer"] == "yes"
    assert soup(client.get(f"/mypage/drafts/{draft.pk}/group/")).select_one("#id_group_name")["value"] == group.name
    fill_all(client, draft)
    review = client.get(f"/mypage/drafts/{draft.pk}/review/")
    assert "町会ホームページの開設" in text(review)
    sent = send(client, draft)
    case = Case.objects.get()
    assert sent["Location"] == f"/mypage/cases/{case.pk}/receipt/"
    receipt = client.get(sent["Location"])
    assert case.number in text(receipt)
    assert "令和" in text(receipt)
    run_due()
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert case.number in mail.outbox[0].subject


def test_sending_twice_shows_the_same_receipt(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    fill_all(client, draft)
    places = {send(client, draft)["Location"] for _try in range(3)}
    assert places == {f"/mypage/cases/{Case.objects.get().pk}/receipt/"}
    assert OutgoingMail.objects.count() == 1
    for page in ("", "review/", "activity/"):
        assert client.get(f"/mypage/drafts/{draft.pk}/{page}")["Location"] in places


def test_an_answer_that_does_not_fit_is_explained_and_leads_to_people(client: Client) -> None:
    call = make_whole_call()
    page = client.get(f"/calls/{call.slug}/eligibility/?{answers(call, fitting=False)}")
    assert "この補助金は、区内の町会・自治会が対象です。" in text(page)
    assert "お問い合わせ" in text(page)
    assert not soup(page).select(f'a[href^="/calls/{call.slug}/start/"]')


def test_an_open_question_is_asked_again(client: Client) -> None:
    call = make_whole_call()
    first = call.programme.eligibility_questions.first()
    page = client.get(f"/calls/{call.slug}/eligibility/?q{first.pk}=yes&check=1")
    assert soup(page).select_one("[data-error-summary]") is not None
    assert soup(page).select_one(f"#q{first.pk}_yes").has_attr("checked")


def test_eligibility_comes_before_the_form(client: Client) -> None:
    call = make_whole_call()
    user, group = make_applicant()
    sign_in(client, user)
    asked = client.get(f"/calls/{call.slug}/start/")
    assert asked["Location"] == f"/calls/{call.slug}/eligibility/"
    forced = client.post(f"/calls/{call.slug}/start/", {"group": group.pk})
    assert forced["Location"] == f"/calls/{call.slug}/eligibility/"
    assert not Draft.objects.exists()


def test_an_undeclared_form_is_not_sent(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    fill_all(client, draft)
    refused = client.post(f"/mypage/drafts/{draft.pk}/send/")
    assert refused.status_code == 422
    assert soup(refused).select_one('a[href="#declared"]') is not None
    assert not Case.objects.exists()


def test_each_problem_on_the_review_leads_to_its_field(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    review = client.get(f"/mypage/drafts/{draft.pk}/review/")
    links = [a["href"] for a in soup(review).select("[data-error-summary] a")]
    assert links
    assert soup(review).select_one('button:-soup-contains("申請を送る")') is None
    for link in links:
        page, _hash, place = link.partition("#")
        assert soup(client.get(page)).find(id=place) is not None, link


@pytest.fixture
def sent_back(client: Client) -> Case:
    """A case of the signed-in person that the hub has sent back for its section ``activity``."""
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    fill_all(client, draft)
    send(client, draft)
    case = bring_to("hub_check", Case.objects.get())
    asked = {"result": "send_back", "opinion": "", "sections": ["activity"], "reason": "実施場所を詳しく。"}
    return complete(case, make_staff("reviewer", case.hub), **asked, due_on="2099-03-31")


def begin_correction(client: Client, case: Case) -> Draft:
    begun = client.post(f"/mypage/cases/{case.pk}/correct/")
    return Draft.objects.get(pk=begun["Location"].split("/")[3])


def test_what_has_to_be_corrected_is_told_and_begun_once(client: Client, sent_back: Case) -> None:
    assert "あなたの番です" in text(client.get("/mypage/"))
    assert "実施場所を詳しく。" in text(client.get(f"/mypage/cases/{sent_back.pk}/"))
    assert begin_correction(client, sent_back) == begin_correction(client, sent_back)


def test_only_the_sections_that_were_asked_for_can_be_changed(client: Client, sent_back: Case) -> None:
    draft = begin_correction(client, sent_back)
    page = client.get(f"/mypage/drafts/{draft.pk}/")
    links = {a["href"] for a in soup(page).select(".kz-steps a")}
    assert links == {f"/mypage/drafts/{draft.pk}/activity/", f"/mypage/drafts/{draft.pk}/review/"}
    assert "まだ直していません" in text(page)
    assert "送ったままで変わりません" in text(page)
    assert client.get(f"/mypage/drafts/{draft.pk}/budget/").status_code == 302
    client.post(f"/mypage/drafts/{draft.pk}/budget/", {"requested_yen": "1", "action": "list"})
    assert draft.sections.get(key="budget").answers["requested_yen"] == 50_000


def test_a_correction_becomes_the_next_submission_once_and_shows_what_changed(client: Client, sent_back: Case) -> None:
    draft = begin_correction(client, sent_back)
    assert write(client, draft, "activity", {"place": "試験町会館 二階集会室"}).status_code == 302
    review = client.get(f"/mypage/drafts/{draft.pk}/review/")
    assert [tag.get_text() for tag in soup(review).select("del, ins")] == ["試験町会館", "試験町会館 二階集会室"]
    for _try in range(2):
        assert send(client, draft)["Location"] == f"/mypage/cases/{sent_back.pk}/receipt/"
    case = Case.objects.get()
    assert (case.step, case.correction) == ("hub_check", {})
    first, newest = case.submissions.order_by("number")
    assert newest.answers["activity"]["place"] == "試験町会館 二階集会室"
    assert newest.answers["budget"] == first.answers["budget"]
    assert newest.files.count() == 2
    assert first.answers["activity"]["place"] == "試験町会館"
    assert OutgoingMail.objects.filter(subject_ref=f"case:{case.pk}").count() == 3


def test_a_correction_that_a_colleague_sent_first_is_told_with_409(client: Client, sent_back: Case) -> None:
    mine = begin_correction(client, sent_back)
    colleague = make_user()
    make_membership(sent_back.group, colleague)
    other = Client()
    sign_in(other, colleague)
    theirs = begin_correction(other, sent_back)
    assert theirs != mine
    assert send(other, theirs).status_code == 302
    late = send(client, mine)
    assert late.status_code == 409
    assert "団体のほかの方がすでに送った" in text(late)
    assert sent_back.submissions.count() == 2


def test_an_application_is_withdrawn_after_a_question(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    fill_all(client, draft)
    send(client, draft)
    case = Case.objects.get()
    assert client.get(f"/mypage/cases/{case.pk}/withdraw/").status_code == 200
    assert Case.objects.get().outcome == ""
    client.post(f"/mypage/cases/{case.pk}/withdraw/", {"reason": "都合により"})
    case = Case.objects.get()
    assert (case.outcome, case.step) == ("withdrawn", "withdrawn")
    assert "取下げ" in text(client.get(f"/mypage/cases/{case.pk}/"))
    again = client.post(f"/mypage/cases/{case.pk}/withdraw/", {})
    assert again.status_code == 409
    assert "取り下げられません" in text(again)
    assert not soup(again).select(".kz-button--danger")
    assert case.events.filter(verb="withdrawn").count() == 1


def test_what_was_sent_can_be_read_again_with_its_files(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = begin(client, make_whole_call(), group)
    fill_all(client, draft)
    send(client, draft)
    case = Case.objects.get()
    page = client.get(f"/mypage/cases/{case.pk}/sent/1/")
    assert "𠮷田 髙子" in text(page)
    files = [a["href"] for a in soup(page).select(".kz-files a")]
    assert len(files) == 2
    opened = client.get(files[0])
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert "no-store" in opened["Cache-Control"]
