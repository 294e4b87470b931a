"""What a kept answer looks like: complete, conditional, and only for the very address it was made for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway
from wagtail.models import Site

from cms.cache import release, store
from cms.cache.store import Kept, ProcessTier, process_tier
from pages.models import HubPage
from tests.cms.cache.conftest import CALL, HUB, forget

pytestmark = pytest.mark.usefixtures("ward")
Asked = Callable[..., tuple[HttpResponse, int]]
PAGES = ("/", HUB, CALL, "/privacy/", "/calls/", "/calls/open-call/", "/hubs/find/")


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_answer_is_the_made_one_and_takes_no_statement(asked: Asked, path: str) -> None:
    made, _found = asked(path)
    kept, found = asked(path)
    assert found == 0
    assert (kept.status_code, kept.content, dict(kept.headers)) == (200, made.content, dict(made.headers))
    assert kept["Content-Security-Policy"]
    assert kept["Permissions-Policy"]
    assert kept["Cache-Control"] == "max-age=0, must-revalidate"
    assert kept["Vary"] == "Cookie"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_made_for_a_reader_who_is_not_known_takes_six_statements_at_most(asked: Asked, path: str) -> None:
    asked("/privacy/?anew")
    asked(f"{path}?first")
    assert asked(f"{path}?anew")[1] <= 6
    forget()
    # Decision 0040: the first page after a change reads again what all pages share.
    assert asked(path)[1] <= 9


def test_who_has_the_page_is_told_so(asked: Asked) -> None:
    etag = asked()[0]["ETag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer, found = asked(HUB, **{"if-none-match": sent})
        assert (answer.status_code, answer.content, found) == (304, b"", 0)
        assert (answer["ETag"], answer["Vary"]) == (etag, "Cookie")
        assert answer["Cache-Control"] == "max-age=0, must-revalidate"
    assert asked(HUB, **{"if-none-match": '"other"'})[0].status_code == 200


def test_a_reader_with_an_older_page_gets_the_new_one(asked: Asked) -> None:
    etag = asked()[0]["ETag"]
    HubPage.objects.get(slug="west").hub.__class__.objects.filter(code="west").update(name="新しい名の拠点")
    answer, _found = asked(HUB, **{"if-none-match": etag})
    assert answer.status_code == 200
    assert "新しい名の拠点" in answer.content.decode()
    assert answer["ETag"] != etag


def test_head_tells_of_the_page_without_it(asked: Asked) -> None:
    assert Client().head(HUB).status_code == 200
    assert len(process_tier) == 0
    page, _found = asked()
    head = Client().head(HUB)
    assert head.content == b""
    assert head["Content-Length"] == page["Content-Length"] == str(len(page.content))
    assert head["ETag"] == page["ETag"]


def test_a_host_has_its_own_pages_and_a_strange_one_none(asked: Asked, settings: pytest.FixtureRequest) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "west.example.jp"]
    Site.objects.create(hostname="west.example.jp", port=80, root_page=HubPage.objects.get(slug="west"))
    ward, _found = asked("/")
    west, found = asked("/", host="west.example.jp")
    assert found > 0
    assert west.content != ward.content
    assert asked("/", host="west.example.jp")[0].content == west.content
    assert asked("/")[0].content == ward.content
    for _each in range(2):
        assert asked("/", host="evil.example.jp")[0].status_code == 400
    assert len(process_tier) == 2


def test_a_host_that_is_no_longer_allowed_finds_nothing_in_a_new_process(
    asked: Asked, settings: pytest.FixtureRequest
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "west.example.jp"]
    asked(host="west.example.jp")
    settings.ALLOWED_HOSTS = ["testserver"]
    forget()
    assert asked(host="west.example.jp")[0].status_code == 400


def test_http_is_led_to_https_although_the_page_is_kept(asked: Asked, settings: pytest.FixtureRequest) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 1000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    safe = {"x-forwarded-proto": "https"}
    asked(HUB, **safe)
    answer, found = asked(HUB, **safe)
    assert (answer.status_code, found) == (200, 0)
    assert answer["Strict-Transport-Security"].startswith("max-age=1000")
    for _each in range(2):
        answer, _found = asked(HUB)
        assert answer.status_code == 301
        assert "ETag" not in answer.headers


def test_switched_off_nothing_is_kept(asked: Asked, settings: pytest.FixtureRequest) -> None:
    settings.PAGE_CACHE = False
    asked()
    answer, found = asked()
    assert found > 0
    assert "ETag" not in answer.headers
    assert len(process_tier) == 0


def test_what_is_least_asked_for_is_pushed_out() -> None:
    tier = ProcessTier()
    page = Kept(2e9, '"x"', (), b"x" * 9_000)
    keys = [("http", "testserver", f"/{n}/", "") for n in range(4)]
    for key in keys[:3]:
        tier.put("1", key, page, most_bytes=30_000)
    assert tier.get("1", keys[0]) is page
    tier.put("1", keys[3], page, most_bytes=30_000)
    assert tier.get("1", keys[1]) is None
    assert [bool(tier.get("1", keys[n])) for n in (0, 2, 3)] == [True, True, True]
    tier.put("1", keys[3], page, most_bytes=30_000)
    assert len(tier) == 3
    tier.put("2", keys[0], page, most_bytes=30_000)
    assert (len(tier), tier.get("1", keys[2]), tier.get("2", keys[2])) == (1, None, None)
    tier.put("2", keys[1], page, most_bytes=100)
    assert len(tier) == 0


@pytest.fixture
def shared(settings: pytest.FixtureRequest) -> None:
    settings.PAGE_CACHE_SHARED = True


def test_another_process_answers_from_the_shared_place(asked: Asked, shared: None) -> None:
    made, _found = asked()
    process_tier.clear()
    kept, found = asked()
    assert found == 0
    assert kept.content == made.content
    assert dict(kept.headers) == dict(made.headers)
    assert len(process_tier) == 1


def test_the_shared_place_alone_is_enough(asked: Asked, shared: None, settings: pytest.FixtureRequest) -> None:
    settings.PAGE_CACHE_PROCESS_MB = 0
    asked()
    assert asked()[1] == 0
    assert len(process_tier) == 0


def test_another_release_does_not_answer_with_the_pages_of_this_one(
    asked: Asked, shared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked()
    process_tier.clear()
    monkeypatch.setattr(store, "release", lambda: "another")
    assert asked()[1] > 0


def test_other_settings_are_another_release(settings: pytest.FixtureRequest) -> None:
    before = release.release()
    settings.CALL_CLOSING_SOON_DAYS = 99
    assert release.release.__wrapped__() != before


def test_pages_are_read_while_the_shared_place_is_away(
    asked: Asked, shared: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def get(self, *_arguments: object) -> None:
            raise RedisAway("away")

        set = add = delete = get

    monkeypatch.setattr(store, "caches", {**{name: caches[name] for name in caches}, "default": Away()})
    assert asked()[0].status_code == 200
    assert asked()[1] == 0
    process_tier.clear()
    assert asked()[0].status_code == 200
