"""Pages for when something is wrong: Japanese, say what to do, and need as little as possible."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from django.urls import path

from cms.config import urls as product
from cms.config.errors import bad_request
from cms.theme import views


def fail(request: object) -> None:
    raise RuntimeError("試験")


urlpatterns = [path("fail/", fail), *product.urlpatterns]
handler500 = "cms.theme.views.server_error"
handler404 = "cms.theme.views.not_found"


def test_500_and_503_and_400_touch_no_database(client: Client) -> None:
    """No database mark: a query would fail this test."""
    request = RequestFactory().get("/")
    bad = bad_request(request, ValueError())
    for answer, status in ((bad, 400), (views.server_error(request), 500), (views.unavailable(request), 503)):
        assert answer.status_code == status
        html = answer.content.decode()
        assert '<html lang="ja">' in html
        assert "お試しください" in html
        assert "%}" not in html


def test_503_says_when_to_come_back() -> None:
    assert views.unavailable(RequestFactory().get("/")).headers["Retry-After"] == "120"


@pytest.mark.urls("tests.cms.theme.test_error_pages")
def test_a_bug_shows_the_page_and_nothing_of_itself(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/fail/")
    assert answer.status_code == 500
    html = answer.content.decode()
    assert "システムに問題が起きました" in html
    assert "RuntimeError" not in html
    assert "試験" not in html


@pytest.mark.django_db
def test_404_403_409_and_413_say_what_to_do() -> None:
    request = RequestFactory().get("/")
    conflict = views.conflict(request, message="試験 花子さんが先に承認しました。", back_url="/cms/")
    assert conflict.status_code == 409
    assert "試験 花子さんが先に承認しました。" in conflict.content.decode()
    assert 'href="/cms/"' in conflict.content.decode()
    for answer, status in ((views.not_found(request), 404), (views.permission_denied(request), 403)):
        assert answer.status_code == status
        assert "できること" in answer.content.decode()


@pytest.mark.django_db
def test_a_message_of_409_cannot_write_html() -> None:
    request = RequestFactory().get("/")
    html = views.conflict(request, message="<b>x</b>").content.decode()
    assert "<b>x</b>" not in html
