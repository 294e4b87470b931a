"""What is neither kept nor answered from what is kept. Every case stands beside a page that is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from cms.cache import keeping
from cms.cache.middleware import PageCacheMiddleware, is_anonymous
from cms.cache.store import process_tier
from pages.models import HubPage, StandardPage
from tests.cms.cache.conftest import CALL, HUB
from tests.cms.cache.views import VIEWS, plain, with_token
from tests.factories_pages import paragraphs
from tests.factories_people import make_user
from tests.sign_in import sign_in

pytestmark = pytest.mark.usefixtures("ward")
Asked = Callable[..., tuple[HttpResponse, int]]
SESSION = django_settings.SESSION_COOKIE_NAME


def test_a_page_is_kept_for_the_next_reader(asked: Asked) -> None:
    first, made = asked()
    again, found = asked()
    assert (first.content, made > 0) == (again.content, True)
    assert found == 0
    assert "Set-Cookie" not in again.headers
    assert not again.cookies


@pytest.mark.parametrize(
    "headers", [{"cookie": f"{SESSION}=x"}, {"cookie": "messages=x"}, {"authorization": "Bearer x"}]
)
def test_who_is_known_gets_a_page_of_their_own(asked: Asked, headers: dict[str, str]) -> None:
    asked()
    answer, found = asked(**headers)
    assert found > 0
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
    assert "ETag" not in answer.headers


def test_a_signed_in_reader_sees_their_own_header_and_leaves_nothing_behind(asked: Asked) -> None:
    client = sign_in(Client(), make_user(name="練馬 花子"))
    own, _found = asked(client=client)
    assert "サインアウト" in own.content.decode()
    assert len(process_tier) == 0
    anyone, _found = asked()
    assert "サインアウト" not in anyone.content.decode()
    assert "サインアウト" in asked(client=client)[0].content.decode()


def test_cookies_that_do_not_matter_neither_miss_nor_fill_wrongly(asked: Asked) -> None:
    asked(cookie="_ga=GA1.2.3; theme=dark")
    answer, found = asked(cookie=f"{django_settings.CSRF_COOKIE_NAME}=abc; not{SESSION}=1")
    assert found == 0
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("query", ["?q=光が丘", "?page=2", "?utm_source=x"])
def test_questions_that_a_page_does_not_take_are_answered_anew(asked: Asked, query: str) -> None:
    asked("/hubs/find/")
    assert asked(f"/hubs/find/{query}")[1] > 0
    assert asked(f"/hubs/find/{query}")[1] > 0


def test_a_question_that_a_page_takes_is_kept_by_its_value(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HubPage, "kept_query", ("year",), raising=False)
    asked(f"{HUB}?year=2026")
    assert asked(f"{HUB}?year=2026")[1] == 0
    assert asked(f"{HUB}?year=2025")[1] > 0
    assert asked(f"{HUB}?year=2026&other=1")[1] > 0
    assert asked(f"{HUB}?year=2026&{'x' * 300}")[1] > 0


@pytest.mark.parametrize("read", [len, list, dict, sorted, lambda cookies: cookies.copy(), lambda c: "x" in c])
def test_reading_cookies_in_any_way_is_noticed(read: Callable[[keeping.Watched], object]) -> None:
    cookies = keeping.Watched({"ruby": "1"})
    assert not cookies.asked
    read(cookies)
    assert cookies.asked


def test_a_page_type_may_stay_out(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HubPage, "is_kept", False, raising=False)
    asked()
    answer, found = asked()
    assert found > 0
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_private_pages_are_never_kept(asked: Asked, kind: str) -> None:
    page = HubPage.objects.get(slug="west")
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="pass")
    for _each in range(2):
        answer, found = asked()
        assert found > 0
        assert "ETag" not in answer.headers
    # What lies below is private with it.
    assert "ETag" not in asked(CALL)[0].headers
    assert len(process_tier) == 0


def test_only_pages_that_were_found_are_kept(asked: Asked) -> None:
    for path in ("/nowhere/", "/west/nowhere/", "/healthz", "/accounts/login/", "/cms/"):
        asked(path)
    assert len(process_tier) == 0


def test_a_form_that_is_sent_meets_the_view(asked: Asked) -> None:
    asked()
    assert Client().post("/calls/").status_code == 405
    for method in ("post", "put", "delete", "options"):
        assert not is_anonymous(getattr(RequestFactory(), method)(HUB))


def test_an_editors_draft_is_not_shown_to_readers(asked: Asked) -> None:
    hub = HubPage.objects.get(slug="west")
    page = hub.add_child(instance=StandardPage(title="公開中", slug="matsuri", body=paragraphs("十月")))
    page.title = "下書きの題"
    page.save_revision()
    asked("/west/matsuri/")
    assert "下書きの題" not in asked("/west/matsuri/")[0].content.decode()


@pytest.mark.urls("tests.cms.cache.views")
@pytest.mark.parametrize("name", VIEWS)
def test_an_answer_that_is_not_for_everybody_is_not_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def judge(request: HttpRequest, response: HttpResponse) -> str:
        judged.append(keeping.refusal(request, response))
        return judged[-1]

    monkeypatch.setattr("cms.cache.middleware.refusal", judge)
    Client().get(f"/{name}/")
    assert judged == [VIEWS[name][1]]
    assert len(process_tier) == (name == "plain")


def test_a_token_for_who_has_its_cookie_is_not_kept(rf: RequestFactory) -> None:
    """Such an answer sets no cookie, so nothing else would tell."""
    marked = keeping.cached_page()(with_token)
    cookies = f"{django_settings.CSRF_COOKIE_NAME}={'a' * 32}"
    PageCacheMiddleware(marked)(rf.get("/calls/", headers={"cookie": cookies}))
    assert len(process_tier) == 0


def test_a_view_that_says_nothing_is_not_kept(rf: RequestFactory) -> None:
    PageCacheMiddleware(plain)(rf.get("/calls/"))
    assert len(process_tier) == 0
