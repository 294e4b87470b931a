"""The key of what waits on a phone: of one account, there while it is signed in, gone with signing out or in."""

from __future__ import annotations

import pytest
from django.contrib.auth.signals import user_logged_in
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.cms.admin.walking import client_of
from tests.factories_fieldwork import Field, make_field
from tests.sign_in import sign_in
from workflows.fieldwork.middleware import PhoneKeyMiddleware
from workflows.fieldwork.phone_keys import COOKIE, PATH

pytestmark = pytest.mark.django_db
PAGE = "/cms/desk/field/"


@pytest.fixture
def field() -> Field:
    return make_field()


def test_each_account_has_one_key_and_no_other_page_gets_it(field: Field) -> None:
    first, again, other = (client_of(one) for one in (field.reviewer, field.reviewer, field.chief))
    keys = [client.get(PAGE).cookies[COOKIE] for client in (first, again, other)]
    assert keys[0].value == keys[1].value != keys[2].value
    assert (keys[0]["path"], keys[0]["samesite"]) == (PATH, "Strict")
    assert len(keys[0].value.partition(".")[2]) >= 43
    assert COOKIE not in first.get("/cms/desk/notes/").cookies


def test_the_key_goes_when_somebody_signs_out(field: Field) -> None:
    client = client_of(field.reviewer)
    client.get(PAGE)
    gone = client.post("/accounts/logout/").cookies[COOKIE]
    assert (gone.value, gone["path"], gone["max-age"]) == ("", PATH, 0)


def test_the_key_goes_when_another_person_signs_in(field: Field) -> None:
    def answer(request: object) -> HttpResponse:
        user_logged_in.send(type(field.chief), request=request, user=field.chief)
        return HttpResponse()

    assert PhoneKeyMiddleware(answer)(RequestFactory().get("/")).cookies[COOKIE]["max-age"] == 0
    assert COOKIE not in PhoneKeyMiddleware(lambda request: HttpResponse())(RequestFactory().get("/")).cookies


def test_the_page_obeys_the_strict_policy_below_the_desk_too(field: Field) -> None:
    answer = client_of(field.reviewer).get(PAGE)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "blob:" not in policy.partition("worker-src")[2].partition(";")[0]
    assert b"<style" not in answer.content
    assert b" style=" not in answer.content
    assert b"<script>" not in answer.content


def test_one_signs_out_on_the_page_itself_before_the_phone_is_handed_on(field: Field) -> None:
    assert b'action="/accounts/logout/"' in client_of(field.reviewer).get(PAGE).content


def test_the_kept_page_names_nobody(field: Field) -> None:
    """It lies on the phone after its person has gone."""
    field.reviewer.last_name = "内密"
    field.reviewer.save()
    answer = client_of(field.reviewer).get(PAGE).content.decode()
    assert "内密" not in answer
    assert field.reviewer.email not in answer


def test_who_is_not_signed_in_gets_neither_state_nor_worker(field: Field) -> None:
    for path in ("state/", "worker.js", ""):
        answer = Client().get(PAGE + path)
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    late = sign_in(Client(), field.reviewer, second_factor=False)
    assert late.get(f"{PAGE}state/").status_code == 302
