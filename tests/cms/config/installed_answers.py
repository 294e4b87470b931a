"""A program for test_installation: asks an installed service as its proxy does and prints the answers as JSON."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
django.setup()

from django.http import HttpResponse  # noqa: E402  only after the set-up
from django.test import Client  # noqa: E402

HOST = "kizuna.example.org"
EMAIL = "soumu@example.jp"


def told(response: Any, **more: Any) -> dict[str, Any]:
    html = "" if response.streaming else response.content.decode()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return {"status": response.status_code, "headers": headers, "html": html, **more}


def cookies_of(*responses: HttpResponse) -> list[dict[str, Any]]:
    return [
        {
            "name": one.key, "secure": bool(one["secure"]), "path": one["path"], "domain": one["domain"],
            "httponly": bool(one["httponly"]), "samesite": one["samesite"],
        }
        for response in responses
        for one in response.cookies.values()
        if one.value
    ]  # fmt: skip


def with_token(client: Client, address: str, **sent: str) -> list[Any]:
    """The page and what its form answers."""
    page = client.get(address)
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found, address
    given = {"csrfmiddlewaretoken": found[1], **sent}
    return [page, client.post(address, given, HTTP_REFERER=f"https://{HOST}{address}")]


def newest_code() -> str:
    from cms.mailings.models import OutgoingMail

    found = re.search(r"^\d{6}$", OutgoingMail.objects.filter(to=EMAIL).latest("pk").text, re.MULTILINE)
    assert found
    return found.group()


def sign_in(client: Client) -> dict[str, Any]:
    """By the codes that are mailed to the first administrator: for signing in, and for the address itself."""
    seen = with_token(client, "/accounts/login/", login=EMAIL)
    while "_auth_user_id" not in client.session and seen[-1].status_code == 302 and len(seen) < 7:
        seen += with_token(client, seen[-1]["Location"], code=newest_code())
    return told(seen[-1], cookies=cookies_of(*seen), signed_in="_auth_user_id" in client.session)


def main() -> None:
    from pages.models import HubPage

    visitor = Client(enforce_csrf_checks=True, HTTP_HOST=HOST, HTTP_X_FORWARDED_PROTO="https")
    answers = {path: told(visitor.get(path)) for path in ("/", "/privacy/", "/accessibility/")}
    hub = HubPage.objects.live().order_by("pk").first()
    assert hub is not None
    answers["hub"] = told(visitor.get(hub.url), name=hub.title)
    answers["sign in"] = sign_in(visitor)
    http = Client(HTTP_HOST=HOST, HTTP_X_FORWARDED_PROTO="http").get("/")
    answers["http"] = told(http, location=http["Location"])
    answers["http"]["headers"] = answers["/"]["headers"]
    sys.stdout.write(json.dumps(answers))


main()
