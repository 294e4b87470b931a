"""Letters from order to arrival: numbers, versions, mail, posting, opening."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.core.errors import CaseError
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from media.models import PrivateFile
from tests.factories_letters import make_decided_case, make_programme, submit
from tests.factories_people import make_user
from tests.workflows.correspondence.conftest import pdf_bytes, pdf_text
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import places, services
from workflows.correspondence.models import Letter
from workflows.correspondence.signals import letter_issued

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]


def _verbs(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))


@pytest.fixture
def heard() -> Iterator[list[Letter]]:
    """Letters that the signal told of."""
    letters: list[Letter] = []

    def hear(letter: Letter, **kwargs: object) -> None:
        letters.append(letter)

    letter_issued.connect(hear)
    yield letters
    letter_issued.disconnect(hear)


def test_ordering_numbers_the_letter_freezes_it_and_owes_its_pdf() -> None:
    case = make_decided_case()
    with transaction.atomic():
        letter = services.issue_letter(case, actor=case.decided_by, outcome="granted")
    assert letter.number == f"{case.number}の1"
    assert letter.state == Letter.State.RENDERING
    assert letter.dated_on == timezone.localdate()
    assert OutboxItem.objects.get(key=f"letter:{letter.pk}").payload == {"letter": letter.pk}
    assert _verbs(case) == ["letter_owed"]


def test_ordering_twice_gives_one_letter() -> None:
    case = make_decided_case()
    with transaction.atomic():
        first = services.issue_letter(case, actor=None, outcome="granted")
        second = services.issue_letter(case, actor=None, outcome="granted")
    assert first == second
    assert Letter.objects.filter(case=case).count() == 1


def test_the_database_refuses_a_second_first_version() -> None:
    case = make_decided_case()
    with transaction.atomic():
        letter = services.issue_letter(case, actor=None, outcome="granted")
    letter.pk, letter.branch, letter.number, letter.code = None, 2, "another", "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)


def test_a_letter_cannot_say_what_was_not_decided() -> None:
    case = make_decided_case("refused")
    with pytest.raises(CaseError), transaction.atomic():
        services.issue_letter(case, actor=None, outcome="granted")


def test_wording_with_an_unknown_mark_stops_the_order_and_names_the_mark() -> None:
    programme = make_programme()
    programme.letter_texts.filter(outcome="granted").update(body="{applied_on}の{amonut}円")
    case = make_decided_case(programme=programme)
    with pytest.raises(CaseError, match="amonut"), transaction.atomic():
        services.issue_letter(case, actor=None, outcome="granted")
    assert not Letter.objects.exists()


def test_a_programme_without_wording_stops_the_order() -> None:
    programme = make_programme()
    programme.letter_texts.all().delete()
    with pytest.raises(CaseError, match=programme.name), transaction.atomic():
        services.issue_letter(make_decided_case(programme=programme), actor=None, outcome="granted")


def test_an_electronic_letter_arrives_when_issued_and_a_mail_leads_to_it(made: Made, heard: list[Letter]) -> None:
    case = make_decided_case(notice="electronic", representative="髙﨑 𠮷德")
    letter = made(case)
    assert letter.state == Letter.State.ISSUED
    assert letter.arrived_at == letter.issued_at is not None
    assert heard == [letter]
    assert _verbs(case) == ["letter_owed", "letter_issued"]
    mail = OutgoingMail.objects.get(subject_ref=f"letter:{letter.pk}")
    assert mail.to == case.applicant.email
    assert f"http://testserver/mypage/letters/{letter.pk}/" in mail.text
    assert f"http://testserver/mypage/letters/{letter.pk}/" in mail.html


def test_the_mail_carries_no_personal_data_and_no_decision(made: Made, mailoutbox: list) -> None:
    case = make_decided_case(notice="electronic", representative="髙﨑 𠮷德")
    letter = made(case)
    run_due()
    told = [m for m in mailoutbox if f"/mypage/letters/{letter.pk}/" in m.body]
    assert len(told) == 1
    assert told[0].attachments == []
    whole = told[0].subject + told[0].body + "".join(str(part[0]) for part in told[0].alternatives)
    secrets = (
        "髙﨑", "𠮷德", case.group.name, case.title, case.number, case.person.name, case.programme.name,
        "70,000", "交付", letter.code,
    )  # fmt: skip
    assert [secret for secret in secrets if secret in whole] == []


def test_a_letter_by_post_arrives_by_post_and_no_mail_is_written(made: Made, heard: list[Letter]) -> None:
    letter = made(make_decided_case(notice="post"))
    assert letter.state == Letter.State.ISSUED
    assert letter.arrived_at is None
    assert heard == [letter]
    assert not OutgoingMail.objects.filter(subject_ref=f"letter:{letter.pk}").exists()


def test_who_has_no_account_gets_the_letter_by_post(made: Made) -> None:
    case = make_decided_case(notice="electronic")
    Case.objects.filter(pk=case.pk).update(applicant=None)
    assert made(Case.objects.get(pk=case.pk)).notice == Case.Notice.POST


def test_a_failing_listener_undoes_the_issuing(made: Made) -> None:
    def fail(**kwargs: object) -> None:
        raise ValueError("no")

    letter_issued.connect(fail)
    try:
        letter = made(make_decided_case())
    finally:
        letter_issued.disconnect(fail)
    assert letter.state == Letter.State.RENDERING
    assert letter.file is None
    assert not PrivateFile.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_worker_that_runs_twice_issues_once(made: Made, heard: list[Letter]) -> None:
    letter = made(make_decided_case())
    OutboxItem.objects.filter(key=f"letter:{letter.pk}").update(state="due", done_at=None)
    run_due()
    assert heard == [letter]
    assert PrivateFile.objects.count() == 1
    assert OutgoingMail.objects.filter(subject_ref=f"letter:{letter.pk}").count() == 1


def test_a_character_that_the_fonts_lack_parks_the_letter_and_is_named(made: Made, heard: list[Letter]) -> None:
    case = make_decided_case(representative="山田 \U0002a6a5子")
    letter = made(case)
    assert letter.state == Letter.State.PARKED
    assert letter.file is None
    assert "\U0002a6a5" in letter.parked_reason
    assert "U+2A6A5" in letter.parked_reason
    assert "宛名の氏名" in letter.parked_reason
    assert heard == []
    item = OutboxItem.objects.get(key=f"letter:{letter.pk}")
    assert item.state == OutboxItem.State.PARKED
    assert "\U0002a6a5" not in item.last_error
    assert _verbs(case) == ["letter_owed", "letter_parked"]


def test_a_variant_that_the_fonts_lack_parks_the_letter(made: Made) -> None:
    letter = made(make_decided_case(representative="葛\U000e01ef城"))
    assert letter.state == Letter.State.PARKED
    assert "U+845B U+E01EF" in letter.parked_reason


def test_trying_a_parked_letter_again_parks_it_again_while_nothing_changed(made: Made) -> None:
    case = make_decided_case(representative="\U0002a6a5")
    letter = made(case)
    letter = services.retry_letter(letter, actor=case.decided_by)
    assert letter.state == Letter.State.RENDERING
    run_due()
    letter.refresh_from_db()
    assert letter.state == Letter.State.PARKED


def test_trying_again_in_the_jobs_room_works_too(made: Made) -> None:
    letter = made(make_decided_case(representative="\U0002a6a5"))
    content = letter.content
    content["addressee"]["name"] = "山田 花子"
    Letter.objects.filter(pk=letter.pk).update(content=content)
    assert outbox.retry() == 1
    run_due()
    letter.refresh_from_db()
    assert letter.state == Letter.State.ISSUED


def test_a_letter_that_fails_five_times_is_parked_with_its_item(made: Made) -> None:
    letter = made(make_decided_case(representative="\U0002a6a5"))
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.RENDERING, content={"broken": True}, parked_reason="")
    OutboxItem.objects.filter(key=f"letter:{letter.pk}").update(state="due", attempts=4)
    run_due()
    letter.refresh_from_db()
    assert letter.state == Letter.State.PARKED
    assert letter.parked_reason


def test_other_characters_make_a_new_version_that_is_issued(made: Made) -> None:
    case = make_decided_case(representative="山田 \U0002a6a5子")
    parked = made(case)
    new = services.replace_text(
        parked,
        actor=case.decided_by,
        reason="書体にない文字の代替表記",
        content_changes={"addressee.name": "山田 花子"},
    )
    run_due()
    new.refresh_from_db()
    parked.refresh_from_db()
    assert (new.state, new.version, new.number) == (Letter.State.ISSUED, 2, f"{case.number}の2")
    assert parked.state == Letter.State.REPLACED
    assert OutboxItem.objects.get(key=f"letter:{parked.pk}").state == OutboxItem.State.DONE
    text = pdf_text(pdf_bytes(new))
    assert "山田花子様" in text
    assert "これに代わるものです" not in text
    assert list(services.readable_letters(case)) == [new]


def test_other_characters_replace_only_what_cannot_be_printed(made: Made) -> None:
    case = make_decided_case(representative="山田 \U0002a6a5子")
    parked = made(case)
    for changes in ({"items.1.lines.0": "金9,000,000円"}, {"addressee.name": "\U0002a6a5"}, {"addressee.name": " "}):
        with pytest.raises(CaseError):
            services.replace_text(parked, actor=case.decided_by, reason="代替", content_changes=changes)
    assert Letter.objects.count() == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    before = pdf_bytes(old)
    new = services.reissue(
        old, actor=case.decided_by, reason="所在地の誤り", changes={"addressee.address": "見本区見本町9-9-9"}
    )
    old.refresh_from_db()
    assert services.current_letter(case) == old  # in force until the new one is issued
    assert services.newest_letter(case) == new
    run_due()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (Letter.State.REPLACED, Letter.State.ISSUED)
    assert (new.version, new.branch, new.replaces) == (2, 2, old)
    assert new.code != old.code
    assert services.current_letter(case) == new
    assert pdf_bytes(old) == before
    text = pdf_text(pdf_bytes(new))
    assert "見本区見本町9-9-9" in text
    assert f"{old.content['date']}付け{old.number}の通知書を訂正し、これに代わるものです。" in text
    assert list(services.readable_letters(case)) == [old, new]
    assert _verbs(case) == ["letter_owed", "letter_issued", "letter_owed", "letter_issued", "letter_replaced"]


def test_only_the_newest_issued_letter_can_be_corrected(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    new = services.reissue(old, actor=case.decided_by, reason="誤り", changes={})
    for letter in (old, new):
        with pytest.raises(CaseError):
            services.reissue(letter, actor=case.decided_by, reason="誤り", changes={})
    assert Letter.objects.filter(case=case).count() == 2


def test_a_correction_cannot_change_what_was_decided(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    open_paths = {place.path for place in places.correctable(letter.content)}
    for place in places.places(letter.content):
        text = place.text
        if "70,000" in text or "80,000" in text or place.path in {"number", "verification.code", "date"}:
            assert place.path not in open_paths
            with pytest.raises(CaseError):
                services.reissue(letter, actor=case.decided_by, reason="誤り", changes={place.path: "別の内容"})


def test_a_new_version_needs_a_reason(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    for reason in ("", " 　", "長" * 201):
        with pytest.raises(CaseError):
            services.reissue(letter, actor=case.decided_by, reason=reason, changes={})


def test_personal_values_of_a_correction_stay_out_of_the_chain(made: Made) -> None:
    case = make_decided_case()
    services.reissue(made(case), actor=case.decided_by, reason="氏名の誤り", changes={"addressee.name": "濵邉 花子"})
    event = CaseEvent.objects.filter(case=case, verb="letter_owed").order_by("-seq")[0]
    assert "濵邉" not in str(event.payload)
    assert "氏名の誤り" not in str(event.payload)
    assert event.details.values["after"]["addressee"]["name"] == "濵邉 花子"


def test_posting_is_recorded_once_and_can_be_set_right(made: Made) -> None:
    case = make_decided_case(notice="post")
    clerk = make_user()
    letter = made(case)
    Letter.objects.filter(pk=letter.pk).update(dated_on=letter.dated_on - datetime.timedelta(days=3))
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    services.record_posting(letter, actor=clerk, posted_on=yesterday)
    services.record_posting(letter, actor=clerk, posted_on=yesterday)
    assert _verbs(case).count("letter_posted") == 1
    letter = services.record_posting(letter, actor=clerk, posted_on=today)
    assert (letter.posted_on, letter.posted_by) == (today, clerk)
    payload = CaseEvent.objects.filter(case=case, verb="letter_posted").order_by("-seq")[0].payload
    assert (payload["before"], payload["after"]) == (yesterday.isoformat(), today.isoformat())


def test_posting_lies_between_the_letter_and_today(made: Made) -> None:
    letter = made(make_decided_case(notice="post"))
    for day in (letter.dated_on - datetime.timedelta(days=1), timezone.localdate() + datetime.timedelta(days=1)):
        with pytest.raises(CaseError):
            services.record_posting(letter, actor=make_user(), posted_on=day)


def test_a_letter_that_is_not_there_or_not_made_cannot_be_posted_or_opened() -> None:
    case = make_decided_case(notice="post")
    with pytest.raises(CaseError):
        services.record_posting(services.current_letter(case), actor=make_user(), posted_on=timezone.localdate())
    with transaction.atomic():
        letter = services.issue_letter(case, actor=None, outcome="granted")
    with pytest.raises(CaseError):
        services.record_posting(letter, actor=make_user(), posted_on=timezone.localdate())
    with pytest.raises(CaseError):
        services.record_opening(letter, actor=make_user())


def test_only_the_first_opening_is_recorded(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    stale = Letter.objects.get(pk=letter.pk)
    opened = services.record_opening(letter, actor=case.applicant)
    assert opened.opened_at is not None
    again = services.record_opening(stale, actor=make_user())
    assert again.opened_at == opened.opened_at
    assert _verbs(case).count("letter_opened") == 1


def test_the_newest_submission_says_who_represents_the_group(made: Made) -> None:
    case = make_decided_case(representative="前の 会長")
    submit(case, number=2, representative="後の 会長", group_address="見本区新町2-2-2")
    text = pdf_text(pdf_bytes(made(case)))
    assert "後の会長様" in text
    assert "前の会長" not in text
    assert "見本区新町2-2-2" in text
