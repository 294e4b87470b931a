"""One request and its answer, with nothing but the standard library."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import Message
from http.client import HTTPException
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from kizuna_client.decoding import decode, encode
from kizuna_client.files import Download, Upload, multipart
from kizuna_client.problems import Unreachable, problem_from

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
Pairs = Mapping[str, tuple[Any, Any]]
HERE = {"localhost", "127.0.0.1", "::1"}


class Page(Protocol[T_co]):
    """What a list by cursor answers."""

    @property
    def items(self) -> Sequence[T_co]: ...

    @property
    def next(self) -> str | None: ...


class Transport:
    """``key``: as it was shown when it was issued; without one only what is public can be read.

    A key goes over https, or to this machine, nowhere else.
    """

    def __init__(self, address: str, *, key: str | None = None, language: str = "ja", timeout: float = 30) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address} is no address of a server")
        if key and parts.scheme != "https" and parts.hostname not in HERE:
            raise ValueError("a key is sent over https only")
        self._address, self._key, self._language, self._timeout = address.rstrip("/"), key, language, timeout
        # Without a handler of redirects: the API leads nowhere else, and a key must not follow to another host.
        self._opener = OpenerDirector()
        for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    def every(self, page_of: Callable[..., Page[T]], **asked: Any) -> Iterator[T]:
        """All rows of a list, page after page: ``client.every(client.list_my_cases)``."""
        cursor = ""
        while True:
            page = page_of(**asked, cursor=cursor)
            yield from page.items
            if not page.next:
                return
            cursor = page.next

    def _call(
        self,
        method: str,
        path: str,
        answer: Any,
        *,
        places: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        texts: Mapping[str, str] | None = None,
        files: Mapping[str, Upload] | None = None,
        key: str | None = None,
    ) -> Any:
        """``answer``: the shape of what comes back; None for nothing, Download for a file."""
        path = path.format(**{name: quote(str(encode(one)), safe="") for name, one in (places or {}).items()})
        if query:
            path += "?" + urlencode({name: _as_text(one) for name, one in query.items()})
        headers = {"Accept-Language": self._language, "Accept": "application/json, application/problem+json, */*"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        if key is not None:
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        data = None
        if files is not None:
            data, headers["Content-Type"] = multipart(texts or {}, files)
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(encode(body)).encode(), "application/json"
        # The scheme was looked at when the client was made.
        request = Request(self._address + path, data, headers, method=method)  # noqa: S310
        status, content, found = self._send(request)
        if not 200 <= status < 300:
            raise problem_from(status, content, found)
        if answer is None:
            return None
        if answer is Download:
            return Download(content, found.get("Content-Type", ""))
        return decode(answer, json.loads(content))

    def _send(self, request: Request) -> tuple[int, bytes, Mapping[str, str]]:
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return response.status, response.read(), _headers(response.headers)
        except (OSError, HTTPException) as error:
            raise Unreachable(str(error)) from error


def optional(pairs: Pairs) -> dict[str, Any]:
    """Those that differ from what the server takes anyway."""
    return {name: value for name, (value, default) in pairs.items() if value is not None and value != default}


def _headers(found: Message) -> dict[str, str]:
    return {name.title(): text for name, text in found.items()}


def _as_text(value: Any) -> str:
    value = encode(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
