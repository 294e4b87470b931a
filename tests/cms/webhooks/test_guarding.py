"""No receiver makes this service call into the ward's own network, when it is saved or when it is called (T18)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from cms.webhooks import guarding
from cms.webhooks.models import Attempt, Endpoint
from tests.cms.admin.walking import client_of
from tests.factories_people import make_staff
from tests.factories_webhooks import Machine, happen, machine, make_endpoint, work

pytestmark = pytest.mark.django_db
# Every way to write this machine and its neighbours that a name server or a person may come up with.
INWARD = [
    "127.0.0.1", "0.0.0.0",  # noqa: S104  refused
    "127.9.9.9", "127.1", "2130706433", "0x7f000001", "10.0.0.5", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "168.63.129.16", "100.100.100.200", "224.0.0.1", "255.255.255.255", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[fe80::1]",
    "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "localhost",
]  # fmt: skip


@pytest.fixture
def canary(settings: Any) -> Iterator[Machine]:
    """A listener on this machine that no setting allows; its port is allowed, so that only the address keeps it."""
    with machine() as found:
        settings.WEBHOOK_PORTS = [443, found.port]
        settings.WEBHOOK_TRIES = 1
        yield found


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Host → the addresses that it resolves to, one list for every time it is asked; no name server is asked."""
    answers: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in answers:
            if str(host).endswith(".example.jp"):
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            return real(host, port, *args, **kwargs)
        found = answers[host]
        return real(found.pop(0) if len(found) > 1 else found[0], port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers


def admin() -> Client:
    return client_of(make_staff("administrator"))


def posted(client: Client, url: str, **more: Any) -> Any:
    return client.post("/cms/webhooks/new/", {"name": "受信先", "url": url, "events": ["page.published"], **more})


@pytest.mark.parametrize("host", INWARD)
def test_an_address_inside_is_refused_beside_the_field(host: str, canary: Machine) -> None:
    client = admin()
    for url in (f"https://{host}:{canary.port}/", f"http://{host}:{canary.port}/", f"https://{host}/"):
        answer = posted(client, url)
        assert answer.status_code == 422, url
        assert answer.context["form"].errors["url"], url
    assert not Endpoint.objects.exists()
    assert canary.calls == []


@pytest.mark.parametrize("host", INWARD)
def test_an_address_inside_that_was_stored_is_never_called(host: str, canary: Machine) -> None:
    make_endpoint(f"http://{host}:{canary.port}/")
    happen()
    work(2)
    assert canary.calls == []
    assert Attempt.objects.get().error in ("private network", "DNS")


def test_a_name_that_leads_inside_is_refused_when_saved(canary: Machine, names: dict[str, list[str]]) -> None:
    names["inside.example.jp"] = ["127.0.0.1"]
    assert posted(admin(), f"https://inside.example.jp:{canary.port}/").context["form"].errors["url"]
    assert posted(admin(), "https://nowhere.example.jp/").context["form"].errors["url"] == [str(guarding.UNKNOWN)]
    assert canary.calls == []


def test_a_name_that_leads_inside_later_is_refused_when_called(canary: Machine, names: dict[str, list[str]]) -> None:
    """DNS rebinding: a public address when it is saved, this machine when it is called."""
    names["turning.example.jp"] = ["203.0.114.7", "127.0.0.1"]
    answer = posted(admin(), f"https://turning.example.jp:{canary.port}/", events=["case.received"])
    assert answer.status_code == 200, answer.context["form"].errors
    happen()
    work(2)
    assert names["turning.example.jp"] == ["127.0.0.1"]
    assert Attempt.objects.get().error == "private network"
    assert canary.calls == []


def test_the_call_goes_to_the_address_that_was_checked(
    canary: Machine, names: dict[str, list[str]], settings: Any
) -> None:
    """The name server answers once for a call; a second answer would lead elsewhere and is never asked for."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.2/32"]
    names["twice.example.jp"] = ["127.0.0.2", "127.0.0.1"]
    make_endpoint(f"http://twice.example.jp:{canary.port}/")
    happen()
    work(2)
    assert canary.calls == []
    assert Attempt.objects.get().error == "ConnectionRefusedError"
    assert names["twice.example.jp"] == ["127.0.0.1"]


def test_a_redirect_is_not_followed(receiver: Machine, settings: Any) -> None:
    with machine() as other:
        settings.WEBHOOK_PORTS = [receiver.port, other.port]
        receiver.answers, receiver.headers = [307], {"Location": other.url}
        make_endpoint(receiver.url)
        happen()
        work(2)
        assert Attempt.objects.first().status == 307
        assert other.calls == []


@pytest.mark.parametrize(
    "url, reason",
    [
        ("https://203.0.114.7:22/", "port"),
        ("https://203.0.114.7:8443/", "port"),
        ("http://203.0.114.7:443/", "TLS"),
        ("https://user:word@203.0.114.7/", "address"),
        ("https://user@203.0.114.7/", "address"),
        ("ftp://203.0.114.7/", "address"),
        ("file:///etc/passwd", "address"),
        ("gopher://203.0.114.7:443/", "address"),
        ("203.0.114.7", "address"),
        ("https://", "address"),
        ("https://[bad/", "address"),
        ("https://203.0.114.7:99999/", "address"),
        ("https://a\u3002\u3002b/", "address"),
    ],
)
def test_what_is_no_address_for_us_is_refused_with_its_reason(url: str, reason: str) -> None:
    assert guarding.why_refused(url) == str(guarding.REFUSALS[reason])


def test_networks_of_the_ward_are_called_where_the_setting_names_them(receiver: Machine, settings: Any) -> None:
    assert guarding.why_refused(receiver.url) == ""
    assert guarding.why_refused(f"http://[::ffff:127.0.0.1]:{receiver.port}/") == ""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["10.0.0.0/8"]
    assert guarding.why_refused(receiver.url) == str(guarding.REFUSALS["private network"])
    assert guarding.why_refused("https://203.0.114.7/") == ""


def test_a_receiver_that_drips_its_answer_holds_the_worker_for_the_time_allowed_only(
    receiver: Machine, settings: Any
) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 0.5
    receiver.pause = threading.Event()
    make_endpoint(receiver.url)
    happen()
    work(2)
    receiver.pause.set()
    assert Attempt.objects.first().error == "timeout"


def test_of_a_long_answer_only_the_beginning_is_read(receiver: Machine) -> None:
    """However the bytes arrive: in one piece with the head, or long after it."""
    receiver.answers, receiver.text = [200], "x" * 5_000_000
    make_endpoint(receiver.url)
    for _turn in range(5):
        Attempt.objects.all().delete()
        happen()
        work(2)
        assert (Attempt.objects.get().status, len(Attempt.objects.get().answer)) == (200, 500), Attempt.objects.get()
