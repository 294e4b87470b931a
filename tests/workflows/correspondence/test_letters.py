"""Letters from order to arrival: numbers, versions, mail, posting, opening."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.core.errors import CaseError
from cms.jobs import outbox
from cms.jobs.models import OutboxItem
from cms.jobs.worker import run_due
from cms.mailings.models import OutgoingMail
from cms.people.models import GroupMembership
from media.models import PrivateFile
from tests.factories_letters import make_clerk, make_decided_case, make_programme
from tests.workflows.correspondence.conftest import pdf_bytes, pdf_text
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import services
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


def test_a_group_without_an_account_gets_the_letter_by_post(made: Made) -> None:
    case = make_decided_case(notice="electronic")
    GroupMembership.objects.filter(group=case.group).update(ended_at=timezone.now())
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
    letter = services.retry_letter(letter, actor=make_clerk())
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
        actor=make_clerk(),
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
            services.replace_text(parked, actor=make_clerk(), reason="代替", content_changes=changes)
    assert Letter.objects.count() == 1
