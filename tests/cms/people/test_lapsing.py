"""A role or a membership that ends by its date alone leaves neither taken steps nor keys behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.api.models import ApiKey
from cms.jobs import schedules
from cms.people.models import HubRole, LocalRole, Role, TeamMembership
from cms.people.services import lapsing
from tests.cms.api.talking import make_key
from tests.factories_cases import bring_to, make_case
from tests.factories_editing import make_draft, make_sites
from tests.factories_people import make_staff
from tests.factories_sharing import give, give_team, make_colleague
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def lapse(rows: Any) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    rows.update(until_on=yesterday, from_on=yesterday - timedelta(days=30))


def test_a_step_that_was_taken_is_free_the_day_after_the_role() -> None:
    case = bring_to("hub_check", make_case())
    person, other = make_staff(Role.REVIEWER, case.hub), make_staff(Role.REVIEWER, case.hub)
    for holder in (person, other):
        Case.objects.filter(pk=case.pk).update(holder=holder)
        assert lapsing.tell_lapsed() == 0
        assert Case.objects.get(pk=case.pk).holder == holder
    lapse(HubRole.objects.filter(user=other))
    assert lapsing.tell_lapsed() == 1
    assert Case.objects.get(pk=case.pk).holder is None
    Case.objects.filter(pk=case.pk).update(holder=person)
    assert lapsing.tell_lapsed() == 1
    assert Case.objects.get(pk=case.pk).holder == person, "who still may keeps it"


@pytest.mark.parametrize("lapsed", ["membership", "role"])
def test_the_keys_of_a_team_end_with_its_term(lapsed: str) -> None:
    page, person = make_draft(make_sites()["west"], "下書き"), make_colleague()
    give_team(page, "editor", person)
    make_key(person)
    lapsing.tell_lapsed()
    assert ApiKey.objects.get().revoked_at is None
    lapse(TeamMembership.objects.all() if lapsed == "membership" else LocalRole.objects.all())
    lapsing.tell_lapsed()
    key = ApiKey.objects.get()
    assert key.revoked_at is not None
    assert key.revoked_by is None


def test_the_role_on_a_page_that_is_deleted_ends_with_all_that_hangs_on_it() -> None:
    page, person = make_draft(make_sites()["west"], "下書き"), make_colleague()
    give(page, "editor", person)
    make_key(person)
    page.delete()
    assert ApiKey.objects.get().revoked_at is not None
    assert LocalRole.objects.get().ended_at is not None
    assert ModelLogEntry.objects.filter(action="people.local_role_ended").count() == 1


def test_the_worker_looks_every_hour() -> None:
    assert "cms.people.services.lapsing.tell_lapsed" in {one.func for one in schedules.declared()}
