"""What staff enter for programmes and calls makes a form that people can fill in, or is refused beside its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.versions import freeze
from tests.cms.admin.walking import client_of
from tests.factories_cases import make_case
from tests.factories_intake import make_whole_call
from tests.factories_people import make_staff
from workflows.kinds.subsidy.form import definition
from workflows.programmes.models import Call, Programme, RequiredAttachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return client_of(make_staff("administrator"))


def posted(page: Any) -> dict[str, Any]:
    """Everything that the form of an admin page would post as it was shown."""
    form = page.context["form"]
    sent = _values(form)
    for formset in getattr(form, "formsets", {}).values():
        sent.update(_values(formset.management_form))
        for one in formset.forms:
            sent.update(_values(one))
    return sent


def _values(form: Any) -> dict[str, Any]:
    """The inputs of ``form`` with the texts that its widgets show."""
    values: dict[str, Any] = {}
    for field in form:
        shown = field.value()
        if shown is None or shown is False:
            continue
        if isinstance(shown, list | tuple) or hasattr(shown, "all"):
            values[field.html_name] = [getattr(one, "pk", one) for one in shown]
        else:
            values[field.html_name] = field.field.widget.format_value(shown) if _is_input(field) else shown
    return values


def _is_input(field: Any) -> bool:
    return hasattr(field.field.widget, "format") and hasattr(field.field.widget, "format_value")


def programme_page(programme: Programme) -> str:
    return reverse("wagtailsnippets_programmes_programme:edit", args=[programme.pk])


def call_page(call: Call) -> str:
    return reverse("wagtailsnippets_programmes_call:edit", args=[call.pk])


@pytest.mark.parametrize("seconds", [0, 59])
def test_saving_a_call_in_the_admin_moves_no_deadline(desk: Client, seconds: int) -> None:
    closes = datetime(2026, 12, 31, 14, 59, seconds, tzinfo=UTC)  # 23:59 in Japan
    call = make_whole_call(closes_at=closes, opens_at=datetime(2026, 3, 31, 15, 0, tzinfo=UTC))
    last = datetime(2026, 12, 31, 14, 59, 59, 999_999, tzinfo=UTC)
    assert call.is_open(last)
    page = desk.get(call_page(call))
    assert "2026-12-31 23:59" in page.content.decode()
    answer = desk.post(call_page(call), posted(page))
    assert answer.status_code == 302, answer.context["form"].errors
    call.refresh_from_db()
    assert call.closes_at == datetime(2026, 12, 31, 14, 59, tzinfo=UTC)
    assert call.is_open(last)
    assert not call.is_open(last + timedelta(microseconds=1))
    assert call.is_open(call.opens_at)
    assert not call.is_open(call.opens_at - timedelta(microseconds=1))


def test_a_programme_saved_as_it_is_stays_as_it_is(desk: Client) -> None:
    programme = make_whole_call().programme
    before = Programme.objects.values().get(pk=programme.pk)
    answer = desk.post(programme_page(programme), posted(desk.get(programme_page(programme))))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Programme.objects.values().get(pk=programme.pk) == before


def test_a_key_that_no_form_can_use_is_refused_beside_its_field(desk: Client) -> None:
    call = make_whole_call()
    sent = posted(desk.get(programme_page(call.programme)))
    answer = desk.post(programme_page(call.programme), {**sent, "attachments-0-key": "bank-book"})
    assert answer.status_code == 200
    assert answer.context["form"].formsets["attachments"].forms[0].errors.keys() == {"key"}
    assert "英小文字" in answer.content.decode()
    freeze(definition(call))


@pytest.mark.parametrize("key", ["revision", "Rules", "1st"])
def test_reserved_and_strange_keys_are_refused(desk: Client, key: str) -> None:
    programme = make_whole_call().programme
    sent = posted(desk.get(programme_page(programme)))
    answer = desk.post(programme_page(programme), {**sent, "attachments-0-key": key})
    assert answer.context["form"].formsets["attachments"].forms[0].errors.keys() == {"key"}


def test_a_programme_needs_a_cost_that_counts(desk: Client) -> None:
    programme = make_whole_call().programme
    sent = posted(desk.get(programme_page(programme)))
    answer = desk.post(programme_page(programme), {**sent, "cost_kinds-0-DELETE": "on"})  # "web"; food remains
    assert answer.status_code == 200
    assert "補助の対象になる経費区分を1つ以上" in answer.content.decode()
    assert programme.cost_kinds.count() == 2


def test_the_same_key_twice_is_refused_and_not_an_error_of_the_database(desk: Client) -> None:
    programme = make_whole_call().programme
    sent = posted(desk.get(programme_page(programme)))
    answer = desk.post(programme_page(programme), {**sent, "attachments-1-key": sent["attachments-0-key"]})
    assert answer.status_code == 200
    assert set(programme.attachments.values_list("key", flat=True)) == {"rules", "officers"}


def test_the_kind_is_one_of_those_installed(desk: Client) -> None:
    programme = make_whole_call().programme
    page = desk.get(programme_page(programme))
    assert re.search(r'<select name="kind"', page.content.decode())
    answer = desk.post(programme_page(programme), {**posted(page), "kind": "loan"})
    assert answer.context["form"].errors.keys() == {"kind"}


def test_a_call_of_a_programme_without_a_form_is_refused(desk: Client) -> None:
    call = make_whole_call()
    call.programme.cost_kinds.all().delete()
    RequiredAttachment.objects.filter(programme=call.programme, key="rules").update(key="bank-book")
    answer = desk.post(call_page(call), posted(desk.get(call_page(call))))
    assert answer.context["form"].errors.keys() == {"programme"}


def test_a_call_with_applications_keeps_its_budget(desk: Client) -> None:
    call = make_whole_call()
    make_case(call=call)
    sent = posted(desk.get(call_page(call)))
    answer = desk.post(call_page(call), {**sent, "budget_fiscal_year": 2027})
    assert answer.context["form"].errors.keys() == {"budget_fiscal_year"}


@pytest.mark.parametrize("name", ["rounding_yen", "applications_per_group"])
def test_numbers_that_a_constraint_would_refuse_are_told_beside_the_field(desk: Client, name: str) -> None:
    programme = make_whole_call().programme
    sent = posted(desk.get(programme_page(programme)))
    answer = desk.post(programme_page(programme), {**sent, name: 0})
    assert answer.context["form"].errors.keys() == {name}
