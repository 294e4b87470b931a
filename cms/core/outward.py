"""The one guard of every call that the service itself makes to an address which somebody typed.

Law: the host is resolved here, every address it resolves to must be permitted, and the connection goes to the
address that was checked: a second answer of the name server changes nothing. No redirect is followed here, no cookie
or credential is sent, and an answer ends in time, however slowly a server drips it.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# IPv6 addresses that carry an IPv4 address to be reached through a gateway.
TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)
# Global by the tables of Python, and yet inside: the address at which a cloud's machine is told of itself (Azure; the
# others' are link-local or private), and the site-local addresses of old.
INSIDE = (ip_network("168.63.129.16/32"), ip_network("fec0::/10"))
PORTS = {"http": 80, "https": 443}


def plain_form(address: Address) -> Address:
    """``::ffff:10.0.0.1`` is 10.0.0.1."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """An address on the open internet: not private, local, reserved, multicast, or one of these in disguise."""
    address = plain_form(address)
    if any(address in network for network in (*TRANSLATED, *INSIDE)):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def within(address: Address, networks: Iterable[Network]) -> bool:
    address = plain_form(address)
    return any(address in network for network in networks)


def _everywhere(address: Address) -> bool:
    return True


@dataclass(frozen=True)
class Manners:
    """Where a call may go, how long it waits for one answer, and how long the whole of it may last.

    ``unsealed`` says of a permitted address whether it may be called without TLS.
    """

    permitted: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset(PORTS.values())
    timeout: float = 10.0
    total: float = 25.0
    unsealed: Callable[[Address], bool] = _everywhere


class NotCalled(Exception):
    """The address is none that this service calls; ``str(error)`` says why: address, port, private network, TLS."""


@dataclass(frozen=True)
class Place:
    """A host that was checked, and the address at which it is called."""

    parts: SplitResult
    host: str
    port: int
    address: Address

    @property
    def sealed(self) -> bool:
        return self.parts.scheme == "https"

    @property
    def path(self) -> str:
        found = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        return quote(found, safe="/%:?&=+,;@!$'()*~#[]")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    body: bytes = field(default=b"", repr=False)


def place_of(url: str, manners: Manners, *, seconds: float) -> Place:
    """Where ``url`` is called; NotCalled, gaierror, or TimeoutError after ``seconds``."""
    parts, port = _parts(url, manners)
    host = parts.hostname or ""
    try:
        name = host if _is_address(host) else host.encode("idna").decode()
    except UnicodeError as error:
        raise NotCalled("address") from error
    found = _resolved(name, port, seconds)
    if not found or not all(manners.permitted(address) for address in found):
        raise NotCalled("private network")
    if parts.scheme == "http" and not all(manners.unsealed(address) for address in found):
        raise NotCalled("TLS")
    return Place(parts, name, port, found[0])


def _parts(url: str, manners: Manners) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotCalled("address") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise NotCalled("address")
    if manners.ports is not None and port not in manners.ports:
        raise NotCalled("port")
    return parts, port


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _resolved(name: str, port: int, seconds: float) -> list[Address]:
    """Every address of ``name``. The system's own resolver knows no limit of time, so that a thread asks it."""
    found: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        rows = found.get(timeout=max(seconds, 0))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(rows, UnicodeError):
        raise NotCalled("address") from rows
    if isinstance(rows, OSError):
        raise rows
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def ask(
    place: Place, method: str, *, headers: Mapping[str, str], seconds: float, body: bytes | None = None, most: int = 0
) -> Answer:
    """What the host answers within ``seconds``, with at most ``most`` bytes of its body."""
    if seconds <= 0:
        raise TimeoutError
    connection = _Pinned(place, seconds)
    try:
        connection.request(method, place.path, body=body, headers={"Connection": "close", **headers})
        with connection.getresponse() as answer:
            return Answer(answer.status, answer.getheader("Location") or "", answer.read(most) if most else b"")
    finally:
        connection.close()


def failure(error: Exception) -> str:
    """A short word for what went wrong on the way; never the text of the other side."""
    if isinstance(error, NotCalled):
        return str(error)
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "TLS"
    if isinstance(error, socket.gaierror):
        return "DNS"
    return type(error).__name__


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for; its answer comes in time."""

    def __init__(self, place: Place, timeout: float) -> None:
        super().__init__(place.host, place.port, timeout=timeout)
        self.place = place
        self.default_port = PORTS[place.parts.scheme]
        self.response_class = partial(_Timed, until=time.monotonic() + timeout)  # type: ignore[assignment]  # is called

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self.place.address), self.port), self.timeout)
        if self.place.sealed:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class _Timed(http.client.HTTPResponse):
    """Reads until ``until`` and no longer: a timeout of the socket begins anew with every byte."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_Reader(sock, until, self.fp))


class _Reader(io.RawIOBase):
    """``held`` keeps the socket open when the connection lets go of it, before the body is read."""

    def __init__(self, sock: socket.socket, until: float, held: Any) -> None:
        self.sock, self.until, self.held = sock, until, held

    def close(self) -> None:
        self.held.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.sock.recv_into(into)
