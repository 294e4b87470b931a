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


def sign_in(client: Client) -> dict[str, Any]:
    """By the code that was mailed to the first administrator."""
    from cms.mailings.models import OutgoingMail

    page = client.get("/accounts/login/")
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found
    sent = {"csrfmiddlewaretoken": found[1], "login": EMAIL}
    asked = client.post("/accounts/login/", sent, HTTP_REFERER=f"https://{HOST}/accounts/login/", follow=False)
    assert asked.status_code == 302, asked.content.decode()[:2000]
    form = client.get(asked["Location"])
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.content.decode())
    code = re.search(r"^\d{6}$", OutgoingMail.objects.get(to=EMAIL).text, re.MULTILINE)
    assert found
    assert code
    done = client.post(
        asked["Location"],
        {"csrfmiddlewaretoken": found[1], "code": code.group()},
        HTTP_REFERER=f"https://{HOST}{asked['Location']}",
    )
    return told(done, cookies=cookies_of(page, asked, form, done), signed_in="_auth_user_id" in client.session)


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
    print(json.dumps(answers))


main()
