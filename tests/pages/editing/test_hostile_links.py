"""Whatever another site answers or an editor writes: the look ends, goes nowhere else, and the next one is made."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pages.editing.links import checking
from pages.editing.links.fetching import Manners, look
from pages.editing.models import FoundLink
from tests.factories_editing import make_live, make_sites

pytestmark = pytest.mark.django_db
State = FoundLink.State
OWN = "127.0.0.1"
REDIRECT = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
# Longer than any look; the server gives up when the other side has.
DRIPS = 600


@contextmanager
def answering(*pieces: bytes, pause: float = 0) -> Iterator[int]:
    """The port of a server that sends ``pieces`` to whoever asks."""
    over = threading.Event()
    with socket.create_server((OWN, 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    caller, _address = listening.accept()
                except OSError:
                    return
                with caller:
                    try:
                        caller.recv(65_536)
                        for piece in pieces:
                            caller.sendall(piece)
                            over.wait(pause)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)


def own_only(port: int, **more: Any) -> Manners:
    """One machine of the ward stands for the open internet, and no other."""
    return Manners(permitted=lambda address: str(address) == OWN, ports=frozenset({port}), **more)


@pytest.mark.parametrize("inward", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "//127.0.0.3:{port}/x"])
def test_a_redirect_to_a_forbidden_address_is_refused(inward: str) -> None:
    """Refused, not failed: nobody has tried to connect."""
    with answering(b"") as other:
        place = inward.format(port=other).encode()
        with answering(REDIRECT + place + b"\r\n\r\n") as port:
            manners = Manners(permitted=lambda address: str(address) == OWN, ports=frozenset({port, other}))
            assert look(f"http://{OWN}:{port}/", manners=manners).state == State.REFUSED


@pytest.mark.parametrize("place", ["http://[bad", "http://[::1", "https://a]b/", "http://x:99999/", "ftp://x/"])
def test_a_redirect_to_nonsense_is_told_and_is_no_bug(place: str) -> None:
    with answering(REDIRECT + place.encode() + b"\r\n\r\n") as port:
        assert look(f"http://{OWN}:{port}/", manners=own_only(port)).state in (State.REFUSED, State.FAILING)


def test_a_second_answer_of_the_name_server_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads to a permitted address when it is checked and to another one whenever it is asked again."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example.org":
            return real(host, port, *args, **kwargs)
        asked.append(str(host))
        return real(OWN if len(asked) == 1 else "127.0.0.2", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        assert look(f"http://rebinding.example.org:{port}/", manners=own_only(port)).state == State.GOOD
    assert asked == ["rebinding.example.org"]


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_server_that_drips_its_answer_does_not_hold_the_worker(start: bytes) -> None:
    """Each byte comes in time, the whole never does."""
    with answering(start, *[b"a"] * DRIPS, pause=0.2) as port:
        seen = look(f"http://{OWN}:{port}/", manners=own_only(port, timeout=1, total=2))
    assert (seen.state, seen.detail) == (State.FAILING, "timeout")


def test_one_link_that_is_no_address_keeps_no_other_back(settings: Any) -> None:
    settings.LINK_CHECK_EXTERNAL = True
    page = make_live(make_sites()["west"])
    with answering(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as port:
        wrong, right = "http://[bad", f"http://{OWN}:{port}/"
        inside = ["page:²", "page:abc", f"document:{10**30}", "picture:"]
        for target in (wrong, right, *inside):
            kind = "internal" if target in inside else "external"
            FoundLink.objects.create(page=page, kind=kind, target=target, target_hash=checking._hash(target))
        checking.run(manners=own_only(port))
    found = dict(FoundLink.objects.values_list("target", "state"))
    assert found == {wrong: State.REFUSED, right: State.GONE, **dict.fromkeys(inside, State.GONE)}
