"""A number belongs to the mark under which it was given; and a correction may change how the letter comes."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.factories_cases import make_call, make_case, make_programme
from workflows.cases.models import Case
from workflows.programmes.models import Programme

pytestmark = pytest.mark.django_db


def test_a_programme_whose_mark_changes_in_the_year_goes_on_taking_applications() -> None:
    call = make_call(make_programme(number_mark="練地地"))
    before = [make_case(call=call) for _ in range(2)]
    Programme.objects.filter(pk=call.programme_id).update(number_mark="練地協")
    call = type(call).objects.select_related("programme").get(pk=call.pk)
    after = [make_case(call=call) for _ in range(2)]
    assert [(case.number_mark, case.number_in_year) for case in (*before, *after)] == [
        ("練地地", 1), ("練地地", 2), ("練地協", 1), ("練地協", 2),
    ]  # fmt: skip
    assert len({case.number for case in (*before, *after)}) == 4


def test_two_programmes_of_one_mark_share_a_series_and_no_number_comes_twice() -> None:
    one, other = (make_case(call=make_call(make_programme(number_mark="練地地"))) for _ in range(2))
    assert (one.number_in_year, other.number_in_year) == (1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(number_in_year=1)


def test_the_mark_of_an_older_case_is_read_from_its_number() -> None:
    case = make_case(call=make_call(make_programme(number_mark="練地地")))
    Programme.objects.filter(pk=case.programme_id).update(number_mark="練地協")
    Case.objects.filter(pk=case.pk).update(number_mark="")
    migration = import_module("workflows.cases.migrations.0007_number_mark")
    migration.read_from_the_number(apps, connection.schema_editor())
    case.refresh_from_db()
    assert case.number_mark == "練地地"
