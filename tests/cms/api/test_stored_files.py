"""Files over the API: asked for again by their mark, and the letters of a case as the desk hands them out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from cms.audit.models import Refusal
from cms.jobs.worker import run_due
from cms.people.models import Role
from media.models import PrivateFile
from media.services import store_bytes
from tests.cms.api.matters import REQUEST, listed
from tests.cms.api.talking import Caller, case_path
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_coordination import make_drafted
from tests.factories_intake import make_draft_complete, make_whole_call, submitted_case
from tests.factories_letters import corrected
from tests.factories_people import make_staff
from workflows.cases.models import Case, CaseFile, CaseReading
from workflows.correspondence.models import Letter
from workflows.kinds.coordination.models import Agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided() -> Case:
    """A case with its letter, given out."""
    case = complete(bring_to("decision", make_case()), make_staff(Role.DIVISION_APPROVER))
    run_due()
    return Case.objects.get(pk=case.pk)


def is_marked(caller: Caller, path: str) -> None:
    """Read once, asked for again with its mark and with another."""
    first = caller.get(path)
    content = b"".join(first.streaming_content)
    again = caller.get(path, headers={"if-none-match": f'"other", {first["ETag"]}'})
    other = caller.get(path, headers={"if-none-match": '"other"'})

    assert (first.status_code, bool(content)) == (200, True)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "no-store" in first["Cache-Control"]
    assert "no-store" in again["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(again["Vary"].split(", "))
    assert b"".join(other.streaming_content) == content


def test_a_file_that_one_has_is_not_sent_again() -> None:
    case = submitted_case()
    kept = CaseFile.objects.filter(submission__case=case).first()
    draft = make_draft_complete(case.applicant, make_whole_call(), case.group)
    caller, staff = Caller(case.applicant), Caller(make_staff(Role.REVIEWER, hub=case.hub))

    assert kept is not None
    is_marked(caller, case_path(case.number, f"/files/{kept.pk}"))
    is_marked(staff, case_path(case.number, f"/files/{kept.pk}", desk=True))
    is_marked(caller, f"/drafts/{draft.pk}/files/{draft.files.all()[0].pk}")


def test_a_letter_that_one_has_is_not_sent_again(decided: Case) -> None:
    staff, letter = Caller(make_staff(Role.AUDITOR)), decided.letters.get()

    is_marked(Caller(decided.applicant), f"/me/letters/{letter.pk}/file")
    is_marked(staff, case_path(decided.number, f"/letters/{letter.pk}/file", desk=True))


def test_a_file_of_a_matter_that_one_has_is_not_sent_again() -> None:
    sides = make_drafted()
    Agreement.objects.filter(case=sides.case).update(agreed_on=timezone.localdate())
    made = store_bytes(owner=None, data=b"%PDF-1.7 agreement", name="合意書.pdf", content_type="application/pdf")
    Letter.objects.create(
        case=sides.case, outcome="agreed", branch=1, number="合意第1号", state="issued", dated_on=timezone.localdate(),
        code="AGREEMENT", notice="electronic", issued_at=timezone.now(), arrived_at=timezone.now(), file=made,
    )  # fmt: skip
    partner = Caller(sides.helper)
    is_marked(partner, f"{listed(partner, REQUEST)['href']}/files/agreement")


def test_a_mark_opens_nothing() -> None:
    """Who may not read the file, and whoever asks for one that is gone, learn nothing by its mark."""
    case = submitted_case()
    kept = CaseFile.objects.filter(submission__case=case).select_related("file")[0]
    path = case_path(case.number, f"/files/{kept.pk}")
    known = {"if-none-match": f'"{kept.file.sha256_stored[:32]}"'}
    foreign = Caller(submitted_case().applicant)

    assert Caller(case.applicant).get(path, headers=known).status_code == 304
    assert foreign.get(path, headers=known).status_code == 404
    assert Caller().get(path, headers=known).status_code == 401
    Path(settings.PRIVATE_ROOT, PrivateFile.objects.get(pk=kept.file_id).path).unlink()
    assert Caller(case.applicant).get(path, headers=known).status_code == 404
    assert Caller(case.applicant).get(path, headers={"if-none-match": "*"}).status_code == 404


def test_staff_read_every_version_of_a_letter_and_that_is_on_record(decided: Case) -> None:
    corrected(decided.letters.get(), reason="誤記のため")
    run_due()
    reader = make_staff(Role.REVIEWER, hub=decided.hub)
    staff = Caller(reader, language="en")
    newest, first = staff.get(case_path(decided.number, "/letters", desk=True)).json()

    assert [(one["version"], one["state"], one["is_in_force"]) for one in (newest, first)] == [
        (2, "issued", True),
        (1, "replaced", False),
    ]
    assert newest["reason"] == "誤記のため"
    for one in (newest, first):
        assert b"".join(staff.get(one["href"]).streaming_content).startswith(b"%PDF")
    doors = CaseReading.objects.filter(case=decided, reader=reader).order_by("pk").values_list("door", flat=True)
    assert list(doors) == ["api letters", "api letter", "api letter"]
    assert decided.letters.filter(opened_at__isnull=False).exists() is False


def test_a_letter_that_is_not_made_yet_is_listed_without_an_address(decided: Case) -> None:
    Letter.objects.filter(case=decided).update(state="parked", file=None, issued_at=None, parked_reason="字体")
    staff, letter = Caller(make_staff(Role.AUDITOR)), decided.letters.get()
    (told,) = staff.get(case_path(decided.number, "/letters", desk=True)).json()

    assert (told["href"], told["parked_reason"]) == (None, "字体")
    assert staff.get(case_path(decided.number, f"/letters/{letter.pk}/file", desk=True)).status_code == 404


def test_staff_find_no_letter_of_another_case_or_hub(decided: Case) -> None:
    letter, own = decided.letters.get(), make_case()
    staff = Caller(make_staff(Role.REVIEWER, hub=own.hub))
    tried = [
        (decided.number, "/letters"),
        *((one, f"/letters/{letter.pk}/file") for one in (own.number, decided.number)),
    ]

    assert [staff.get(case_path(number, rest, desk=True)).status_code for number, rest in tried] == [404] * 3
    assert Refusal.objects.filter(subject=f"letter:{letter.pk}", reason="not of this case").exists()
    assert Caller(decided.applicant).get(case_path(decided.number, "/letters", desk=True)).status_code in (403, 404)
