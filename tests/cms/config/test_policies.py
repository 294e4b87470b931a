"""What every answer carries, and what is refused before any view sees it."""

from __future__ import annotations

import io
import json
import logging
import tarfile
from pathlib import Path

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from cms.config import source
from cms.config.errors import bad_request
from cms.config.logs import JsonFormatter
from cms.config.safety import problems

pytestmark = pytest.mark.django_db


def policy(client: Client, address: str) -> dict[str, str]:
    """The directives of the answer's content policy."""
    header = client.get(address).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/no-such-page/"])
def test_public_pages_run_and_load_nothing_from_elsewhere(client: Client, address: str) -> None:
    found = policy(client, address)
    assert found["default-src"] == "'self'"
    assert found["object-src"] == "'none'"
    assert found["base-uri"] == found["form-action"] == found["frame-ancestors"] == "'self'"
    assert not {"script-src", "style-src"} & set(found)
    assert "unsafe" not in str(found)


@pytest.mark.parametrize("address", ["/cms/", "/cms/login/", "/cms/no-such-page/"])
def test_the_desk_may_style_inline_but_never_script(client: Client, address: str) -> None:
    found = policy(client, address)
    assert found["style-src"] == "'self' 'unsafe-inline'"
    assert found["default-src"] == "'self'"
    assert "script-src" not in found


def test_an_address_that_only_looks_like_the_desk_gets_the_strict_policy(client: Client) -> None:
    assert "style-src" not in policy(client, "/cms-looking/")


def test_no_device_is_asked_for(client: Client) -> None:
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example.org"}).status_code == 400


def test_a_body_above_the_limit_gets_413_and_no_view_sees_it(client: Client, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    refused = client.post("/accounts/login/", {"login": "x" * 2000})
    assert refused.status_code == 413
    assert "ファイル" in refused.content.decode()


def test_a_body_at_the_limit_is_let_through(client: Client, settings: Settings) -> None:
    body = b"login=a"
    settings.REQUEST_MAX_BYTES = len(body)
    answer = client.generic("POST", "/accounts/login/", body, "application/x-www-form-urlencoded")
    assert answer.status_code == 200


def test_a_form_whose_text_is_too_large_gets_413(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert client.post("/accounts/login/", {"login": "x" * 2000}).status_code == 413


def test_other_malformed_requests_get_400(rf: RequestFactory) -> None:
    assert bad_request(rf.get("/"), ValueError()).status_code == 400
    assert bad_request(rf.get("/"), RequestDataTooBig()).status_code == 413


def test_pictures_are_served_and_originals_are_not(client: Client, settings: Settings) -> None:
    root = Path(settings.MEDIA_ROOT)
    for folder in ("images", "original_images", "documents"):
        (root / folder).mkdir(parents=True)
        (root / folder / "a.png").write_bytes(b"png")
    shown = client.get("/files/images/a.png")
    assert b"".join(shown.streaming_content) == b"png"  # type: ignore[attr-defined]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    for hidden in ("original_images/a.png", "documents/a.png", "images/../documents/a.png", "images/"):
        assert client.get(f"/files/{hidden}").status_code in (400, 404)


def test_the_source_can_be_had_and_holds_no_data(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    answer = client.get("/source/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kizuna-source.tar.gz"'
    with tarfile.open(fileobj=io.BytesIO(b"".join(answer.streaming_content))) as tar:  # type: ignore[attr-defined]
        members = tar.getmembers()
    names = {member.name for member in members}
    assert {"kizuna/LICENSE", "kizuna/manage.py", "kizuna/cms/config/source.py", "kizuna/Makefile"} <= names
    assert not [name for name in names if name.split("/")[1] in ("var", ".venv", ".git")]
    assert {member.uname for member in members} == {""}


def test_the_source_is_packed_once_until_a_file_changes(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    before = source.archive().stat().st_ino
    assert source.archive().stat().st_ino == before


def logged(error: Exception | None, message: str, *arguments: object) -> dict[str, object]:
    record = logging.LogRecord("kizuna", logging.ERROR, __file__, 1, message, arguments, None)
    if error is not None:
        try:
            raise error
        except type(error) as raised:
            record.exc_info = (type(raised), raised, raised.__traceback__)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found: dict[str, object] = json.loads(line)
    return found


def test_a_log_line_masks_addresses() -> None:
    assert logged(None, "mail to %s failed", "hanako@example.jp")["message"] == "mail to <e-mail> failed"


def test_a_log_line_keeps_the_offending_row_to_the_database() -> None:
    line = logged(ValueError("duplicate key\nDETAIL: Key (name)=(練馬花子) exists"), "broken")
    assert "練馬" not in json.dumps(line, ensure_ascii=False)
    error = line["error"]
    assert isinstance(error, dict)
    assert error["text"] == "duplicate key"
    assert "test_policies.py" in error["places"][0]


def test_a_subdomain_pattern_covers_the_base_address() -> None:
    values = {
        "ALLOWED_HOSTS": [".example.org"],
        "BASE_URL": "https://kizuna.example.org",
        "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
    }
    assert not [sentence for sentence in problems(values, allow_sqlite=False) if "BASE_URL" in sentence]
