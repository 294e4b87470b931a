"""Looks whether an address of another site answers, without ever calling into the ward's own network.

Law: every host is resolved here, every address it resolves to must be public, and the connection goes to the
address that was checked (a second answer of the name server changes nothing). Redirects are followed by the same
rule. No body is read, no cookie or credential sent. A look ends in time, however slowly a server drips its answer.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from pages.editing.models import FoundLink

State = FoundLink.State
Address = IPv4Address | IPv6Address
MOST_REDIRECTS = 5
# IPv6 addresses that carry an IPv4 address to be reached through a gateway.
TRANSLATED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)
ASK_AGAIN = 400
GONE = (404, 410)
# The server is there and shows people the page, but not machines.
FOR_PEOPLE = (401, 403, 405, 406, 429, 999)


def is_public(address: Address) -> bool:
    """An address on the open internet: not private, local, reserved, multicast, or one of these in disguise."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Manners:
    """Where a look may go, how long it waits for one answer, and how long the whole of it may last."""

    permitted: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset({80, 443})
    timeout: float = 10.0
    total: float = 25.0


@dataclass(frozen=True)
class Seen:
    state: str
    detail: str = ""


class NotCalled(Exception):
    """The address is none that this service calls; ``str(error)`` says why."""


def look(url: str, *, manners: Manners | None = None) -> Seen:
    """HEAD, then GET if the server does not like HEAD."""
    manners = manners or Manners()
    until = time.monotonic() + manners.total
    try:
        status = _follow("HEAD", url, manners, until)
        if status >= ASK_AGAIN and status not in FOR_PEOPLE:
            status = _follow("GET", url, manners, until)
    except NotCalled as refused:
        return Seen(State.REFUSED, str(refused))
    except TimeoutError:
        return Seen(State.FAILING, "timeout")
    except ssl.SSLError:
        return Seen(State.FAILING, "TLS")
    except socket.gaierror:
        return Seen(State.FAILING, "DNS")
    except (OSError, http.client.HTTPException) as error:
        return Seen(State.FAILING, type(error).__name__)
    if status in GONE:
        return Seen(State.GONE, f"HTTP {status}")
    if status >= ASK_AGAIN and status not in FOR_PEOPLE:
        return Seen(State.FAILING, f"HTTP {status}")
    return Seen(State.GOOD, f"HTTP {status}")


def _follow(method: str, url: str, manners: Manners, until: float) -> int:
    """The status at the end of the redirects."""
    for _turn in range(MOST_REDIRECTS + 1):
        status, location = _ask(method, url, manners, until)
        if status not in (301, 302, 303, 307, 308) or not location:
            return status
        url = _joined(url, location)
    raise http.client.HTTPException("too many redirects")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise NotCalled("address") from error


def _ask(method: str, url: str, manners: Manners, until: float) -> tuple[int, str]:
    parts, port = _checked(url, manners)
    address = _address_of(parts.hostname or "", port, manners)
    left = min(manners.timeout, until - time.monotonic())
    if left <= 0:
        raise TimeoutError
    connection = _Pinned(parts.hostname or "", port, str(address), parts.scheme == "https", left)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            method, _ascii(path), headers={"User-Agent": _name(), "Accept": "*/*", "Connection": "close"}
        )
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _checked(url: str, manners: Manners) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotCalled("address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise NotCalled("address")
    if manners.ports is not None and port not in manners.ports:
        raise NotCalled("port")
    return parts, port


def _address_of(host: str, port: int, manners: Manners) -> Address:
    """One public address of ``host``; NotCalled when any of its addresses is not."""
    try:
        name = host if _is_address(host) else host.encode("idna").decode()
    except UnicodeError as error:
        raise NotCalled("address") from error
    rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    found = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    if not found or not all(manners.permitted(address) for address in found):
        raise NotCalled("private network")
    return found[0]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _ascii(path: str) -> str:
    return quote(path, safe="/%:?&=+,;@!$'()*~#[]")


def _name() -> str:
    return f"Kizuna-link-check/1 (+{settings.BASE_URL})"


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name that was asked for; its answer comes in time."""

    def __init__(self, host: str, port: int, address: str, tls: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.address, self.tls = address, tls
        self.default_port = 443 if tls else 80
        self.response_class = partial(_Timed, until=time.monotonic() + timeout)  # type: ignore[assignment]  # is called

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class _Timed(http.client.HTTPResponse):
    """Reads until ``until`` and no longer: a timeout of the socket begins anew with every byte."""

    def __init__(self, sock: socket.socket, *args: Any, until: float, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_Reader(sock, until))


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self.sock, self.until = sock, until

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.sock.recv_into(into)
