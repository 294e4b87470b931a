"""What applicants do at one moment over the API: saved, attached, asked for and sent once, or told. PostgreSQL only.

Every rule runs ≥ 20 rounds with its guards on, and once with every guard off, where the exact
wrong outcome is asserted.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from cms.people.models import CommunityGroup, User
from forms import attachments, saving
from forms.attachments import MAX_FORM_BYTES
from forms.models import Draft, DraftFile, DraftSection
from media.models import PrivateFile
from tests.cms.api.talking import Caller
from tests.cms.api.test_consultations import WISH
from tests.factories_intake import make_applicant, make_draft, make_whole_call, pdf
from tests.races.harness import meet_before, together, without_constraint, without_row_locks
from tests.races.test_consultations import (
    RULE,
    ask,
    drafts_of,
    make_optional_call,
    two_members,
    without_the_claim,
)
from tests.races.test_money import colleagues
from tests.races.test_uploads import stored
from workflows.cases.models import Case, Consultation
from workflows.cases.services import submission
from workflows.intake.reviewed import mark_of
from workflows.programmes.models import Call

pytestmark = [pytest.mark.races, pytest.mark.usefixtures("own_database")]
ROUNDS = 20
TITLES = ("甲", "乙")
SENDERS, FIT = 7, 5  # a question takes five files
SIZE = len(pdf(text="0").read())


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    """How often one person may do something is another rule."""
    settings.INTAKE_LIMITS = dict.fromkeys(settings.INTAKE_LIMITS, "100000/h")


def outcomes(answers: list[Any]) -> list[tuple[int, str]]:
    """Status and problem code of each, sorted; a racer that broke is shown as it is."""
    assert [one for one in answers if isinstance(one, Exception)] == []
    return sorted((one.status_code, one.json().get("code", "")) for one in answers)


def told(answers: list[Any]) -> Any:
    """The problem of the one that was not done."""
    (problem,) = [one.json() for one in answers if one.status_code >= 400]
    return problem


def begun() -> tuple[Draft, Caller]:
    user, group = make_applicant()
    return make_draft(user, make_whole_call(), group), Caller(user)


def version_of(draft: Draft) -> int:
    return DraftSection.objects.get(draft=draft, key="activity").revision


def saved_title(draft: Draft) -> str:
    return DraftSection.objects.get(draft=draft, key="activity").answers["title"]


def saving_title(caller: Caller, draft: Draft, title: str, version: int) -> Any:
    body = {"version": version, "answers": {"title": title}}
    return partial(caller.patch, f"/drafts/{draft.pk}/sections/activity", body)


def test_two_front_ends_that_save_one_section_are_one_save_and_one_question() -> None:
    """Whoever is slower reads the text of the other, is left with their own, and saves it once they have decided."""
    for _ in range(ROUNDS):
        draft, caller = begun()
        seen = version_of(draft)
        answers = together(*[saving_title(caller, draft, title, seen) for title in TITLES])
        assert outcomes(answers) == [(200, ""), (409, "changed")]
        won = next(title for title, one in zip(TITLES, answers, strict=True) if one.status_code == 200)
        lost = next(title for title in TITLES if title != won)
        assert (saved_title(draft), version_of(draft)) == (won, seen + 1)
        clash = told(answers)
        assert [(one["pointer"], won in one["detail"]) for one in clash["errors"]] == [("/answers/title", True)]
        assert clash["version"] == seen + 1
        assert saving_title(caller, draft, lost, clash["version"])().status_code == 200
        assert saved_title(draft) == lost


def test_control_without_locks_one_text_is_lost_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    draft, caller = begun()
    seen = version_of(draft)
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, saving, "_write", 2)
    answers = together(*[saving_title(caller, draft, title, seen) for title in TITLES])
    assert outcomes(answers) == [(200, ""), (200, "")]
    assert {one.json()["version"] for one in answers} == {version_of(draft)} == {seen + 1}
    assert saved_title(draft) in TITLES


def uploads(draft: Draft, caller: Caller, *texts: int) -> list[Any]:
    """One request each at one moment, each with a file of SIZE bytes; the same text is the same file."""
    address = f"/drafts/{draft.pk}/files"
    return together(*[partial(caller.upload, address, "rules", pdf(f"{one}.pdf", text=str(one))) for one in texts])


def bytes_of(draft: Draft) -> int:
    return int(draft.files.aggregate(total=Sum("file__size"))["total"])


def nearly_full() -> tuple[Draft, Caller]:
    """A draft with room for two files of SIZE bytes, and one byte less than a third would need."""
    draft, caller = begun()
    (first,) = uploads(draft, caller, SENDERS)
    kept = DraftFile.objects.get(pk=first.json()["id"])
    PrivateFile.objects.filter(pk=kept.file_id).update(size=MAX_FORM_BYTES - 2 * SIZE - (SIZE - 1))
    return draft, caller


def assert_fitting(answers: list[Any], fit: int, sentence: str) -> None:
    """Exactly ``fit`` were kept, the others told why at the file, and no bytes lie about without a row."""
    refused = [(422, "incomplete")] * (len(answers) - fit)
    assert outcomes(answers) == [(201, "")] * fit + refused
    faults = [one.json()["errors"] for one in answers if one.status_code == 422]
    assert {(one["pointer"], sentence in one["detail"]) for (one,) in faults} == {("/file", True)}, faults
    assert stored() == PrivateFile.objects.count() == DraftFile.objects.count()


def test_parallel_uploads_over_the_api_never_exceed_the_number_of_files() -> None:
    for _ in range(ROUNDS):
        draft, caller = begun()
        assert_fitting(uploads(draft, caller, *range(SENDERS)), FIT, f"{FIT}件まで")
        assert draft.files.filter(question="rules").count() == FIT


def test_parallel_uploads_over_the_api_never_exceed_the_bytes_of_a_form() -> None:
    for _ in range(ROUNDS):
        draft, caller = nearly_full()
        assert_fitting(uploads(draft, caller, 0, 1, 2), 2, "50MBまで")
        assert bytes_of(draft) == MAX_FORM_BYTES - (SIZE - 1)


def test_one_file_sent_five_times_at_once_is_one_file() -> None:
    for _ in range(ROUNDS):
        draft, caller = begun()
        answers = uploads(draft, caller, *[0] * 5)
        assert outcomes(answers) == [(201, "")] * 5
        assert {one.json()["id"] for one in answers} == {draft.files.get().pk}
    assert stored() == PrivateFile.objects.count() == ROUNDS


def test_control_without_locks_a_form_has_too_many_files_too_many_bytes_and_one_file_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many, heavy, twice = begun(), nearly_full(), begun()
    without_row_locks(monkeypatch)
    for (draft, caller), texts in ((many, range(SENDERS)), (heavy, range(3)), (twice, (0, 0))):
        with monkeypatch.context() as held:
            meet_before(held, attachments, "record", len(texts))
            assert outcomes(uploads(draft, caller, *texts)) == [(201, "")] * len(texts)
    assert many[0].files.count() == SENDERS > FIT
    assert bytes_of(heavy[0]) == MAX_FORM_BYTES + 1
    assert twice[0].files.count() == 2


def asking(user: User, call: Call, group: CommunityGroup) -> Any:
    return partial(Caller(user).post, "/consultations", {"call": call.slug, "group": group.pk, "input": WISH})


def test_two_members_who_ask_at_once_over_the_api_get_one_consultation() -> None:
    members, group = two_members()
    for _ in range(ROUNDS):
        call = make_optional_call()
        answers = together(*[asking(user, call, group) for user in members])
        assert outcomes(answers) == [(201, ""), (409, "refused")]
        assert Consultation.objects.filter(call=call).count() == 1


def test_control_without_the_constraint_both_get_a_consultation(monkeypatch: pytest.MonkeyPatch) -> None:
    members, group = two_members()
    call = make_optional_call()
    without_constraint(Consultation, RULE)
    meet_before(monkeypatch, Consultation, "save", 2)
    assert outcomes(together(*[asking(user, call, group) for user in members])) == [(201, ""), (201, "")]
    assert Consultation.objects.filter(call=call, group=group).count() == 2


def sent(draft: Draft) -> Any:
    """A job: its owner sends the draft as it is now."""
    body = {"version": mark_of(draft), "declared": True}
    return partial(Caller(draft.owner).post, f"/drafts/{draft.pk}/submit", body)


def test_of_two_applications_sent_at_once_over_the_api_one_takes_the_consultation() -> None:
    members, group = two_members()
    for _ in range(ROUNDS):
        Draft.objects.update(sent_at=None, discarded_at=timezone.now())  # the limit per hour is another rule
        call = make_optional_call()
        asked = ask(call, members[0], group)
        answers = together(*[sent(draft) for draft in drafts_of(members, call, group)])
        assert outcomes(answers) == [(201, ""), (201, "")]
        cases = Case.objects.filter(number__in=[one.json()["number"] for one in answers])
        assert sorted(cases.values_list("step", "consultation")) == [("consultation", asked.pk), ("receive", None)]


def test_control_without_guards_two_applications_take_one_consultation(monkeypatch: pytest.MonkeyPatch) -> None:
    members, group = two_members()
    call = make_optional_call()
    asked = ask(call, members[0], group)
    jobs = [sent(draft) for draft in drafts_of(members, call, group)]
    without_the_claim(monkeypatch)
    assert outcomes(together(*jobs)) == [(201, ""), (201, "")]
    assert list(Case.objects.values_list("step", "consultation")) == [("consultation", asked.pk)] * 2


def test_two_people_of_one_group_who_send_at_once_over_the_api_make_one_case() -> None:
    """The slower reads which application there is already."""
    call = make_whole_call(programme={"applications_per_group": 1})
    for _ in range(ROUNDS):
        group, drafts = colleagues(call)
        answers = together(*[sent(draft) for draft in drafts])
        assert outcomes(answers) == [(201, ""), (409, "refused")]
        assert told(answers)["case"] == Case.objects.get(group=group).number
        assert Draft.objects.filter(pk__in=[one.pk for one in drafts], sent_at=None).count() == 1


def test_control_without_guards_one_group_applies_twice_over_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    group, drafts = colleagues(make_whole_call(programme={"applications_per_group": 1}))
    jobs = [sent(draft) for draft in drafts]
    without_row_locks(monkeypatch)
    meet_before(monkeypatch, submission, "open_case", 2)
    assert outcomes(together(*jobs)) == [(201, ""), (201, "")]
    assert Case.objects.filter(group=group).count() == 2
