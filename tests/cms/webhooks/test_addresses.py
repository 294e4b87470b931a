"""The addresses in an event answer whom they are for: the applicant, and the staff at the desk."""

from __future__ import annotations

import pytest
from django.conf import settings

from cms.api.keys.scopes import Scope
from cms.people.models import Role
from cms.webhooks.models import Event
from tests.cms.api.talking import Caller
from tests.factories_cases import bring_to, complete, make_case
from tests.factories_intake import make_applicant
from tests.factories_people import make_hub, make_staff
from tests.factories_webhooks import Machine, make_endpoint, work

pytestmark = pytest.mark.django_db


def test_each_face_of_a_case_answers_its_own_people_and_nobody_else(receiver: Machine) -> None:
    make_endpoint(receiver.url)
    user, group = make_applicant()
    case = complete(bring_to("decision", make_case(applicant=user, group=group)), make_staff(Role.DIVISION_APPROVER))
    work(3)
    applicant = Caller(user, scopes=[Scope.MINE])
    reviewer = Caller(make_staff(Role.REVIEWER, hub=case.hub), scopes=[Scope.CASES])
    elsewhere = Caller(make_staff(Role.REVIEWER, hub=make_hub()), scopes=[Scope.CASES])
    told = [one.told["data"] for one in receiver.calls]
    found = {name: data[name] for data in told for name in ("case", "letter") if name in data}
    assert set(found) == {"case", "letter"}
    assert Event.objects.filter(type="letter.issued").exists()
    for facts in found.values():
        own, desk = (facts[name].removeprefix(settings.BASE_URL) for name in ("api_url", "desk_api_url"))
        assert (applicant.get(own).status_code, reviewer.get(desk).status_code) == (200, 200)
        assert applicant.get(own).json()["number"] == reviewer.get(desk).json()["number"] == case.number
        assert reviewer.get(own).status_code == 403
        assert applicant.get(desk).status_code == 403
        assert elsewhere.get(desk).status_code == 404
