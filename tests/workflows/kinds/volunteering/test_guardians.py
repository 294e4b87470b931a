"""The guardian of a minor is somebody else, and consents by mail or on paper; what is unknown is no consent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cms.core.errors import CaseError
from cms.mailings.models import OutgoingMail
from tests.every_kind.driving import make_sender
from tests.factories_people import make_hub, make_staff
from tests.factories_volunteering import make_application, make_recruitment, step
from tests.sign_in import sign_in
from workflows.cases.models import Case, CaseEvent
from workflows.kinds.volunteering.models import GuardianConsent
from workflows.kinds.volunteering.services import guardians
from workflows.kinds.volunteering.staff_forms import forward

pytestmark = pytest.mark.django_db
GUARDIAN = {"guardian_name": "見本 一郎", "guardian_relation": "父", "guardian_email": "parent@example.jp"}


def born(years: int) -> str:
    return (timezone.localdate() - timedelta(days=int(years * 365.25) + 5)).isoformat()


def received(case: Case) -> Case:
    step(case, make_staff("reviewer", case.hub), "done", guardians.receive, received_on=timezone.localdate())
    return Case.objects.get(pk=case.pk)


def without(case: Case, section: str, *names: str) -> Case:
    """As an application on paper that left these questions open."""
    newest = case.submissions.get()
    for name in names:
        newest.answers[section].pop(name, None)
    type(newest).objects.filter(pk=newest.pk).update(answers=newest.answers)
    return Case.objects.get(pk=case.pk)


def test_the_form_does_not_take_the_applicants_own_address_as_the_guardians() -> None:
    with pytest.raises(CaseError) as refused:
        make_application(
            make_recruitment(),
            person={"born_on": born(16)},
            guardian={**GUARDIAN, "guardian_email": "Hanako@example.jp"},
        )
    assert ["guardian_email" in str(one) for one in refused.value.problems] == [True]  # type: ignore[attr-defined]


def test_the_address_of_the_account_is_not_asked_for_consent_either() -> None:
    user = make_sender("試験 未成年")
    own = {**GUARDIAN, "guardian_email": user.email.upper()}
    case = received(make_application(make_recruitment(), user=user, person={"born_on": born(16)}, guardian=own))
    assert not GuardianConsent.objects.exists()
    assert not OutgoingMail.objects.filter(text__contains="/consent/").exists()
    assert "本人" in guardians.problem(case)
    with pytest.raises(CaseError):
        guardians.ask_again(case, actor=make_staff("reviewer", case.hub))


def test_without_a_date_of_birth_an_application_does_not_go_on() -> None:
    case = received(without(make_application(make_recruitment()), "person", "born_on"))
    assert "生年月日" in guardians.problem(case)
    with pytest.raises(CaseError):
        step(case, make_staff("reviewer", case.hub), "forward", forward, opinion="書類はそろっている。")


def test_a_guardian_without_mail_consents_on_paper_and_the_hub_enters_it() -> None:
    case = make_application(make_recruitment(), person={"born_on": born(16)}, guardian=GUARDIAN)
    case = received(without(case, "guardian", "guardian_email"))
    assert "保護者" in guardians.problem(case)
    here = f"/cms/desk/kinds/volunteering/cases/{case.pk}/guardian/paper/"
    data = {"name": "見本 一郎", "signed_on": timezone.localdate().isoformat()}
    assert sign_in(Client(), make_staff("reviewer", make_hub())).post(here, data).status_code == 404
    assert sign_in(Client(), make_staff("division_reviewer")).post(here, data).status_code == 403
    reviewer = make_staff("reviewer", case.hub)
    client = sign_in(Client(), reviewer)
    assert "紙" in client.get(f"/cms/desk/cases/{case.pk}/").content.decode()
    assert client.get(here).status_code == 200
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong in ({"name": "他の 誰か"}, {"signed_on": tomorrow}):
        assert client.post(here, {**data, **wrong}).status_code == 200
        assert guardians.problem(case)
    assert client.post(here, data).status_code == 302
    assert guardians.problem(case) == ""
    consent = GuardianConsent.objects.get(case=case, state="given")
    assert (consent.seen_by, consent.signed_on) == (reviewer, timezone.localdate())
    event = CaseEvent.objects.get(case=case, verb="guardian_consented")
    assert (event.actor, event.payload["on_paper"]) == (reviewer, True)
    step(case, reviewer, "forward", forward, opinion="書類はそろっている。")
    with pytest.raises(IntegrityError, match="guardian_paper"), transaction.atomic():
        GuardianConsent.objects.filter(pk=consent.pk).update(seen_by=None)


def test_the_age_below_which_a_guardian_consents_is_a_setting(settings: object) -> None:
    case = make_application(make_recruitment(), person={"born_on": born(19)}, guardian=GUARDIAN)
    assert not guardians.needs_consent(case)
    settings.AGE_OF_MAJORITY = 20  # type: ignore[attr-defined]
    assert guardians.needs_consent(case)
    assert guardians.named(case).is_minor(date.today())
