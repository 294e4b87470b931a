"""Corrections of a letter are new versions; posting and opening are recorded once."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.core.errors import CaseError, Forbidden
from cms.jobs.worker import run_due
from cms.people.models import HubRole, User
from tests.factories_letters import corrected, make_clerk, make_decided_case, submit
from tests.factories_people import make_membership, make_staff, make_user
from tests.workflows.correspondence.conftest import pdf_bytes, pdf_text
from workflows.cases.models import Case, CaseEvent
from workflows.correspondence import places, services
from workflows.correspondence.models import Letter, LetterCorrection

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]


def _verbs(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("verb", flat=True))


ADDRESS = {"addressee.address": "見本区見本町9-9-9"}


def ask(letter: Letter, actor: User | None = None, reason: str = "所在地の誤り", **changes: str) -> LetterCorrection:
    changes = {path.replace("__", "."): text for path, text in changes.items()} or ADDRESS
    return services.ask_correction(letter, actor=actor or make_clerk(), reason=reason, changes=changes)


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    before = pdf_bytes(old)
    new = corrected(old)
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
    issued = ["letter_owed", "letter_issued"]
    assert _verbs(case) == [*issued, "letter_correction_asked", *issued, "letter_replaced"]


def test_what_was_asked_for_changes_nothing_before_another_person_confirms_it(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    asked = ask(letter)
    run_due()
    letter.refresh_from_db()
    assert (letter.state, Letter.objects.filter(case=case).count()) == (Letter.State.ISSUED, 1)
    new = services.confirm_correction(asked, actor=make_staff("division_approver"))
    event = CaseEvent.objects.filter(case=case, verb="letter_owed").order_by("-seq")[0]
    assert (new.created_by, event.payload["asked_by"]) == (asked.asked_by, asked.asked_by_id)
    assert event.actor != asked.asked_by


def test_who_asked_who_drafted_and_who_belongs_to_the_group_confirm_nothing(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    both = make_staff("division_reviewer")
    HubRole.objects.create(user=both, role="division_approver", from_on=datetime.date(2020, 4, 1))
    asked = ask(letter, actor=both)
    drafter, member = make_staff("division_approver"), make_staff("division_approver")
    Case.objects.filter(pk=case.pk).update(drafted_by=drafter)
    make_membership(case.group, member)
    for person in (both, drafter, member, make_clerk(), make_staff("auditor"), make_user()):
        with pytest.raises(Forbidden):
            services.confirm_correction(asked, actor=person)
    assert Letter.objects.filter(case=case).count() == 1
    assert asked.changes == ADDRESS


def test_only_the_division_asks_and_never_for_its_own_group(made: Made) -> None:
    case = make_decided_case(notice="post")
    letter = made(case)
    member = make_clerk()
    make_membership(case.group, member)
    for person in (member, make_staff("division_approver"), make_staff("auditor"), make_user()):
        with pytest.raises(Forbidden):
            ask(letter, actor=person)
        with pytest.raises(Forbidden):
            services.record_posting(letter, actor=person, posted_on=timezone.localdate())
    assert not LetterCorrection.objects.exists()


def test_a_declined_correction_leaves_the_letter_and_keeps_no_text_in_its_row(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    asked = ask(letter)
    approver = make_staff("division_approver")
    with pytest.raises(CaseError):
        services.decline_correction(asked, actor=approver, reason=" ")
    with pytest.raises(Forbidden):
        services.decline_correction(asked, actor=make_clerk(), reason="不要")
    services.decline_correction(asked, actor=approver, reason="登記のとおりで正しいため")
    asked.refresh_from_db()
    assert (asked.state, asked.changes, asked.decided_by) == ("declined", {}, approver)
    with pytest.raises(CaseError):
        services.confirm_correction(asked, actor=make_staff("division_approver"))
    again = ask(letter)
    services.decline_correction(again, actor=again.asked_by, reason="書き誤り")
    assert Letter.objects.filter(case=case).count() == 1
    assert _verbs(case).count("letter_correction_declined") == 2


def test_only_the_newest_issued_letter_can_be_corrected_once_at_a_time(made: Made) -> None:
    case = make_decided_case()
    old = made(case)
    ask(old)
    with pytest.raises(CaseError):
        ask(old)
    new = services.confirm_correction(LetterCorrection.objects.get(), actor=make_staff("division_approver"))
    for letter in (old, new):
        with pytest.raises(CaseError):
            ask(letter)
    assert Letter.objects.filter(case=case).count() == 2


def test_the_database_keeps_one_request_at_a_time_and_two_people_apart(made: Made) -> None:
    asked = ask(made(make_decided_case()))
    second = LetterCorrection(letter=asked.letter, changes=ADDRESS, reason="誤り", asked_by=asked.asked_by)
    with pytest.raises(IntegrityError, match="letter_correction_one_at_a_time|UNIQUE"), transaction.atomic():
        second.save()
    alone = LetterCorrection.objects.filter(pk=asked.pk)
    with pytest.raises(IntegrityError, match="letter_correction_by_two_people"), transaction.atomic():
        alone.update(state="confirmed", decided_by=asked.asked_by, result=asked.letter)


def test_a_correction_cannot_change_what_was_decided_nor_the_text(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    open_paths = {place.path for place in places.correctable(letter.content)}
    for place in places.places(letter.content):
        decided = "70,000" in place.text or "80,000" in place.text or place.path.startswith("body.")
        if decided or place.path in {"number", "verification.code", "date", "title"}:
            assert place.path not in open_paths
            with pytest.raises(CaseError):
                ask(letter, **{place.path.replace(".", "__"): "別の内容"})
    assert {"addressee.name", "sender.name", "contact.lines.0", "items.0.lines.0"} <= open_paths


def test_a_correction_needs_a_reason_and_a_difference(made: Made) -> None:
    letter = made(make_decided_case())
    for reason in ("", " 　", "長" * 201):
        with pytest.raises(CaseError):
            ask(letter, reason=reason)
    with pytest.raises(CaseError):
        ask(letter, addressee__address=letter.content["addressee"]["address"])


def test_personal_values_of_a_correction_stay_out_of_the_chain(made: Made) -> None:
    case = make_decided_case()
    corrected(made(case), reason="氏名の誤り", changes={"addressee.name": "濵邉 花子"})
    events = CaseEvent.objects.filter(case=case, verb__in=["letter_correction_asked", "letter_owed"]).order_by("seq")
    for event in list(events)[1:]:
        assert "濵邉" not in str(event.payload)
        assert "氏名の誤り" not in str(event.payload)
        told = {"place": "宛名の氏名", "before": "髙﨑 𠮷德", "after": "濵邉 花子"}
        assert event.details.values["changes"] == [told]


def test_other_characters_stand_for_those_that_cannot_be_printed_and_for_no_others(made: Made) -> None:
    case = make_decided_case(group_fields={"name": "\U0002a6a5町会"}, title="\U0002a6a5町会の祭り")
    parked = made(case)
    body = next(place for place in places.holes(parked.content) if place.path.startswith("body."))
    rest = {place.path: place.text.replace("\U0002a6a5", "龍") for place in places.holes(parked.content)}
    rewritten = {**rest, body.path: "申請額の全額を交付します。"}
    with pytest.raises(CaseError, match="本文"):
        services.replace_text(parked, actor=make_clerk(), reason="代替", content_changes=rewritten)
    new = services.replace_text(parked, actor=make_clerk(), reason="代替表記", content_changes=rest)
    assert "龍町会" in new.content["addressee"]["group"]


def test_an_old_version_is_not_posted_while_a_newer_one_is_on_its_way(made: Made) -> None:
    letter = made(make_decided_case(notice="post"))
    today = timezone.localdate()
    asked = ask(letter)
    with pytest.raises(CaseError):
        services.record_posting(letter, actor=make_clerk(), posted_on=today)
    new = services.confirm_correction(asked, actor=make_staff("division_approver"))
    with pytest.raises(CaseError, match=new.number):
        services.record_posting(letter, actor=make_clerk(), posted_on=today)
    run_due()
    new.refresh_from_db()
    assert services.record_posting(new, actor=make_clerk(), posted_on=today).posted_on == today


def test_an_electronic_letter_is_not_posted(made: Made) -> None:
    letter = made(make_decided_case(notice="electronic"))
    with pytest.raises(CaseError):
        services.record_posting(letter, actor=make_clerk(), posted_on=timezone.localdate())
    letter.refresh_from_db()
    assert letter.posted_on is None


def test_posting_is_recorded_once_and_can_be_set_right(made: Made) -> None:
    case = make_decided_case(notice="post")
    clerk = make_clerk()
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
            services.record_posting(letter, actor=make_clerk(), posted_on=day)


def test_a_letter_that_is_not_there_or_not_made_cannot_be_posted_or_opened() -> None:
    case = make_decided_case(notice="post")
    with pytest.raises(CaseError):
        services.record_posting(services.current_letter(case), actor=make_clerk(), posted_on=timezone.localdate())
    with transaction.atomic():
        letter = services.issue_letter(case, actor=None, outcome="granted")
    with pytest.raises(CaseError):
        services.record_posting(letter, actor=make_clerk(), posted_on=timezone.localdate())
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
