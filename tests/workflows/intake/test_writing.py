"""Nothing that a person has written is lost: two tabs, ended sessions, refused files, bad input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from forms.models import Draft, HeldText
from tests.factories_intake import (
    TYPED,
    make_applicant,
    make_draft_complete,
    make_whole_call,
    pdf,
)
from tests.sign_in import sign_in
from tests.workflows.intake.browser import (
    answers,
    begin,
    fill_all,
    hidden,
    opened,
    saved,
    send,
    soup,
    text,
    upload,
    write,
)
from workflows.cases.models import Case
from workflows.programmes.models import Call

pytestmark = pytest.mark.django_db


def test_a_section_is_kept_also_with_mistakes_and_tells_them_beside_the_field(client: Client, draft: Draft) -> None:
    answer = write(client, draft, "activity", {**TYPED["activity"], "from_on": "いつか"})
    assert answer.status_code == 422
    assert "id_from_on_error" in soup(answer).select_one("#id_from_on")["aria-describedby"]
    assert soup(answer).select_one("#id_from_on_error") is not None
    assert saved(draft, "activity", "from_on") == "いつか"
    assert write(client, draft, "activity", {"from_on": "いつか"}, action="list").status_code == 302


def test_a_second_tab_shows_both_texts_and_keeps_the_one_that_is_chosen(client: Client, draft: Draft) -> None:
    first, second = opened(client, draft, "activity"), opened(client, draft, "activity")
    address = f"/mypage/drafts/{draft.pk}/activity/"
    client.post(address, {**first, "title": "一つ目の画面", "purpose": "同じ", "action": "list"})
    clash = client.post(address, {**second, "title": "二つ目の画面", "purpose": "同じ", "action": "list"})
    assert clash.status_code == 409
    assert "一つ目の画面" in text(clash)
    assert "二つ目の画面" in text(clash)
    assert saved(draft, "activity", "title") == "一つ目の画面"
    carried = hidden(clash, f'form[action="{address}"]')
    client.post(address, {**carried, "keep-title": "saved", "action": "list"})
    assert saved(draft, "activity", "title") == "一つ目の画面"
    client.post(address, {**carried, "keep-title": "posted", "action": "list"})


def test_after_a_clash_the_text_can_be_written_anew_with_both_in_sight(client: Client, draft: Draft) -> None:
    first, second = opened(client, draft, "activity"), opened(client, draft, "activity")
    address = f"/mypage/drafts/{draft.pk}/activity/"
    client.post(address, {**first, "title": "一つ目の画面", "action": "list"})
    clash = client.post(address, {**second, "title": "二つ目の画面", "action": "list"})
    page = client.post(address, {**hidden(clash, f'form[action="{address}"]'), "action": "edit"})
    assert soup(page).select_one("#id_title")["value"] == "二つ目の画面"
    assert "一つ目の画面" in text(page)
    assert saved(draft, "activity", "title") == "一つ目の画面"
    new = hidden(page, f'form[action="{address}"]')
    assert client.post(address, {**new, "title": "両方を見て", "action": "list"}).status_code == 302
    assert saved(draft, "activity", "title") == "両方を見て"


def test_autosave_answers_with_the_new_revision_and_409_for_a_clash(client: Client, draft: Draft) -> None:
    tab, other = opened(client, draft, "activity"), opened(client, draft, "activity")
    address = f"/mypage/drafts/{draft.pk}/activity/autosave/"
    first = client.post(address, {**tab, "title": "書きかけ"})
    assert first.json()["saved"] is True
    assert client.post(address, {**other, "title": "別の画面"}).status_code == 409
    assert client.post(address, {**tab, "revision": first.json()["revision"], "title": "続き"}).json()["saved"] is True
    assert saved(draft, "activity", "title") == "続き"


def test_text_posted_after_the_session_ended_is_back_after_signing_in(client: Client, draft: Draft) -> None:
    tab = opened(client, draft, "activity")
    client.logout()
    address = f"/mypage/drafts/{draft.pk}/activity/"
    away = client.post(address, {**tab, "title": "消えてはいけない文", "action": "next"})
    assert away["Location"].startswith("/accounts/login/?")
    back = parse_qs(urlsplit(away["Location"]).query)["next"][0]
    assert "消えてはいけない文" not in away["Location"]
    sign_in(client, draft.owner)
    for _reload in range(2):
        page = client.get(back)
        assert soup(page).select_one("#id_title")["value"] == "消えてはいけない文"
    assert saved(draft, "activity", "title") == ""
    form = hidden(page, f'form[action="{address}"]')
    client.post(address, {**form, "title": "消えてはいけない文", "action": "list"})
    assert saved(draft, "activity", "title") == "消えてはいけない文"
    assert not HeldText.objects.exists()


def test_held_text_is_shown_to_the_owner_only(client: Client, draft: Draft) -> None:
    client.logout()
    away = client.post(f"/mypage/drafts/{draft.pk}/activity/", {"title": "秘密の文"})
    back = parse_qs(urlsplit(away["Location"]).query)["next"][0]
    stranger, _group = make_applicant()
    sign_in(client, stranger)
    answer = client.get(back)
    assert answer.status_code == 404
    assert "秘密の文" not in text(answer)


def test_an_expired_csrf_token_on_our_own_page_costs_no_text(draft: Draft) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, draft.owner)
    address = f"/mypage/drafts/{draft.pk}/activity/"
    away = client.post(address, {"title": "残る文"}, headers={"origin": "http://testserver"})
    assert away.status_code == 302
    assert soup(client.get(away["Location"])).select_one("#id_title")["value"] == "残る文"
    assert saved(draft, "activity", "title") == ""


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {}, {"referer": "https://evil.example/"}])
def test_another_site_can_put_no_word_into_a_draft(draft: Draft, headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, draft.owner)
    answer = client.post(f"/mypage/drafts/{draft.pk}/activity/", {"title": "外から"}, headers=headers)
    assert answer.status_code == 403
    assert not HeldText.objects.exists()


def test_sending_with_an_ended_session_leads_to_the_review_after_signing_in(client: Client, draft: Draft) -> None:
    client.logout()
    away = send(client, draft)
    assert away["Location"] == f"/mypage/drafts/{draft.pk}/review/"
    assert client.get(away["Location"])["Location"].startswith("/accounts/login/?next=")
    assert not Case.objects.exists()


def test_a_refused_file_is_told_beside_its_field_and_costs_nothing_else(client: Client, draft: Draft) -> None:
    assert upload(client, draft, "rules").status_code == 302
    refused = upload(client, draft, "officers", SimpleUploadedFile("officers.pdf", b"MZ not a pdf"))
    assert refused.status_code == 422
    assert soup(refused).select_one("#file-officers_error") is not None
    assert soup(refused).select_one("#file-rules_error") is None
    assert [one.file.name for one in draft.files.all()] == ["rules.pdf"]
    nothing = client.post(f"/mypage/drafts/{draft.pk}/files/officers/attach/")
    assert nothing.status_code == 422


def test_an_attached_file_can_be_looked_at_and_removed(client: Client, draft: Draft) -> None:
    upload(client, draft, "rules")
    one = draft.files.get()
    shown = client.get(f"/mypage/drafts/{draft.pk}/files/{one.pk}/")
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    assert client.get(f"/mypage/drafts/{draft.pk}/files/{one.pk}/remove/").status_code == 405
    client.post(f"/mypage/drafts/{draft.pk}/files/{one.pk}/remove/")
    assert not draft.files.exists()


@pytest.mark.parametrize("bad", ["字\x00", "あ" * 1_000_000, "\ufffd"])
def test_text_that_cannot_be_kept_is_told_and_everything_else_stays(client: Client, draft: Draft, bad: str) -> None:
    write(client, draft, "activity", {"title": "前の題"}, action="list")
    answer = write(client, draft, "activity", {"title": bad, "place": "会館"}, action="list")
    assert answer.status_code in (302, 413, 422)
    if answer.status_code == 422:
        assert soup(answer).select_one("#id_title_error") is not None
    if answer.status_code != 413:
        assert saved(draft, "activity", "place") == "会館"
    assert "\x00" not in saved(draft, "activity", "title")


def test_more_budget_lines_come_by_a_button_and_nothing_typed_is_lost(client: Client, draft: Draft) -> None:
    page = write(client, draft, "budget", {**TYPED["budget"], "add_rows": "expenses"}, action="")
    assert page.status_code == 200
    rows = soup(page).select_one("input[name=expenses-rows]")
    assert rows is not None
    assert int(str(rows["value"])) > 1
    assert soup(page).select_one("input[name=expenses-0-amount]")["value"] == "60,000"


def test_sums_that_do_not_agree_and_amounts_over_the_cap_are_told_beside_their_fields(
    client: Client, draft: Draft
) -> None:
    wrong = {**TYPED["budget"], "income-1-amount": "9,000", "requested_yen": "70,001"}
    answer = write(client, draft, "budget", wrong)
    assert answer.status_code == 422
    assert "59,000円" in soup(answer).select_one("#id_income_error").get_text()
    assert "70,001円" in soup(answer).select_one("#id_requested_yen_error").get_text()
    assert saved(draft, "budget", "requested_yen") == "70,001"
    mend = client.get(f"/mypage/drafts/{draft.pk}/budget/?mend=1")
    assert soup(mend).select_one("#id_income_error") is not None
    assert write(client, draft, "budget", TYPED["budget"]).status_code == 302


def test_a_draft_is_thrown_away_after_a_question(client: Client, draft: Draft) -> None:
    upload(client, draft, "rules")
    assert client.get(f"/mypage/drafts/{draft.pk}/discard/").status_code == 200
    draft.refresh_from_db()
    assert draft.discarded_at is None
    client.post(f"/mypage/drafts/{draft.pk}/discard/")
    assert client.get(f"/mypage/drafts/{draft.pk}/").status_code == 404
    assert not draft.sections.exists()


def test_a_call_that_closes_while_the_form_is_open_keeps_the_text_and_says_whom_to_ask(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    call = make_whole_call()
    draft = begin(client, call, group)
    fill_all(client, draft)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    late = send(client, draft)
    assert late.status_code == 409
    assert "書いた内容はマイページに残っています" in text(late)
    assert group.hub.name in text(late)
    assert not Case.objects.exists()
    assert client.get(f"/mypage/drafts/{draft.pk}/").status_code == 200


def test_a_closed_call_begins_nothing(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    call = make_whole_call(closes_at=timezone.now() - timedelta(days=1))
    page = client.get(f"/calls/{call.slug}/start/?{answers(call)}")
    assert "いま受け付けていません" in text(page)
    assert not Draft.objects.exists()


def test_uploads_are_limited_with_a_page_that_says_when_to_go_on(client: Client, draft: Draft, settings: Any) -> None:
    settings.INTAKE_LIMITS = {**settings.INTAKE_LIMITS, "upload": "2/h"}
    given = [upload(client, draft, "rules", pdf(f"{number}.pdf", text=str(number))) for number in range(3)]
    assert [answer.status_code for answer in given] == [302, 302, 429]
    assert int(given[-1]["Retry-After"]) > 0
    assert "分ほどたってから" in text(given[-1])
    assert draft.files.count() == 2


def test_the_limit_of_uploads_lasts_its_hour_and_says_how_long(client: Client, draft: Draft, settings: Any) -> None:
    settings.INTAKE_LIMITS = {**settings.INTAKE_LIMITS, "upload": "1/h"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert upload(client, draft, "rules", pdf("1.pdf", text="1")).status_code == 302
        clock.shift(1200)
        late = upload(client, draft, "rules", pdf("2.pdf", text="2"))
        assert (late.status_code, late["Retry-After"]) == (429, "2400")
        clock.shift(2401)
        assert upload(client, draft, "rules", pdf("3.pdf", text="3")).status_code == 302


def test_a_complete_draft_is_sent_at_most_thirty_times_an_hour(client: Client) -> None:
    user, group = make_applicant()
    sign_in(client, user)
    draft = make_draft_complete(user, make_whole_call(), group)
    now = timezone.now()
    Draft.objects.bulk_create(
        Draft(owner=user, subject="call:1", version=draft.version, sent_at=now) for _number in range(30)
    )
    answer = send(client, draft)
    assert answer.status_code == 429
    draft.refresh_from_db()
    assert draft.sent_at is None


def test_writing_anew_after_a_conflict_does_not_overwrite_a_third_text_unseen(client: Client, draft: Draft) -> None:
    address = f"/mypage/drafts/{draft.pk}/activity/"
    one, two = opened(client, draft, "activity"), opened(client, draft, "activity")
    client.post(f"{address}autosave/", {**one, "title": "第一"})
    clash = client.post(address, {**two, "title": "自分の文", "action": "list"})
    carried = hidden(clash, f'form[action="{address}"]')
    third = {**opened(client, draft, "activity"), "title": "第三"}
    assert client.post(f"{address}autosave/", third).json()["saved"]
    anew = client.post(address, {**carried, "action": "edit"})
    given = {**hidden(anew, f'form[action="{address}"]'), "title": "書き直した文", "action": "list"}
    again = client.post(address, given)
    assert again.status_code == 409
    assert "第三" in text(again)
    assert saved(draft, "activity", "title") == "第三"
    chosen = hidden(again, f'form[action="{address}"]')
    assert client.post(address, {**chosen, "action": "list"}).status_code == 302
    assert saved(draft, "activity", "title") == "書き直した文"


def test_autosave_names_the_text_that_it_could_not_keep(client: Client, draft: Draft) -> None:
    address = f"/mypage/drafts/{draft.pk}/activity/"
    given = {**opened(client, draft, "activity"), "title": "残る題", "purpose": "あ" * 20_001}
    assert client.post(f"{address}autosave/", given).json()["unkept"] == ["目的"]
    assert saved(draft, "activity", "title") == "残る題"
    assert soup(client.get(address)).select_one("[data-autosave-state]")["data-unkept"].startswith("次の項目を除いて")
